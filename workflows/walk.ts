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
  /** Documents that are left alone for their date: they stay in TRAEDE's list too. */
  readonly beforeGoLive?: readonly DocumentId[];
}

/** More pages than this in one look from the start means that the list never ends. At 20 a page: two million documents. */
const MAX_PAGES_PER_LOOK = 100_000;

/**
 * Walks a list that changes under the walk. Marking removes documents, new ones come in anywhere, the order is unknown,
 * pages may be shorter than asked, repeat documents, or ignore the page number. Two rules find every document:
 *
 * 1. Page after page to the end of the list, and then from the first page again, as long as a look brings something new.
 *    What was marked while a page was on its way shifted the list, and as many documents were skipped; they stand at its
 *    beginning by then, or behind what is in flight. Every document is read once that way, and hardly any twice.
 * 2. The end is believed only after a *quiet look*: from page 0 to an empty page with nothing new, begun when nothing
 *    was in flight, so that nothing shifted under it.
 *
 * A page that repeats the one before says either that the server ignores the page number, or that new documents pushed
 * the list on by a page. Page 0 tells the two apart: only in the first case it is the same once more.
 *
 * Several pages may be fetched at once; each is looked at as if it had been fetched alone.
 *
 * Pure: the workflow feeds it, tests walk it through lists that misbehave.
 */
export class Walk {
  readonly #mostPagesAtOnce: number;
  readonly #goesOn: boolean;
  readonly #pending = new Set<DocumentId>();
  readonly #waiting = new Set<DocumentId>();
  /** Marked since the fetch under way was issued: its page may still show them. */
  readonly #settledMeanwhile = new Set<DocumentId>();
  #nextPage = 0;
  #quiet = true;
  #ended = false;
  #pagesInLook = 0;
  #longestPage = 1;
  #pagesAtOnce = 1;
  /** The look was begun while something was in flight, for what the one before had skipped. */
  #isForSkipped = false;
  /** Something new was met since the look began. */
  #broughtNew = false;
  /** Something was marked since the look began: the list shifted under it. */
  #hasShifted = false;
  #lastFingerprint = '';
  /** Set while page 0 is asked whether the server ignores the page number: where to go on if it does not. */
  #resumeAt: number | undefined;

  /**
   * @param mostPagesAtOnce of one fetch. Absent in runs that an older version began: one, and the next page is the one on
   * which the first unseen document would stand if nothing had been skipped.
   */
  constructor(mostPagesAtOnce?: number) {
    this.#mostPagesAtOnce = mostPagesAtOnce ?? 1;
    this.#goesOn = mostPagesAtOnce !== undefined;
  }

  /**
   * The pages to fetch now: one at first, as most looks find nothing, and then more from time to time. One fetch at a time:
   * its pages are to be {@link see}n before the next one is issued.
   */
  issueFetch(): { readonly page: number; readonly pages: number } {
    this.#settledMeanwhile.clear();
    return { page: this.#nextPage, pages: this.#resumeAt === undefined ? this.#pagesAtOnce : 1 };
  }

  /** The list's end was reached; see {@link finished} and {@link lookAgain}. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The look under way began at page 0 with nothing in flight, and has met nothing new. */
  get quiet(): boolean {
    return this.#quiet;
  }

  /** Everything was found. */
  get finished(): boolean {
    return this.#ended && this.#quiet;
  }

  /** At the end of a look: it may have skipped documents, which another look finds while others are still in flight. */
  get mayHaveSkipped(): boolean {
    const isGoingOn = this.#broughtNew && this.#pending.size > 0;
    return this.#goesOn && this.#ended && this.#hasShifted && isGoingOn;
  }

  /** Documents fetched and not yet settled. */
  get pending(): number {
    return this.#pending.size;
  }

  /**
   * Takes the pages of a fetch in and answers with the documents that are new to the walk, for each page; they are pending
   * from now on. Pages behind the list's end, or behind one that repeats another, are not looked at.
   */
  see(pages: readonly WalkedPage[]): readonly (readonly DocumentId[])[] {
    const first = this.#nextPage;
    const seen: (readonly DocumentId[])[] = [];
    for (const [index, page] of pages.entries()) {
      this.#nextPage = first + index;
      seen.push(this.#seeOne(page));
      if (this.#ended || this.#resumeAt !== undefined) break;
    }
    this.#pagesAtOnce = Math.min(this.#pagesAtOnce * 2, this.#mostPagesAtOnce);
    // What is in flight may stand before what was skipped; whether there is more behind it, the quiet look tells.
    const isBehindPending = this.#nextPage * this.#longestPage >= this.#pending.size;
    if (this.#isForSkipped && seen.flat().length === 0 && isBehindPending) this.#ended = true;
    return seen;
  }

  /** The document was marked: it leaves the list. */
  settle(id: DocumentId): void {
    this.#pending.delete(id);
    this.#settledMeanwhile.add(id);
    this.#hasShifted = true;
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

  /** Begins a look from the first page: a quiet one where nothing is in flight, or one for what was skipped. */
  lookAgain({ quiet }: { readonly quiet: boolean }): void {
    this.#nextPage = 0;
    this.#quiet = quiet;
    this.#isForSkipped = !quiet;
    this.#ended = false;
    this.#broughtNew = false;
    this.#hasShifted = false;
    this.#pagesInLook = 0;
    this.#lastFingerprint = '';
    this.#resumeAt = undefined;
    if (quiet) this.#pagesAtOnce = 1;
  }

  #knows(id: DocumentId): boolean {
    return this.#pending.has(id) || this.#waiting.has(id) || this.#settledMeanwhile.has(id);
  }

  #seeOne(page: WalkedPage): readonly DocumentId[] {
    const fresh = [...new Set(page.toImport)].filter((id) => !this.#knows(id));
    for (const id of fresh) this.#pending.add(id);
    for (const id of page.waiting) this.#waiting.add(id);
    for (const id of page.beforeGoLive ?? []) this.#waiting.add(id);
    this.#pagesInLook += 1;
    this.#longestPage = Math.max(this.#longestPage, page.count);
    if (fresh.length > 0) this.#broughtNew = true;
    this.#move(page, fresh.length > 0);
    this.#lastFingerprint = fresh.length > 0 ? '' : page.fingerprint;
    return fresh;
  }

  #move(page: WalkedPage, broughtNew: boolean): void {
    const repeats = page.fingerprint === this.#lastFingerprint;
    const resumeAt = this.#resumeAt;
    this.#resumeAt = undefined;
    if (broughtNew) {
      // What is in flight will be marked and shift the list: the look is not quiet any more.
      this.#quiet = false;
      this.#nextPage = this.#goesOn
        ? this.#nextPage + 1
        : Math.floor((this.#pending.size + this.#waiting.size) / this.#longestPage);
    } else if (page.count === 0) {
      // An empty first page is the whole list: nothing can hide from it.
      if (this.#nextPage === 0) this.#quiet = true;
      this.#ended = true;
    } else if (this.#pagesInLook >= MAX_PAGES_PER_LOOK || (repeats && resumeAt !== undefined)) {
      this.#ended = true;
    } else if (repeats) {
      this.#resumeAt = this.#nextPage + 1;
      this.#nextPage = 0;
    } else {
      this.#nextPage = resumeAt ?? this.#nextPage + 1;
    }
  }
}
