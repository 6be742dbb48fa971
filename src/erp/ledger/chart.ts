import type { Pool } from 'pg';

export type AccountKind = 'asset' | 'liability' | 'equity' | 'income' | 'expense' | 'unclassified';

/** What a ledger in strict mode knows. */
export interface Chart {
  readonly accounts?: readonly {
    readonly number: string;
    readonly name: string;
    readonly kind: AccountKind;
  }[];
  /** `ratePercent` as decimal text: `25`. */
  readonly taxCodes?: readonly {
    readonly code: string;
    readonly name: string;
    readonly ratePercent: string | null;
  }[];
  /** ISO 4217. */
  readonly currencies?: readonly string[];
  readonly customers?: readonly {
    readonly number: string;
    readonly name: string;
    readonly country?: string | null;
    readonly vatNumber?: string | null;
  }[];
}

/**
 * Puts accounts, VAT codes, currencies and customers into the ledger, or brings their names up to date. Takes nothing
 * away, as postings may use it. Safe to repeat and to run in several processes at once.
 */
export async function ensureChart(pool: Pool, chart: Chart): Promise<void> {
  await pool.query(ENSURE_CHART, [
    JSON.stringify(chart.accounts ?? []),
    JSON.stringify(chart.taxCodes ?? []),
    JSON.stringify(chart.currencies ?? []),
    JSON.stringify(chart.customers ?? []),
  ]);
}

/** Each in the order of its key: two processes that start together then never wait for each other in a circle. */
const ENSURE_CHART = `
with account as (
  insert into ledger.accounts (number, name, kind)
  select distinct on (number) number, name, kind from jsonb_to_recordset($1) as a (number text, name text, kind text)
  order by number
  on conflict (number) do update set name = excluded.name, kind = excluded.kind
), tax_code as (
  insert into ledger.tax_codes (code, name, rate)
  select distinct on (code) code, name, "ratePercent"
  from jsonb_to_recordset($2) as t (code text, name text, "ratePercent" numeric)
  order by code
  on conflict (code) do update set name = excluded.name, rate = excluded.rate
), currency as (
  insert into ledger.currencies (code) select distinct value from jsonb_array_elements_text($3) order by value
  on conflict do nothing
)
insert into ledger.customers (number, name, country, vat_number)
select distinct on (number) number, name, country, "vatNumber"
from jsonb_to_recordset($4) as c (number text, name text, country text, "vatNumber" text)
order by number
on conflict (number) do update
  set name = excluded.name, country = excluded.country, vat_number = excluded.vat_number`;
