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
 * 1. What was fetched and is not yet marked still stands in the list, so the next unseen document is expected behind
 *    as many: on page ⌊pending / page size⌋. A page that brings nothing new is followed by the next one.
 * 2. The end is believed only after a *quiet look*: from page 0 to an empty page with nothing new, begun when nothing
 *    was in flight, so that nothing shifted under it.
 *
 * A page that repeats the one before says either that the server ignores the page number, or that new documents pushed
 * the list on by a page. Page 0 tells the two apart: only in the first case it is the same once more.
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
  /** Set while page 0 is asked whether the server ignores the page number: where to go on if it does not. */
  #resumeAt: number | undefined;

  /** The page to fetch now. One fetch at a time: its page is to be {@link see}n before the next one is issued. */
  issueFetch(): number {
    this.#settledMeanwhile.clear();
    return this.#nextPage;
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

  /** Documents fetched and not yet settled. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Takes a page in and answers with the documents that are new to the walk; they are pending from now on. */
  see(page: WalkedPage): readonly DocumentId[] {
    const fresh = [...new Set(page.toImport)].filter((id) => !this.#knows(id));
    for (const id of fresh) this.#pending.add(id);
    for (const id of page.waiting) this.#waiting.add(id);
    for (const id of page.beforeGoLive ?? []) this.#waiting.add(id);
    this.#pagesInLook += 1;
    this.#longestPage = Math.max(this.#longestPage, page.count);
    this.#move(page, fresh.length > 0);
    this.#lastFingerprint = fresh.length > 0 ? '' : page.fingerprint;
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
    this.#lastFingerprint = '';
    this.#resumeAt = undefined;
  }

  #knows(id: DocumentId): boolean {
    return this.#pending.has(id) || this.#waiting.has(id) || this.#settledMeanwhile.has(id);
  }

  #move(page: WalkedPage, broughtNew: boolean): void {
    const repeats = page.fingerprint === this.#lastFingerprint;
    const resumeAt = this.#resumeAt;
    this.#resumeAt = undefined;
    if (broughtNew) {
      // What is in flight will be marked and shift the list: the look is not quiet any more.
      this.#quiet = false;
      this.#nextPage = Math.floor((this.#pending.size + this.#waiting.size) / this.#longestPage);
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
