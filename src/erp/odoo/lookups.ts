import { z } from 'zod';
import { decimal, type Decimal } from '../../money';
import type { PlainDate } from '../../plain-date';
import type { Problem } from '../../problem';
import type { Lookup } from './context';
import { accountUnknown, currencyUnknown, paymentTermUnknown, taxUnknown } from './problems';
import { idRow, searchRead } from './search';
import { wireAmount, wireId, wireText } from './wire';

/** What was looked up, or why the document cannot be posted. */
export type Found<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

const accountRow = z.object({ id: wireId, code: wireText });

/** Ids of accounts by their codes. */
export async function findAccounts(
  { session, books, signal }: Lookup,
  codes: readonly string[],
): Promise<Found<ReadonlyMap<string, number>>> {
  const wanted = [...new Set(codes)];
  const { account } = books.fields;
  const rows = await searchRead(
    session,
    {
      model: 'account.account',
      domain: [
        ['code', 'in', wanted],
        // Archived ones are left out by Odoo itself, where it knows that.
        ...(account.has('deprecated') ? [['deprecated', '=', false]] : []),
        account.has('company_id')
          ? ['company_id', '=', books.companyId]
          : ['company_ids', 'in', [books.companyId]],
      ],
      fields: ['code'],
      row: accountRow,
    },
    signal,
  );
  const ids = new Map(rows.map(({ code, id }) => [code, id]));
  const unknown = wanted.filter((code) => !ids.has(code));
  return unknown.length === 0 ? { ok: true, value: ids } : { ok: false, problem: accountUnknown(unknown) };
}

/** A VAT code with the rate in percent that it must have. */
export interface TaxCode {
  readonly code: string;
  readonly rate: Decimal;
}

const taxRow = z.object({
  id: wireId,
  name: z.string(),
  amount_type: z.string(),
  amount: wireAmount,
  price_include: z.boolean(),
  invoice_label: wireText.optional(),
  description: wireText.optional(),
});
type TaxRow = z.infer<typeof taxRow>;

/**
 * Ids of taxes by VAT codes: a tax's name, else its label on invoices. Each must be a percentage on top of the price,
 * of the rate that is expected of it.
 */
export async function findTaxes(
  { session, books, signal }: Lookup,
  taxCodes: readonly TaxCode[],
): Promise<Found<ReadonlyMap<string, number>>> {
  const codes = [...new Set(taxCodes.map(({ code }) => code))];
  const label = labelField(books.fields.tax);
  const rows = await searchRead(
    session,
    {
      model: 'account.tax',
      domain: [
        ['company_id', '=', books.companyId],
        ['type_tax_use', '=', 'sale'],
        '|',
        ['name', 'in', codes],
        [label, 'in', codes],
      ],
      fields: ['name', 'amount_type', 'amount', 'price_include', label],
      row: taxRow,
    },
    signal,
  );
  const ids = new Map<string, number>();
  for (const { code, rate } of taxCodes) {
    const found = chooseTax(rows, code, rate);
    if (!found.ok) return found;
    ids.set(code, found.value);
  }
  return { ok: true, value: ids };
}

/** Up to 16 the label stands in what is a free text since. */
export function labelField(fields: ReadonlySet<string>): 'invoice_label' | 'description' {
  return fields.has('invoice_label') ? 'invoice_label' : 'description';
}

function chooseTax(rows: readonly TaxRow[], code: string, percent: Decimal): Found<number> {
  const refuse = (why: string): Found<number> => ({ ok: false, problem: taxUnknown(code, why) });
  const named = rows.filter(({ name }) => name === code);
  const labelled = rows.filter((row) => (row.invoice_label ?? row.description) === code);
  const [tax, ...others] = named.length > 0 ? named : labelled;
  if (tax === undefined) return refuse('there is no tax on sales with this name or label');
  if (others.length > 0) return refuse('several taxes on sales have this name or label');
  if (tax.amount_type !== 'percent') return refuse('it is not a percentage');
  if (tax.price_include) return refuse('it is included in the price');
  if (!tax.amount.eq(percent))
    return refuse(`its rate is ${tax.amount.toFixed()} %, the document's ${percent.toFixed()} %`);
  return { ok: true, value: tax.id };
}

/** A currency, and how many units of it the company's currency is worth on the day. */
export interface Currency {
  readonly id: number;
  readonly rate: Decimal;
}

const currencyRow = z.object({ id: wireId, rate: wireAmount });

/**
 * An active currency. Another one than the company's needs a rate on or before the day: without, Odoo counts it 1:1, or
 * by a later rate.
 */
export async function findCurrency(
  { session, books, signal }: Lookup,
  code: string,
  date: PlainDate,
): Promise<Found<Currency>> {
  if (code === books.currency.code) return { ok: true, value: { id: books.currency.id, rate: decimal(1) } };
  const [currency] = await searchRead(
    session,
    {
      model: 'res.currency',
      domain: [['name', '=', code]],
      fields: ['rate'],
      row: currencyRow,
      // The rate is that of the day of the look-up, unless another day is named.
      context: { date },
    },
    signal,
  );
  if (currency === undefined) {
    const what = `Odoo does not hold the currency ${code}, or it is not active.`;
    return { ok: false, problem: currencyUnknown(what, 'Activate it in Odoo (Accounting, Currencies)') };
  }
  const [rate] = await searchRead(
    session,
    {
      model: 'res.currency.rate',
      domain: [
        ['currency_id', '=', currency.id],
        ['name', '<=', date],
        ['company_id', 'in', [false, books.companyId]],
      ],
      fields: ['id'],
      row: idRow,
      limit: 1,
    },
    signal,
  );
  if (rate !== undefined) return { ok: true, value: currency };
  const what = `Odoo has no rate between ${code} and ${books.currency.code} on or before ${date}.`;
  return { ok: false, problem: currencyUnknown(what, 'Add the rate in Odoo (Accounting, Currencies)') };
}

/** The id of a payment term; null where none is named. */
export async function findPaymentTerm(
  { session, books, signal }: Lookup,
  name: string | undefined,
): Promise<Found<number | null>> {
  if (name === undefined) return { ok: true, value: null };
  const [term] = await searchRead(
    session,
    {
      model: 'account.payment.term',
      domain: [
        ['name', '=', name],
        ['company_id', 'in', [false, books.companyId]],
      ],
      fields: ['id'],
      row: idRow,
    },
    signal,
  );
  return term === undefined ? { ok: false, problem: paymentTermUnknown(name) } : { ok: true, value: term.id };
}
