import type { Pool } from 'pg';
import type { DocumentType, SystemId } from '../../src/document';
import type { ReconciliationClass } from '../../src/reconciliation/classes';

/** Writes a finished reconciliation of October as the product leaves it: one invoice for each class named. */
export async function plantReconciliation(
  pool: Pool,
  {
    systemId,
    types,
    found,
  }: {
    readonly systemId: SystemId;
    readonly types: readonly DocumentType[];
    readonly found: readonly ReconciliationClass[];
  },
): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    `insert into delivery.reconciliations (workflow_id, run_id, system_id, document_types, first_day, last_day, finished_at)
     values ('reconcile', gen_random_uuid()::text, $1, $2, '2026-10-01', '2026-10-31', now()) returning id`,
    [systemId, types],
  );
  for (const [index, name] of found.entries()) {
    await pool.query(
      `with document as (
         insert into delivery.reconciled_documents (reconciliation_id, document_type, document_id, class)
         values ($1, 'invoice', $2, $3))
       insert into delivery.reconciliation_sums values ($1, 'invoice', 'DKK', $4, $3, 1, 0, 0, 0, 0, 0, 0)`,
      [rows[0]?.id, index + 1, name, `2026-10-${10 + index}`],
    );
  }
}
