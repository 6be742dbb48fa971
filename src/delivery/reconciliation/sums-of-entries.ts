import type { Pool } from 'pg';
import { decimal, sum, ZERO } from '../../money';
import { parsePlainDate } from '../../plain-date';
import type { Expected } from '../../reconciliation/booked';
import type { ReconciliationId } from './gathering';

/** One posting of the ERP that stands for several documents. */
export interface SumKey {
  readonly reference: string;
  readonly erpId: string;
}

interface SumRow {
  readonly reference: string;
  readonly erp_id: string;
  readonly are_known: boolean;
  readonly first_date: string | null;
  readonly last_date: string | null;
  readonly first_currency: string | null;
  readonly last_currency: string | null;
  readonly line_count: number | null;
  readonly accounts: readonly (readonly [string, string])[] | null;
}

/**
 * What the documents behind each posting amount to together; absent where TRAEDE does not hold all of them, or not on
 * one day and in one currency.
 */
export async function expectedOfSums(
  pool: Pool,
  id: ReconciliationId,
  sums: readonly SumKey[],
): Promise<ReadonlyMap<string, Expected>> {
  if (sums.length === 0) return new Map();
  const { rows } = await pool.query<SumRow>(
    `with wanted as (
       select distinct * from unnest($2::text[], $3::text[]) as w (reference, erp_id)
     ), documents as (
       select m.reference, m.erp_id, d.*
       from wanted w
       join delivery.reconciled_members m
         on m.reconciliation_id = $1 and m.reference = w.reference and m.erp_id = w.erp_id
       join delivery.reconciled_documents d
         on d.reconciliation_id = $1 and d.document_type = m.document_type and d.document_id = m.document_id
     )
     select reference, erp_id, bool_and(in_traede and total is not null) as are_known,
            min(date)::text as first_date, max(date)::text as last_date,
            min(currency) as first_currency, max(currency) as last_currency, max(line_count) as line_count,
            (select jsonb_agg(jsonb_build_array(account, amount::text) order by account) from (
               select a ->> 0 as account, sum((a ->> 1)::numeric) as amount
               from documents o cross join jsonb_array_elements(o.accounts) as a
               where o.reference = documents.reference and o.erp_id = documents.erp_id
               group by 1
             ) as by_account) as accounts
     from documents group by reference, erp_id`,
    [id, sums.map(({ reference }) => reference), sums.map(({ erpId }) => erpId)],
  );
  return new Map(
    rows.flatMap((row) => {
      const expected = toExpected(row);
      return expected === undefined ? [] : [[`${row.reference}\n${row.erp_id}`, expected] as const];
    }),
  );
}

function toExpected(row: SumRow): Expected | undefined {
  const date = parsePlainDate(row.first_date ?? '');
  const isOne = row.first_date === row.last_date && row.first_currency === row.last_currency;
  if (!row.are_known || !isOne || date === undefined || row.first_currency === null) return undefined;
  const accounts = (row.accounts ?? [])
    .map(([account, amount]) => ({ account, amount: decimal(amount) }))
    .filter(({ amount }) => !amount.eq(ZERO));
  const size = sum(accounts.map(({ amount }) => amount).filter((amount) => amount.gt(ZERO)));
  return {
    date,
    currency: row.first_currency,
    net: size,
    tax: ZERO,
    total: size,
    lineCount: row.line_count ?? 0,
    accounts,
    isTurnover: true,
  };
}
