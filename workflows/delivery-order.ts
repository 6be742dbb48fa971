import type { FetchedPage } from '../activities/fetch-page';
import type { DocumentId } from '../src/document';

/**
 * Documents held back at most: where TRAEDE lists the newest first, as many of the oldest must come before them. Beyond
 * it they go out all the same, the oldest of what is known first; ids and days are all that is kept of them.
 */
const MAX_HELD_BACK = 10_000;

/** A document that may be delivered. */
export interface ReadyDocument {
  readonly id: DocumentId;
  /** It is summed with the others of this group, in one batch where that holds them. */
  readonly group?: string;
}

/**
 * For an ERP that refuses a document dated before the last one, and for accounting entries that are summed: what the walk
 * finds is held back until it has come to the end of the list, and then goes out by date, or by what it is summed by. Any
 * other documents pass at once.
 */
export class DeliveryOrder {
  #heldBack: { readonly document: ReadyDocument; readonly rank: string }[] = [];

  /** Takes in what was new on a page; answers with what may be delivered now, in the order in which it is to be. */
  admit(
    fresh: readonly DocumentId[],
    page: Pick<FetchedPage, 'toImport' | 'dates' | 'groups'>,
    isEndOfList: boolean,
  ): readonly ReadyDocument[] {
    // A group begins with its day: by-date holds for sums as well.
    const ranks = page.groups ?? page.dates;
    if (ranks === undefined) return fresh.map((id) => ({ id }));
    const rankOf = new Map(page.toImport.map((id, index) => [id, ranks[index] ?? '']));
    for (const id of fresh) {
      const rank = rankOf.get(id) ?? '';
      const isSummed = page.groups !== undefined && rank !== '';
      this.#heldBack.push({ document: { id, ...(isSummed ? { group: rank } : {}) }, rank });
    }
    return isEndOfList || this.#heldBack.length >= MAX_HELD_BACK ? this.releaseAll() : [];
  }

  releaseAll(): readonly ReadyDocument[] {
    // ISO dates sort as texts; documents of one rank by id, as TRAEDE made them.
    const inOrder = this.#heldBack.toSorted(
      (a, b) => Number(a.rank > b.rank) - Number(a.rank < b.rank) || a.document.id - b.document.id,
    );
    this.#heldBack = [];
    return inOrder.map(({ document }) => document);
  }
}
