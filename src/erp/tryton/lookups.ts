import { z } from 'zod';
import { decimal, type Decimal } from '../../money';
import type { PlainDate } from '../../plain-date';
import type { Problem } from '../../problem';
import { ErpNotReadyError } from '../adapter';
import type { Books } from './books';
import { currencyUnknown, periodClosed, taxUnknown } from './problems';
import { idRow, searchRead } from './search';
import type { Session } from './session';
import { toWireDate, wireDecimal } from './wire';

/** What was looked up, or why the document cannot be posted. */
export type Found<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export interface Lookup {
  readonly session: Session;
  readonly books: Books;
  readonly signal: AbortSignal | undefined;
}

/** A VAT code with the rate in percent that it must have. */
export interface TaxCode {
  readonly code: string;
  readonly rate: Decimal;
}

const taxRow = z.object({
  id: z.number().int(),
  name: z.string(),
  description: z.string(),
  type: z.string(),
  rate: wireDecimal.nullable(),
});

/** Ids of taxes by VAT codes: a tax's name, else its description. Each must have the rate that is expected of it. */
export async function findTaxes(
  { session, books, signal }: Lookup,
  taxCodes: readonly TaxCode[],
): Promise<Found<ReadonlyMap<string, number>>> {
  const codes = [...new Set(taxCodes.map(({ code }) => code))];
  const rows = await searchRead(
    session,
    {
      model: 'account.tax',
      domain: [
        ['company', '=', books.companyId],
        ['OR', ['name', 'in', codes], ['description', 'in', codes]],
      ],
      fields: ['name', 'description', 'type', 'rate'],
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

function chooseTax(rows: readonly z.infer<typeof taxRow>[], code: string, percent: Decimal): Found<number> {
  const refuse = (why: string): Found<number> => ({ ok: false, problem: taxUnknown(code, why) });
  const named = rows.filter(({ name }) => name === code);
  const [tax, ...others] = named.length > 0 ? named : rows.filter(({ description }) => description === code);
  if (tax === undefined) return refuse('there is none with this name or description');
  if (others.length > 0) return refuse('several have this name or description');
  if (tax.type !== 'percentage') return refuse('it is not a percentage');
  const rate = (tax.rate ?? decimal(0)).times(100);
  if (!rate.eq(percent))
    return refuse(`its rate in Tryton is ${rate.toFixed()} %, and not ${percent.toFixed()} %`);
  return { ok: true, value: tax.id };
}

/** The open period of a day. @throws {ErpNotReadyError} no period of the company is open at all */
export async function findPeriod(
  { session, books, signal }: Lookup,
  date: PlainDate,
): Promise<Found<number>> {
  const open = [
    ['company', '=', books.companyId],
    ['state', '=', 'open'],
    ['type', '=', 'standard'],
  ];
  const day = toWireDate(date);
  const domain = [...open, ['start_date', '<=', day], ['end_date', '>=', day]];
  const search = { model: 'account.period', fields: ['id'], row: idRow, limit: 1 };
  const [period] = await searchRead(session, { ...search, domain }, signal);
  if (period !== undefined) return { ok: true, value: period.id };
  const [another] = await searchRead(session, { ...search, domain: open }, signal);
  if (another !== undefined) return { ok: false, problem: periodClosed(date) };
  throw new ErpNotReadyError('No period of the company is open in Tryton. Open one, then resume.');
}

const currencyRow = z.object({ id: z.number().int(), code: z.string(), active: z.boolean() });
const rateRow = z.object({ currency: z.number().int() });

/**
 * The id of a currency. Another one than the company's needs rates on or before the day, of both: Tryton counts in
 * relation to a third.
 */
export async function findCurrency(
  { session, books, signal }: Lookup,
  code: string,
  date: PlainDate,
): Promise<Found<number>> {
  const refuse = (what: string, remedy: string): Found<number> => ({
    ok: false,
    problem: currencyUnknown(what, remedy),
  });
  // Inactive ones too, as a bookkeeper is to read which of the two it is.
  const domain = [
    ['code', '=', code],
    ['active', 'in', [true, false]],
  ];
  const found = await searchRead(
    session,
    { model: 'currency.currency', domain, fields: ['code', 'active'], row: currencyRow },
    signal,
  );
  if (found.length === 0) return refuse(`Tryton does not hold the currency ${code}.`, 'Add it in Tryton');
  const currency = found.find(({ active }) => active);
  if (currency === undefined)
    return refuse(`The currency ${code} is inactive in Tryton.`, 'Activate it in Tryton');
  if (currency.id === books.currency.id) return { ok: true, value: currency.id };
  const wanted = [currency.id, books.currency.id];
  const rates = await searchRead(
    session,
    {
      model: 'currency.currency.rate',
      domain: [
        ['currency', 'in', wanted],
        ['date', '<=', toWireDate(date)],
      ],
      fields: ['currency'],
      row: rateRow,
    },
    signal,
  );
  if (wanted.every((id) => rates.some((rate) => rate.currency === id))) {
    return { ok: true, value: currency.id };
  }
  return refuse(
    `Tryton has no rate between ${code} and ${books.currency.code} on or before ${date}.`,
    'Add the rate in Tryton',
  );
}
