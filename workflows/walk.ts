import type { DocumentId } from '../src/document';

/** A page as the walk sees it: ids and what the record says of them, no content. */
export interface WalkedPage {
  /** How many documents TRAEDE sent. */
  readonly count: number;
  /** The same for two pages that hold the same documents. */
  readonly fingerprint: string;
  /** Documents that are to be imported. */
  readonly toImport: readonly DocumentId[];
  /** Documents that wait for a person or were skipped: they stay in TRAEDE's list. */
  readonly waiting: readonly DocumentId[];
}

/** More pages than this in one look from the start means that the list never ends. At 20 a page: two million documents. */
const MAX_PAGES_PER_LOOK = 100_000;
/** So many pages in a row with the same documents: the server ignores the page number. Two may be a shift by a page. */
const SAME_PAGES_IN_A_ROW = 3;

/**
 * Walks a list that changes under the walk. Marking removes documents, new ones come in anywhere, the order is unknown,
 * pages may be shorter than asked, repeat documents, or ignore the page number. Two rules find every document:
 *
 * 1. What was fetched and is not yet marked still stands in the list, so the next unseen document is expected behind
 *    as many: on page ⌊pending / page size⌋. A page that brings nothing new is followed by the next one.
 * 2. The end is believed only after a *quiet look*: from page 0 to an empty page with nothing new, begun when nothing
 *    was in flight, so that nothing shifted under it.
 *
 * Pure: the workflow feeds it, tests walk it through lists that misbehave.
 */
export class Walk {
  readonly #pending = new Set<DocumentId>();
  readonly #waiting = new Set<DocumentId>();
  /** Marked since the fetch under way was issued: its page may still show them. */
  readonly #settledMeanwhile = new Set<DocumentId>();
  #nextPage = 0;
  #quiet = true;
  #ended = false;
  #pagesInLook = 0;
  #longestPage = 1;
  #lastFingerprint = '';
  #sameInARow = 0;

  /** The page to fetch now. One fetch at a time: its page is to be {@link see}n before the next one is issued. */
  issueFetch(): number {
    this.#settledMeanwhile.clear();
    return this.#nextPage;
  }

  /** The list's end was reached; see {@link finished} and {@link lookAgain}. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Everything was found. */
  get finished(): boolean {
    return this.#ended && this.#quiet;
  }

  /** Documents fetched and not yet settled. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Takes a page in and answers with the documents that are new to the walk; they are pending from now on. */
  see(page: WalkedPage): readonly DocumentId[] {
    const fresh = [...new Set(page.toImport)].filter((id) => !this.#knows(id));
    for (const id of fresh) this.#pending.add(id);
    for (const id of page.waiting) this.#waiting.add(id);
    this.#pagesInLook += 1;
    this.#longestPage = Math.max(this.#longestPage, page.count);
    this.#countSamePages(page);
    this.#move(page, fresh.length);
    return fresh;
  }

  /** The document was marked: it leaves the list. */
  settle(id: DocumentId): void {
    this.#pending.delete(id);
    this.#settledMeanwhile.add(id);
  }

  /** The document is to be met again, as if never seen. */
  forget(id: DocumentId): void {
    this.#pending.delete(id);
  }

  /** The document stays in the list, and this run does nothing more for it. */
  leave(id: DocumentId): void {
    this.#pending.delete(id);
    this.#waiting.add(id);
  }

  /** Begins a quiet look; only when nothing is in flight. */
  lookAgain(): void {
    this.#nextPage = 0;
    this.#quiet = true;
    this.#ended = false;
    this.#pagesInLook = 0;
    this.#sameInARow = 0;
    this.#lastFingerprint = '';
  }

  #knows(id: DocumentId): boolean {
    return this.#pending.has(id) || this.#waiting.has(id) || this.#settledMeanwhile.has(id);
  }

  #countSamePages(page: WalkedPage): void {
    this.#sameInARow = page.fingerprint === this.#lastFingerprint ? this.#sameInARow + 1 : 1;
    this.#lastFingerprint = page.fingerprint;
  }

  #move(page: WalkedPage, fresh: number): void {
    if (fresh > 0) {
      // What is in flight will be marked and shift the list: the look is not quiet any more.
      this.#quiet = false;
      this.#nextPage = Math.floor((this.#pending.size + this.#waiting.size) / this.#longestPage);
      this.#sameInARow = 0;
      return;
    }
    const repeats = this.#sameInARow >= SAME_PAGES_IN_A_ROW;
    if (page.count === 0 || repeats || this.#pagesInLook >= MAX_PAGES_PER_LOOK) {
      // An empty first page is the whole list: nothing can hide from it.
      if (page.count === 0 && this.#nextPage === 0) this.#quiet = true;
      this.#ended = true;
      return;
    }
    this.#nextPage += 1;
  }
}
