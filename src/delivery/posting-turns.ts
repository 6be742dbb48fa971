/** One batch's postings, as far as they are still to be sent. */
export interface Batch {
  left: number;
}

/**
 * Who posts next, for all batches that one worker has in flight to one ERP: so many postings at once as its adapter declares,
 * and the batch with the fewest left first. Batches then end one after another, and while one reads back and marks, others
 * post; taken in turns, all would end at once, and the ERP would wait. A single document, for which a person may be waiting,
 * goes before batches of many.
 */
export class PostingTurns {
  readonly #atOnce: number;
  readonly #waiting: { readonly batch: Batch; readonly begin: () => void }[] = [];
  #underWay = 0;

  /** @param atOnce postings, of all batches together */
  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** Waits for its turn, and has it until `work` has ended. */
  async during<T>(batch: Batch, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => {
      this.#waiting.push({ batch, begin: resolve });
      this.#beginNext();
    });
    try {
      return await work();
    } finally {
      batch.left -= 1;
      this.#underWay -= 1;
      this.#beginNext();
    }
  }

  #beginNext(): void {
    if (this.#underWay >= this.#atOnce) return;
    const fewest = Math.min(...this.#waiting.map(({ batch }) => batch.left));
    const at = this.#waiting.findIndex(({ batch }) => batch.left === fewest);
    const [next] = at === -1 ? [] : this.#waiting.splice(at, 1);
    if (next === undefined) return;
    this.#underWay += 1;
    next.begin();
  }
}
