import type { DeliveryRecord } from './record';
import type { Flow } from './delivery';
import { MAX_NOTE_AGE_MS } from './protocol-parts';
import { idsOf, type Sending } from './sending';

/**
 * That a posting of unknown outcome may be under way is noted right before it is sent. The postings of a batch that are still
 * to be sent are noted together, and once more when the note has become too old: a statement for each would cost as much as the
 * rest of the record's work.
 */
export class PostingNotes {
  readonly #record: Pick<DeliveryRecord, 'beginPosting'>;
  readonly #flow: Flow;
  readonly #unsent: Set<Sending>;
  #notedAtMs = -Infinity;
  #noted: Promise<void> = Promise.resolve();

  constructor(record: Pick<DeliveryRecord, 'beginPosting'>, flow: Flow, sendings: readonly Sending[]) {
    this.#record = record;
    this.#flow = flow;
    this.#unsent = new Set(sendings);
  }

  /** Returns when `sending` may be sent: it is noted, and not long ago. */
  async before(sending: Sending): Promise<void> {
    if (performance.now() - this.#notedAtMs > MAX_NOTE_AGE_MS) {
      this.#notedAtMs = performance.now();
      const ids = [...this.#unsent.add(sending)].flatMap(idsOf);
      this.#noted = this.#record.beginPosting(this.#flow, ids);
    }
    await this.#noted;
    this.#unsent.delete(sending);
  }
}
