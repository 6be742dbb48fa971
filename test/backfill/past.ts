import { DOCUMENT_TYPES, type DocumentId, type DocumentType } from '../../src/document';
import { MAX_MARKS_PER_CALL } from '../../src/traede/client';
import { backfillWorkflowId, type BackfillInput, type BackfillResult } from '../../workflows/backfill-messages';
import type { backfill } from '../../workflows';
import { SYSTEM_ID, type Books } from '../reconciliation/books';

/** TRAEDE holds everything as exported, by an integration that nobody remembers; our record and the ERP know nothing. */
export async function exportedBefore({ traede }: Pick<Books, 'traede'>): Promise<number> {
  let documents = 0;
  for (const documentType of DOCUMENT_TYPES) {
    const ids = await unmarked(traede, documentType);
    for (let at = 0; at < ids.length; at += MAX_MARKS_PER_CALL) {
      const marks = ids.slice(at, at + MAX_MARKS_PER_CALL);
      await traede.markAsExported(
        documentType,
        marks.map((documentId) => ({ documentId, note: 'exported by another system' })),
      );
    }
    documents += ids.length;
  }
  return documents;
}

async function unmarked(traede: Books['traede'], documentType: DocumentType): Promise<readonly DocumentId[]> {
  const ids = new Set<DocumentId>();
  for (let page = 0; ; page += 1) {
    const { documents } = await traede.exportPage(documentType, { page, limit: 60 });
    if (documents.length === 0) return [...ids];
    for (const { id } of documents) if (id !== undefined) ids.add(id);
  }
}

export const TUNING = { pageSize: 60, batchSize: 10, batchesInFlight: 4 };

export function inputOf(input: Partial<BackfillInput> = {}): BackfillInput {
  return { systemId: SYSTEM_ID, from: '2020-01-01', tuning: TUNING, ...input };
}

export function startOn({ temporal }: Pick<Books, 'temporal'>, input: BackfillInput) {
  return temporal.client.workflow.start<typeof backfill>('backfill', {
    workflowId: backfillWorkflowId(input),
    taskQueue: temporal.taskQueue,
    args: [input],
  });
}

export async function run(books: Pick<Books, 'temporal'>, input: Partial<BackfillInput> = {}): Promise<BackfillResult> {
  return (await startOn(books, inputOf(input))).result();
}

/** Over all types. */
export function sumOf({ flows }: BackfillResult, count: keyof BackfillResult['flows'][number]['counts']): number {
  return flows.reduce((sum, { counts }) => sum + counts[count], 0);
}

/** How many postings the ledger holds, and how many references: equal where none is there twice. */
export async function postings({ database }: Pick<Books, 'database'>): Promise<readonly [number, number]> {
  const { rows } = await database.pool.query<{ postings: number; references_: number }>(
    `select count(*)::int as postings, count(distinct external_reference)::int as references_ from ledger.documents`,
  );
  const [row] = rows;
  return [row?.postings ?? 0, row?.references_ ?? 0];
}
