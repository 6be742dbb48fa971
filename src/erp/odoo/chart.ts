import { z } from 'zod';
import type { Chart, ChartAccount, ChartTaxCode } from '../adapter';
import type { Lookup } from './context';
import { searchRead } from './search';
import { wireAmount, wireId, wireRecord, wireText } from './wire';

/** What the company's books know, in the words that the configuration takes. */
export async function readChart(lookup: Lookup): Promise<Chart> {
  const [accounts, taxCodes, currencies, journals, paymentTerms] = await Promise.all([
    readAccounts(lookup),
    readTaxCodes(lookup),
    readNames(lookup, 'res.currency', []),
    readJournals(lookup),
    readNames(lookup, 'account.payment.term', [['company_id', 'in', [false, lookup.books.companyId]]]),
  ]);
  return { currency: lookup.books.currency.code, accounts, taxCodes, currencies, journals, paymentTerms };
}

const accountRow = z.object({
  id: wireId,
  code: wireText,
  name: wireText,
  account_type: wireText.optional(),
  internal_type: wireText.optional(),
  internal_group: wireText.optional(),
});
type AccountRow = z.infer<typeof accountRow>;

async function readAccounts(lookup: Lookup): Promise<readonly ChartAccount[]> {
  const { session, books, signal } = lookup;
  const known = books.fields.account;
  const kinds = ['account_type', 'internal_type', 'internal_group'].filter((field) => known.has(field));
  const company = known.has('company_id')
    ? ['company_id', '=', books.companyId]
    : ['company_ids', 'in', [books.companyId]];
  const [rows, taxAccounts] = await Promise.all([
    searchRead(
      session,
      {
        model: 'account.account',
        domain: [company, ...(known.has('deprecated') ? [['deprecated', '=', false]] : [])],
        fields: ['code', 'name', ...kinds],
        row: accountRow,
        order: 'code',
      },
      signal,
    ),
    readTaxAccounts(lookup),
  ]);
  return rows
    .filter(({ code }) => code !== '')
    .map((row) => ({ number: row.code, name: row.name, kind: kindOf(row, taxAccounts) }));
}

function kindOf(row: AccountRow, taxAccounts: ReadonlySet<number>): ChartAccount['kind'] {
  if (row.account_type === 'asset_receivable' || row.internal_type === 'receivable') return 'receivable';
  if (taxAccounts.has(row.id)) return 'tax';
  switch (row.internal_group) {
    case 'income':
    case 'expense':
      return row.internal_group;
    default:
      return 'other';
  }
}

const repartitionRow = z.object({ account_id: wireRecord });

/** Where taxes are booked. */
async function readTaxAccounts({ session, books, signal }: Lookup): Promise<ReadonlySet<number>> {
  const rows = await searchRead(
    session,
    {
      model: 'account.tax.repartition.line',
      domain: [
        ['company_id', '=', books.companyId],
        ['repartition_type', '=', 'tax'],
      ],
      fields: ['account_id'],
      row: repartitionRow,
    },
    signal,
  );
  return new Set(rows.flatMap(({ account_id }) => (account_id === null ? [] : [account_id])));
}

const taxRow = z.object({ name: z.string(), amount: wireAmount });

/** Those that the adapter takes: percentages on top of the price. */
async function readTaxCodes({ session, books, signal }: Lookup): Promise<readonly ChartTaxCode[]> {
  const rows = await searchRead(
    session,
    {
      model: 'account.tax',
      domain: [
        ['company_id', '=', books.companyId],
        ['type_tax_use', '=', 'sale'],
        ['amount_type', '=', 'percent'],
      ],
      fields: ['name', 'amount'],
      row: taxRow,
    },
    signal,
  );
  return rows.map(({ name, amount }) => ({ code: name, name, rate: amount }));
}

const journalRow = z.object({ code: z.string() });

async function readJournals({ session, books, signal }: Lookup): Promise<readonly string[]> {
  const domain = [['company_id', '=', books.companyId]];
  const search = { model: 'account.journal', domain, fields: ['code'], row: journalRow };
  return (await searchRead(session, search, signal)).map(({ code }) => code);
}

const namedRow = z.object({ name: z.string() });

async function readNames(
  { session, signal }: Lookup,
  model: string,
  domain: readonly unknown[],
): Promise<readonly string[]> {
  const rows = await searchRead(session, { model, domain, fields: ['name'], row: namedRow }, signal);
  return rows.map(({ name }) => name);
}
