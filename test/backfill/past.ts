import { DOCUMENT_TYPES, type DocumentId, type DocumentType, type SystemId } from '../../src/document';
import { dayOf, parseMoment } from '../../src/plain-date';
import type { Simulator } from '../../src/simulator';
import {
  backfillWorkflowId,
  type BackfillCounts,
  type BackfillInput,
  type BackfillResult,
} from '../../workflows/backfill-messages';
import type { backfill } from '../../workflows';
import { SYSTEM_ID, type Books } from '../reconciliation/books';

/**
 * TRAEDE holds these as exported, by an integration that nobody remembers; our record and the ERP know nothing of it.
 * @returns how many they are
 */
export function exportedBefore(
  { simulator, systemId = SYSTEM_ID }: { readonly simulator: Simulator; readonly systemId?: SystemId },
  isMeant: (id: DocumentId) => boolean = () => true,
): number {
  let documents = 0;
  for (const documentType of DOCUMENT_TYPES) {
    const ids = simulator.documents(documentType).flatMap(({ id }) => (isMeant(id) ? [id] : []));
    simulator.mark(systemId, documentType, ids, 'exported by another system');
    documents += ids.length;
  }
  return documents;
}

export const TUNING = { pageSize: 60, batchSize: 10, batchesInFlight: 4 };

export function inputOf(input: Partial<BackfillInput> = {}): BackfillInput {
  return { systemId: SYSTEM_ID, from: '2020-01-01', tuning: TUNING, ...input };
}

export function start({ temporal }: Pick<Books, 'temporal'>, input: Partial<BackfillInput> = {}) {
  return temporal.client.workflow.start<typeof backfill>('backfill', {
    workflowId: backfillWorkflowId(inputOf(input)),
    taskQueue: temporal.taskQueue,
    args: [inputOf(input)],
  });
}

export async function run(
  books: Pick<Books, 'temporal'>,
  input: Partial<BackfillInput> = {},
): Promise<BackfillResult> {
  return (await start(books, input)).result();
}

/** Over all types. */
export function sumOf({ flows }: Pick<BackfillResult, 'flows'>, count: keyof BackfillCounts): number {
  return flows.reduce((sum, { counts }) => sum + counts[count], 0);
}

/** How many postings the ledger holds, and under how many references: the same where none is there twice. */
export async function postings({ database }: Pick<Books, 'database'>): Promise<readonly [number, number]> {
  const { rows } = await database.pool.query<{ postings: number; names: number }>(
    'select count(*)::int as postings, count(distinct external_reference)::int as names from ledger.documents',
  );
  return [rows[0]?.postings ?? 0, rows[0]?.names ?? 0];
}

/** How many documents of a type are dated in a period, by what the simulator holds. */
export function datedIn(
  simulator: Simulator,
  documentType: DocumentType,
  isMeant: (day: string) => boolean,
): number {
  if (documentType === 'accounting-entry') {
    return simulator.documents(documentType).filter(({ date }) => isMeant(date)).length;
  }
  return simulator.documents(documentType).filter(({ created_at: at }) => {
    const moment = parseMoment(at);
    return moment !== undefined && isMeant(dayOf(moment, 'Europe/Copenhagen'));
  }).length;
}
