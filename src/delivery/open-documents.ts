import type { Pool } from 'pg';
import { isDocumentType, type SystemId } from '../document';
import type { ProblemCode } from '../problem';
import type { DeliveryState, Flow } from './delivery';
import { toCode, toState } from './rows';

/** Documents of one flow that are not done, in one state and with one problem. */
export interface OpenDocuments extends Flow {
  readonly state: DeliveryState;
  /** Null where they do not wait for a person. */
  readonly problem: ProblemCode | null;
  readonly count: number;
  /** How long ago the first of them was first seen, by the record's clock. */
  readonly oldestSeconds: number;
}

/** When a flow last did its work, in seconds since 1970; a flow that never did is absent. */
export interface LastSuccess extends Flow {
  readonly atSeconds: number;
}

/** What the record shows of all flows, read at once. */
export interface OpenWork {
  readonly open: readonly OpenDocuments[];
  readonly lastSuccesses: readonly LastSuccess[];
}

/** Beyond this the database has other troubles than our numbers; the next reading tries again. */
const READING_TIMEOUT_MS = 10_000;

/**
 * For numbers that are read again and again: documents that are done are not read, by the index that begins with the state.
 * @throws when it takes longer than {@link READING_TIMEOUT_MS}
 */
export async function readOpenWork(pool: Pool, systemIds: readonly SystemId[]): Promise<OpenWork> {
  const client = await pool.connect();
  try {
    await client.query(`begin read only; set local statement_timeout = ${READING_TIMEOUT_MS}`);
    const open = await client.query<OpenRow>(OPEN, [systemIds]);
    const lastSuccesses = await client.query<SuccessRow>(LAST_SUCCESSES, [systemIds]);
    await client.query('commit');
    client.release();
    return { open: open.rows.flatMap(toOpen), lastSuccesses: lastSuccesses.rows.flatMap(toSuccess) };
  } catch (error) {
    // With whatever it was in the middle of.
    client.release(true);
    throw error;
  }
}

interface OpenRow {
  readonly system_id: string;
  readonly document_type: string;
  readonly state: string;
  readonly problem_code: string | null;
  readonly count: number;
  readonly oldest_seconds: number;
}

const OPEN = `
  select system_id, document_type, state, problem_code, count(*)::int as count,
         greatest(0, extract(epoch from now() - min(first_fetched_at)))::float8 as oldest_seconds
  from delivery.deliveries
  where state in ('fetched', 'delivered', 'attention') and system_id = any ($1::text[])
  group by system_id, document_type, state, problem_code`;

interface SuccessRow {
  readonly system_id: string;
  readonly document_type: string;
  readonly at_seconds: number;
}

/** A look that came to the list's end; or, in a run of a day that carries documents all the time, the last mark. */
const LAST_SUCCESSES = `
  select looks.system_id, looks.document_type,
         extract(epoch from greatest(looks.complete_since, marked.at))::float8 as at_seconds
  from delivery.looks
  left join lateral (
    select max(state_since) as at from delivery.deliveries d
    where d.state = 'exported' and d.system_id = looks.system_id and d.document_type = looks.document_type
  ) marked on true
  where looks.system_id = any ($1::text[]) and greatest(looks.complete_since, marked.at) is not null`;

function toOpen(row: OpenRow): readonly OpenDocuments[] {
  const { system_id: systemId, document_type: documentType, count, oldest_seconds: oldestSeconds } = row;
  if (!isDocumentType(documentType)) return [];
  const problem = row.problem_code === null ? null : toCode(row.problem_code);
  return [{ systemId, documentType, state: toState(row.state), problem, count, oldestSeconds }];
}

function toSuccess({ system_id: systemId, document_type: documentType, at_seconds: atSeconds }: SuccessRow) {
  return isDocumentType(documentType) ? [{ systemId, documentType, atSeconds }] : [];
}
