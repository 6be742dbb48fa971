import type { ReconciliationClass } from '../../src/reconciliation/classes';
import type { Books } from './books';

/** What a reconciliation found beside what agrees: `invoice 1042` → its class. */
export async function findingsOf(
  { database }: Pick<Books, 'database'>,
  reconciliationId: number,
): Promise<ReadonlyMap<string, ReconciliationClass>> {
  const { rows } = await database.pool.query<{ name: string; class: ReconciliationClass }>(
    `select document_type || ' ' || document_id as name, class from delivery.reconciled_documents
     where reconciliation_id = $1 and class <> 'agrees'`,
    [reconciliationId],
  );
  return new Map(rows.map((row) => [row.name, row.class]));
}
