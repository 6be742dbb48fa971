import type { Pool } from 'pg';
import { type DocumentId, type DocumentKey, type DocumentType, type SystemId } from '../document';
import type { ProblemCode } from '../problem';
import type { DeliveryState, Flow } from './delivery';
import { toCode, toDocumentType, toState } from './rows';

/** How many documents of a type are in a state. */
export interface StateCount {
  readonly documentType: DocumentType;
  readonly state: DeliveryState;
  readonly count: number;
}

/** All systems that the record holds deliveries to, configured or not. */
export async function knownSystems(pool: Pool): Promise<readonly SystemId[]> {
  const { rows } = await pool.query<{ system_id: string }>(
    'select distinct system_id from delivery.deliveries order by system_id',
  );
  return rows.map((row) => row.system_id);
}

export async function countByState(pool: Pool, systemId: SystemId): Promise<readonly StateCount[]> {
  const { rows } = await pool.query<{ document_type: string; state: string; count: number }>(
    `select document_type, state, count(*)::int as count from delivery.deliveries
     where system_id = $1 group by document_type, state order by document_type, state`,
    [systemId],
  );
  return rows.map((row) => ({
    documentType: toDocumentType(row.document_type),
    state: toState(row.state),
    count: row.count,
  }));
}

/** One cause with the documents behind it. */
export interface WaitingProblem {
  readonly documentType: DocumentType;
  readonly code: ProblemCode;
  readonly count: number;
  /** The sentence for the document that has waited longest. */
  readonly message: string;
  /** What mends the cause: documents with the same remedy have the same cause. */
  readonly remedy: string;
  /** By id, at most 1,000. */
  readonly documentIds: readonly DocumentId[];
}

/** A longer list would not be read; the most frequent causes come first. */
const MAX_CAUSES = 100;
/** For machines; people are shown the first few. */
const NAMED_DOCUMENTS = 1_000;

export async function waitingByProblem(pool: Pool, systemId: SystemId): Promise<readonly WaitingProblem[]> {
  const { rows } = await pool.query<{
    document_type: string;
    problem_code: string;
    count: number;
    message: string;
    remedy: string;
    ids: string[];
  }>(
    `select document_type, problem_code, count(*)::int as count,
            (array_agg(problem_message order by state_since, document_id))[1] as message,
            problem_remedy as remedy,
            (array_agg(document_id::text order by document_id))[1:${NAMED_DOCUMENTS}] as ids
     from delivery.deliveries where system_id = $1 and problem_code is not null
     group by document_type, problem_code, problem_remedy
     order by count desc, document_type, problem_code, problem_remedy limit ${MAX_CAUSES}`,
    [systemId],
  );
  return rows.map((row) => ({
    documentType: toDocumentType(row.document_type),
    code: toCode(row.problem_code),
    count: row.count,
    message: row.message,
    remedy: row.remedy,
    documentIds: row.ids.map(Number),
  }));
}

/** A document that waits for a person; `awaited` when a workflow of its own does the waiting. */
export interface WaitingKey extends DocumentKey {
  readonly awaited: boolean;
}

/** All that wait, or all that wait for one cause. */
export async function waitingDocuments(
  pool: Pool,
  systemId: SystemId,
  code?: ProblemCode,
): Promise<readonly WaitingKey[]> {
  const { rows } = await pool.query<{ document_type: string; document_id: string; awaited: boolean }>(
    `select document_type, document_id, awaited from delivery.deliveries
     where system_id = $1 and problem_code is not null and ($2::text is null or problem_code = $2)
     order by document_type, document_id`,
    [systemId, code ?? null],
  );
  return rows.map((row) => ({
    systemId,
    documentType: toDocumentType(row.document_type),
    documentId: Number(row.document_id),
    awaited: row.awaited,
  }));
}

/** Ids of the documents with a printed number; usually one. */
export async function idsByNumber(
  pool: Pool,
  { systemId, documentType }: Flow,
  number: string,
): Promise<readonly DocumentId[]> {
  const { rows } = await pool.query<{ document_id: string }>(
    `select document_id from delivery.documents
     where system_id = $1 and document_type = $2 and number = $3 order by document_id limit ${MAX_SAME_NUMBER}`,
    [systemId, documentType, number],
  );
  return rows.map((row) => Number(row.document_id));
}

/** More documents with one number would not help anybody to choose. */
const MAX_SAME_NUMBER = 5;

/** Where a document stands, and since when by the record's clock. */
export interface DocumentState {
  readonly documentId: DocumentId;
  readonly state: DeliveryState;
  readonly since: Date;
}

/** Of those documents that the record knows. */
export async function statesOf(
  pool: Pool,
  { systemId, documentType }: Flow,
  ids: readonly DocumentId[],
): Promise<readonly DocumentState[]> {
  const { rows } = await pool.query<{ document_id: string; state: string; state_since: Date }>(
    `select document_id, state, state_since from delivery.deliveries
     where system_id = $1 and document_type = $2 and document_id = any ($3::bigint[])`,
    [systemId, documentType, ids],
  );
  return rows.map((row) => ({
    documentId: Number(row.document_id),
    state: toState(row.state),
    since: row.state_since,
  }));
}
