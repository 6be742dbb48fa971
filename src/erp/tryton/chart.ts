import { z } from 'zod';
import type { CallOptions, Chart, ChartAccount, ChartTaxCode } from '../adapter';
import { reading, withBooks, type TrytonContext } from './context';
import type { Lookup } from './lookups';
import { idRow, searchRead } from './search';
import { wireDecimal } from './wire';

/** What the company's books know, as the configuration names it. */
export function chart(context: TrytonContext, { signal }: CallOptions = {}): Promise<Chart> {
  return reading(() =>
    withBooks(context, signal, async (lookup) => {
      const taxes = await readTaxes(lookup);
      const taxAccounts = new Set(taxes.flatMap(({ invoice_account: id }) => (id === null ? [] : [id])));
      const [accounts, currencies, journals, paymentTerms] = await Promise.all([
        readAccounts(lookup, taxAccounts),
        readNames(lookup, 'currency.currency', 'code'),
        readJournals(lookup),
        readNames(lookup, 'account.invoice.payment_term', 'name'),
      ]);
      const currency = lookup.books.currency.code;
      return { currency, accounts, taxCodes: taxes.map(asTaxCode), currencies, journals, paymentTerms };
    }),
  );
}

const accountRow = z.object({
  id: z.number().int(),
  code: z.string(),
  name: z.string(),
  'type.': z.object({
    receivable: z.boolean().nullable(),
    revenue: z.boolean().nullable(),
    expense: z.boolean().nullable(),
  }),
});

/** Those that take postings, and have a code to be named by. */
async function readAccounts(
  { session, books, signal }: Lookup,
  taxAccounts: ReadonlySet<number>,
): Promise<readonly ChartAccount[]> {
  const domain = [
    ['company', '=', books.companyId],
    ['closed', '!=', true],
    ['type', '!=', null],
    ['code', '!=', null],
    ['code', '!=', ''],
  ];
  const fields = ['code', 'name', 'type.receivable', 'type.revenue', 'type.expense'];
  const order = [['code', 'ASC']] as const;
  const search = { model: 'account.account', domain, fields, row: accountRow, order };
  const rows = await searchRead(session, search, signal);
  return rows.map((row) => ({ number: row.code, name: row.name, kind: kindOf(row, taxAccounts) }));
}

function kindOf(
  { id, 'type.': type }: z.infer<typeof accountRow>,
  taxAccounts: ReadonlySet<number>,
): ChartAccount['kind'] {
  if (taxAccounts.has(id)) return 'tax';
  if (type.receivable === true) return 'receivable';
  if (type.revenue === true) return 'income';
  return type.expense === true ? 'expense' : 'other';
}

const taxRow = z.object({
  name: z.string(),
  description: z.string(),
  rate: wireDecimal,
  invoice_account: z.number().int().nullable(),
});

/** For sales, as percentages: what else there is cannot be mapped. */
function readTaxes({ session, books, signal }: Lookup) {
  const domain = [
    ['company', '=', books.companyId],
    ['type', '=', 'percentage'],
    ['OR', ['group', '=', null], ['group.kind', 'in', ['sale', 'both']]],
  ];
  const fields = ['name', 'description', 'rate', 'invoice_account'];
  const order = [['name', 'ASC']] as const;
  return searchRead(session, { model: 'account.tax', domain, fields, row: taxRow, order }, signal);
}

function asTaxCode({ name, description, rate }: z.infer<typeof taxRow>): ChartTaxCode {
  return { code: name, name: description, rate: rate.times(100) };
}

const journalRow = idRow.extend({ code: z.string().nullable(), name: z.string() });

/** Of the kinds that the options take. */
async function readJournals({ session, signal }: Lookup): Promise<readonly string[]> {
  const domain = [['type', 'in', ['revenue', 'general']]];
  const fields = ['code', 'name'];
  const rows = await searchRead(
    session,
    { model: 'account.journal', domain, fields, row: journalRow },
    signal,
  );
  return rows.map(({ code, name }) => (code === null || code === '' ? name : code));
}

async function readNames(
  { session, signal }: Lookup,
  model: string,
  field: 'code' | 'name',
): Promise<readonly string[]> {
  const row = z.object({ code: z.string().optional(), name: z.string().optional() });
  const order = [[field, 'ASC']] as const;
  const rows = await searchRead(session, { model, domain: [], fields: [field], row, order }, signal);
  return rows.flatMap((found) => found[field] ?? []);
}
