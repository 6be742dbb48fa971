import { z } from 'zod';
import { parseDecimal, type Decimal } from '../../money';
import { parsePlainDate } from '../../plain-date';

/** How Odoo's JSON holds things: amounts are floats, empty fields `false`, records `[id, display name]`. */

export const wireId = z.number().int();

/** Odoo keeps amounts as decimals and sends the shortest float that means them. */
export const wireAmount = z.number().transform((value, context): Decimal => {
  const read = parseDecimal(value);
  if (read !== undefined) return read;
  context.addIssue('not an amount');
  return z.NEVER;
});

/** The other way; `undefined` where the float would not be the same number. */
export function toWireAmount(amount: Decimal): number | undefined {
  const float = amount.toNumber();
  return parseDecimal(float)?.eq(amount) === true ? float : undefined;
}

/** Empty for `false`. */
export const wireText = z
  .union([z.literal(false), z.string()])
  .transform((value) => (value === false ? '' : value));

export const wireDate = z.union([z.literal(false), z.string()]).transform((value, context) => {
  if (value === false) return null;
  const date = parsePlainDate(value);
  if (date !== undefined) return date;
  context.addIssue('not a date');
  return z.NEVER;
});

/** The id of what a field points to. */
export const wireRecord = z
  .union([z.literal(false), z.tuple([wireId, z.unknown()])])
  .transform((value) => (value === false ? null : value[0]));
