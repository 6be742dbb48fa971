import type { DocumentId, DocumentType } from '../document';
import type { CallOptions, RawDocument, TraedeClient } from '../traede/client';

/** At 60 a page more than half a million documents: a list that goes on beyond it has no end. */
const MAX_PAGES = 10_000;

/** The calls of the client that mark nothing. */
export type TraedeReader = Pick<TraedeClient, 'exportPage'>;

/** TRAEDE's list did not come to an end. */
export class EndlessListError extends Error {
  override readonly name = 'EndlessListError';
}

/**
 * TRAEDE's list of documents not yet exported, page by page, each document once. As nothing is marked the pages stand still; a
 * page that brings nothing new is the end, as the server may ignore the page's number.
 * @throws {TraedeError} @throws {EndlessListError}
 */
export async function* waitingPages(
  traede: TraedeReader,
  documentType: DocumentType,
  pageSize: number,
  options: CallOptions = {},
): AsyncGenerator<readonly RawDocument[]> {
  const seen = new Set<DocumentId>();
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { documents } = await traede.exportPage(documentType, { page, limit: pageSize }, options);
    const fresh = documents.filter(({ id }) => {
      if (id === undefined || seen.has(id)) return false;
      seen.add(id);
      return true;
    });
    if (fresh.length === 0) return;
    yield fresh;
  }
  throw new EndlessListError(
    `TRAEDE's list of ${documentType} documents has no end within ${MAX_PAGES} pages.`,
  );
}
