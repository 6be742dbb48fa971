import type { Pool, PoolClient } from 'pg';
import type { SystemId } from '../../document';
import {
  isReconciliationClass,
  NO_DOCUMENTS,
  type ClassCounts,
  type ReconciliationClass,
} from '../../reconciliation/classes';
import type { ReconciliationId } from './gathering';

/** Agreements that are kept one by one, to be looked at, and documents before go-live: of the others the sums remain. */
const KEPT_AGREEMENTS = 200;

/**
 * Makes the sums, lets go what is no longer needed, and says how many documents fell into which class. Repeated, it
 * changes nothing.
 */
export async function finish(pool: Pool, id: ReconciliationId): Promise<ClassCounts> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<{ finished_at: Date | null }>(
      'select finished_at from delivery.reconciliations where id = $1 for update',
      [id],
    );
    if (rows[0]?.finished_at === null) await sumUp(client, id);
    const counts = await countsOf(client, id);
    await client.query('commit');
    return counts;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function sumUp(client: PoolClient, id: ReconciliationId): Promise<void> {
  for (const sql of [DROP_OTHER_PERIODS, SUMS, ACCOUNTS, DROP_AGREEMENTS]) await client.query(sql, [id]);
  await client.query('delete from delivery.reconciled_members where reconciliation_id = $1', [id]);
  await client.query('delete from delivery.reconciled_postings where reconciliation_id = $1', [id]);
  await client.query('update delivery.reconciliations set finished_at = now() where id = $1', [id]);
}

const DROP_OTHER_PERIODS =
  'delete from delivery.reconciled_documents where reconciliation_id = $1 and class is null';

/** The day of TRAEDE's document counts; the ERP's only where TRAEDE has none. */
const SUMS = `
  insert into delivery.reconciliation_sums
    (reconciliation_id, document_type, currency, day, class, documents, net, tax, total, erp_net, erp_tax, erp_total)
  select d.reconciliation_id, d.document_type, coalesce(d.currency, d.erp_currency, ''),
         coalesce(d.date, d.erp_date, d.created_at::date, r.first_day), d.class, count(*),
         coalesce(sum(d.net), 0), coalesce(sum(d.tax), 0), coalesce(sum(d.total), 0),
         coalesce(sum(d.erp_net), 0), coalesce(sum(d.erp_tax), 0), coalesce(sum(d.erp_total), 0)
  from delivery.reconciled_documents d join delivery.reconciliations r on r.id = d.reconciliation_id
  where r.id = $1
  group by 1, 2, 3, 4, 5`;

/** Each posting once, however many documents it stands for. */
const ACCOUNTS = `
  with traede as (
    select a ->> 0 as account, d.currency, sum((a ->> 1)::numeric) as amount
    from delivery.reconciled_documents d cross join jsonb_array_elements(d.accounts) as a
    where d.reconciliation_id = $1 and d.class <> 'before-go-live' group by 1, 2
  ), erp as (
    select a ->> 0 as account, p.currency, sum((a ->> 1)::numeric) as amount
    from delivery.reconciled_postings p cross join jsonb_array_elements(p.accounts) as a
    where p.reconciliation_id = $1 and exists (
      select from delivery.reconciled_members m
      join delivery.reconciled_documents d using (reconciliation_id, document_type, document_id)
      where m.reconciliation_id = p.reconciliation_id and m.reference = p.reference and m.erp_id = p.erp_id)
    group by 1, 2
  )
  insert into delivery.reconciliation_accounts (reconciliation_id, account, currency, amount, erp_amount)
  select $1, account, currency, coalesce(traede.amount, 0), coalesce(erp.amount, 0)
  from traede full join erp using (account, currency)`;

const DROP_AGREEMENTS = `
  delete from delivery.reconciled_documents d using (
    select document_type, document_id,
           row_number() over (partition by class order by date desc, document_type, document_id desc) as place
    from delivery.reconciled_documents where reconciliation_id = $1 and class in ('agrees', 'before-go-live')
  ) as agreeing
  where d.reconciliation_id = $1 and d.document_type = agreeing.document_type
    and d.document_id = agreeing.document_id and agreeing.place > ${KEPT_AGREEMENTS}`;

async function countsOf(client: PoolClient, id: ReconciliationId): Promise<ClassCounts> {
  const { rows } = await client.query<{ class: string; documents: number }>(
    `select class, sum(documents)::int as documents from delivery.reconciliation_sums
     where reconciliation_id = $1 group by class`,
    [id],
  );
  return toCounts(rows);
}

export function toCounts(
  rows: readonly { readonly class: string; readonly documents: number }[],
): ClassCounts {
  const counts: Record<ReconciliationClass, number> = { ...NO_DOCUMENTS };
  for (const row of rows) if (isReconciliationClass(row.class)) counts[row.class] += row.documents;
  return counts;
}

/** Keeps the newest reports of a system, and whatever is at work. */
export async function prune(pool: Pool, systemId: SystemId, keep: number): Promise<void> {
  await pool.query(
    `delete from delivery.reconciliations
     where system_id = $1 and id not in (
       select id from delivery.reconciliations where system_id = $1 order by id desc limit $2
     ) and (finished_at is not null or started_at < now() - interval '7 days')`,
    [systemId, keep],
  );
}
