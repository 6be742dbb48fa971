import type { DocumentId, DocumentType } from '../../src/document';
import type { ExportMark, ExportQuery, RawDocument, TraedeClient } from '../../src/traede/client';
import { TraedeValidationError } from '../../src/traede/errors';

export interface FakeTraede extends TraedeClient {
  readonly queries: readonly ExportQuery[];
  /** Accepted calls. */
  readonly marks: readonly (readonly ExportMark[])[];
  /** All calls, refused ones too. */
  readonly markCalls: readonly (readonly DocumentId[])[];
  /** Lists these; `exported` ones only to who asks for them by `notExportedSince`. */
  list(documents: readonly ListedDocument[]): void;
  /** Refuses every call that names one of these. */
  refuseMarksOf(ids: readonly DocumentId[]): void;
  /** The next call of either kind rejects with `error`. */
  failNext(error: Error): void;
}

export interface ListedDocument extends RawDocument {
  readonly exported?: boolean;
}

/** A TRAEDE in memory, as far as activities see it. */
export function createFakeTraede(): FakeTraede {
  let listed: readonly ListedDocument[] = [];
  let refused: readonly DocumentId[] = [];
  let error: Error | undefined;
  const queries: ExportQuery[] = [];
  const marks: (readonly ExportMark[])[] = [];
  const markCalls: (readonly DocumentId[])[] = [];
  const failing = (): Error | undefined => {
    const failure = error;
    error = undefined;
    return failure;
  };
  return {
    queries,
    marks,
    markCalls,
    list: (documents) => {
      listed = documents;
    },
    refuseMarksOf: (ids) => {
      refused = ids;
    },
    failNext: (failure) => {
      error = failure;
    },
    exportPage(_documentType: DocumentType, query) {
      queries.push(query);
      const failure = failing();
      if (failure !== undefined) return Promise.reject(failure);
      const found = listed.filter(
        ({ exported }) => exported !== true || query.notExportedSince !== undefined,
      );
      const documents = found.slice(query.page * query.limit, (query.page + 1) * query.limit);
      return Promise.resolve({ documents: documents.map(({ id, json }) => ({ id, json })) });
    },
    markAsExported(_documentType: DocumentType, asked) {
      const ids = asked.map(({ documentId }) => documentId);
      markCalls.push(ids);
      const failure = failing() ?? refusal(ids.filter((id) => refused.includes(id)));
      if (failure !== undefined) return Promise.reject(failure);
      marks.push(asked);
      return Promise.resolve();
    },
  };
}

function refusal(ids: readonly DocumentId[]): Error | undefined {
  if (ids.length === 0) return undefined;
  const details = ids.map((id) => `invoice ${id} is archived`);
  return new TraedeValidationError({ method: 'POST', path: '/mark' }, 422, { details, codes: [10_000] });
}
