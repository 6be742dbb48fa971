import type { Pool } from 'pg';
import { z } from 'zod';
import { decimal } from '../../money';
import type { CallOptions, Chart, ChartAccount } from '../adapter';
import type { AccountKind } from './chart';
import type { PostingSettings } from './options';
import { reading } from './read';

const rowSchema = z.object({
  accounts: z.array(
    z.object({
      number: z.string(),
      name: z.string(),
      kind: z.enum(['asset', 'liability', 'equity', 'income', 'expense', 'unclassified']),
    }),
  ),
  taxCodes: z.array(
    z.object({ code: z.string(), name: z.string(), rate: z.string().transform((text) => decimal(text)) }),
  ),
  currencies: z.array(z.string()),
  journals: z.array(z.string()),
});

/** VAT codes without a rate are of no use to a mapping, and left out. */
const CHART_SQL = `
  select
    (select coalesce(jsonb_agg(jsonb_build_object('number', number, 'name', name, 'kind', kind) order by number), '[]')
      from ledger.accounts) as accounts,
    (select coalesce(jsonb_agg(jsonb_build_object('code', code, 'name', name, 'rate', rate::text) order by code), '[]')
      from ledger.tax_codes where rate is not null) as "taxCodes",
    (select coalesce(jsonb_agg(code order by code), '[]') from ledger.currencies) as currencies,
    (select coalesce(jsonb_agg(code order by code), '[]') from ledger.journals) as journals`;

/** What the ledger knows. In open mode that is what was used so far. */
export async function readChart(
  pool: Pool,
  settings: PostingSettings,
  currency: string,
  { signal }: CallOptions = {},
): Promise<Chart> {
  const { rows } = await reading(pool, signal, (client) => client.query(CHART_SQL));
  const { accounts, taxCodes, currencies, journals } = rowSchema.parse(rows[0]);
  return {
    currency,
    accounts: accounts.map(({ number, name, kind }) => ({
      number,
      name,
      kind: kindOf(number, kind, settings),
    })),
    taxCodes,
    currencies: [...new Set([currency, ...currencies])],
    journals,
    // The ledger writes the term that a document names down, and derives nothing from it.
    paymentTerms: [],
  };
}

function kindOf(
  number: string,
  kind: AccountKind,
  { receivableAccount, taxAccount }: PostingSettings,
): ChartAccount['kind'] {
  if (number === receivableAccount) return 'receivable';
  if (number === taxAccount) return 'tax';
  return kind === 'income' || kind === 'expense' ? kind : 'other';
}
