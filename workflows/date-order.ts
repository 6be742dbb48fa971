import type { FetchedPage } from '../activities/fetch-page';
import type { DocumentId } from '../src/document';

/**
 * Documents held back at most: where TRAEDE lists the newest first, as many of the oldest must come before them. Beyond
 * it they go out all the same, the oldest of what is known first; ids and days are all that is kept of them.
 */
const MAX_HELD_BACK = 10_000;

/**
 * For an ERP that refuses a document dated before the last one: what the walk finds is held back until it has come to
 * the end of the list, and then goes out by date. For any other ERP documents pass at once.
 */
export class DateOrder {
  #heldBack: { readonly id: DocumentId; readonly date: string }[] = [];

  /** Takes in what was new on a page; answers with what may be delivered now, in the order in which it is to be. */
  admit(fresh: readonly DocumentId[], page: FetchedPage, isEndOfList: boolean): readonly DocumentId[] {
    const { dates } = page;
    if (dates === undefined) return fresh;
    const dateOf = new Map(page.toImport.map((id, index) => [id, dates[index] ?? '']));
    this.#heldBack.push(...fresh.map((id) => ({ id, date: dateOf.get(id) ?? '' })));
    return isEndOfList || this.#heldBack.length >= MAX_HELD_BACK ? this.releaseAll() : [];
  }

  releaseAll(): readonly DocumentId[] {
    // ISO dates sort as texts; documents of one day by id, as TRAEDE made them.
    const inOrder = this.#heldBack.toSorted(
      (a, b) => Number(a.date > b.date) - Number(a.date < b.date) || a.id - b.id,
    );
    this.#heldBack = [];
    return inOrder.map(({ id }) => id);
  }
}
