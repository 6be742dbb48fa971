import { z } from 'zod';
import { decimal, parseDecimal, type Decimal } from '../../money';
import { parsePlainDate, type PlainDate } from '../../plain-date';

/** Tryton's JSON-RPC names the types that JSON lacks (trytond/protocols/jsonrpc.py). */
export interface WireDecimal {
  readonly __class__: 'Decimal';
  readonly decimal: string;
}

export interface WireDate {
  readonly __class__: 'date';
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** All digits, never an exponent. */
export function toWireDecimal(amount: Decimal): WireDecimal {
  return { __class__: 'Decimal', decimal: amount.toFixed() };
}

export function toWireDate(date: PlainDate): WireDate {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return { __class__: 'date', year, month, day };
}

/**
 * A float, as Tryton wants for quantities; `undefined` where it would not be the same number. Tryton reads it by its
 * shortest decimal form, as JavaScript writes it.
 */
export function toWireQuantity(quantity: Decimal): number | undefined {
  const float = quantity.toNumber();
  return parseDecimal(float)?.eq(quantity) === true ? float : undefined;
}

export const wireDecimal = z
  .object({ __class__: z.literal('Decimal'), decimal: z.string() })
  .transform((value, context) => {
    const read = parseDecimal(value.decimal);
    if (read !== undefined) return read;
    context.addIssue('not a decimal');
    return z.NEVER;
  });

/** Empty amounts are zero in Tryton's tables. */
export const wireDecimalOrZero = wireDecimal.nullable().transform((value) => value ?? decimal(0));

export const wireDate = z
  .object({ __class__: z.literal('date'), year: z.number(), month: z.number(), day: z.number() })
  .transform(({ year, month, day }, context) => {
    const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
    const date = parsePlainDate(text);
    if (date !== undefined) return date;
    context.addIssue('not a date');
    return z.NEVER;
  });

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
