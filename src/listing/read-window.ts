import type { DocumentId } from '../document';

/** Pages of a list that does not say in which order it comes, whether it is short, or that the page number counts. */
export interface ListedPages<D extends ListedDocument> {
  /** Documents asked for on one page. */
  readonly limit: number;
  /** More pages than this are not read: the list is to be cut into shorter ones. */
  readonly maxPages: number;
  fetch(page: number): Promise<readonly D[]>;
  /** Takes documents in that were not seen before. */
  take(fresh: readonly D[]): Promise<void>;
}

export interface ListedDocument {
  /** Undefined where it cannot be used. */
  readonly id: DocumentId | undefined;
  readonly json: string;
}

export type WindowReading =
  | { readonly kind: 'complete'; readonly pages: number }
  | { readonly kind: 'too-much'; readonly pages: number };

/**
 * Reads a list to its end, and believes the end only where nothing can have been hidden: the whole list stands on one
 * page, or a second look brings the same pages in the same order. Anything else is `too-much`, and comes again in
 * shorter lists. What was taken in until then counts all the same.
 */
export async function readWindow<D extends ListedDocument>(pages: ListedPages<D>): Promise<WindowReading> {
  const seen = new Set<DocumentId>();
  const first: string[] = [];
  for (;;) {
    const page = first.length;
    if (page >= pages.maxPages) return { kind: 'too-much', pages: page };
    const documents = await pages.fetch(page);
    if (documents.length === 0) break;
    const print = printOf(documents);
    if (page > 0 && print === first.at(-1)) return ignoringPageNumbers(documents.length, page, pages.limit);
    first.push(print);
    await takeFresh(pages, documents, seen);
  }
  if (first.length <= 1) return { kind: 'complete', pages: first.length };
  return lookAgain(pages, first, seen);
}

/** The server answers the same page whatever is asked: it is the whole list if it is shorter or longer than asked. */
function ignoringPageNumbers(count: number, page: number, limit: number): WindowReading {
  return { kind: page === 1 && count !== limit ? 'complete' : 'too-much', pages: page };
}

async function lookAgain<D extends ListedDocument>(
  pages: ListedPages<D>,
  first: readonly string[],
  seen: Set<DocumentId>,
): Promise<WindowReading> {
  for (const [page, print] of [...first, ''].entries()) {
    const documents = await pages.fetch(page);
    await takeFresh(pages, documents, seen);
    if (printOf(documents) !== print) return { kind: 'too-much', pages: page };
  }
  return { kind: 'complete', pages: first.length };
}

async function takeFresh<D extends ListedDocument>(
  pages: ListedPages<D>,
  documents: readonly D[],
  seen: Set<DocumentId>,
): Promise<void> {
  const fresh: D[] = [];
  for (const document of documents) {
    if (document.id === undefined || seen.has(document.id)) continue;
    seen.add(document.id);
    fresh.push(document);
  }
  if (fresh.length > 0) await pages.take(fresh);
}

/** In the list's order: two pages with the same documents in another order say that there is no order. */
function printOf(documents: readonly ListedDocument[]): string {
  return documents.map(({ id }) => id ?? '?').join();
}
