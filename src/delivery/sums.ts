import type { Pool } from 'pg';
import type { DocumentId, ExternalReference, SystemId } from '../document';
import type { DeliveryState, Flow } from './delivery';
import { toState } from './rows';

/** An accounting entry that was sent, or found, in a sum. */
export interface SumMember {
  readonly documentId: DocumentId;
  /** `delivered` and `exported`: it is in the sum; else it was to be, and the next run looks. */
  readonly state: DeliveryState;
}

/** The entries of one sum, by the record; a sum that ever was is in few hundred entries at most. */
export async function membersOfSum(
  pool: Pool,
  { systemId, documentType }: Flow,
  reference: ExternalReference,
): Promise<readonly SumMember[]> {
  const { rows } = await pool.query<{ document_id: string; state: string }>(
    `select document_id, state from delivery.deliveries
     where system_id = $1 and document_type = $2 and sum_reference = $3 order by document_id`,
    [systemId, documentType, reference],
  );
  return rows.map((row) => ({ documentId: Number(row.document_id), state: toState(row.state) }));
}

/** How many postings of the ERP stand for how many accounting entries. */
export interface SumCount {
  readonly sums: number;
  readonly entries: number;
}

export async function countSums(pool: Pool, systemId: SystemId): Promise<SumCount> {
  const { rows } = await pool.query<SumCount>(
    `select count(distinct sum_reference)::int as sums, count(*)::int as entries from delivery.deliveries
     where system_id = $1 and document_type = 'accounting-entry' and sum_reference is not null
       and state in ('delivered', 'exported')`,
    [systemId],
  );
  return rows[0] ?? { sums: 0, entries: 0 };
}
