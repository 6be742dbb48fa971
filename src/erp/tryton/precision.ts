import { z } from 'zod';
import { CENT_DECIMALS, decimal } from '../../money';
import type { Lookup } from './lookups';
import { PRICE_DECIMALS } from './sales-document';
import { searchRead } from './search';
import { wireDecimal } from './wire';

const CENT = decimal('0.01');
const currencyRow = z.object({ digits: z.number().int(), rounding: wireDecimal });

/** Why amounts in this currency would not stand in the books to the cent; `undefined` where they do. */
export async function impreciseCurrency(
  { session, signal }: Lookup,
  code: string,
): Promise<string | undefined> {
  const fields = ['digits', 'rounding'];
  const search = { model: 'currency.currency', domain: [['code', '=', code]], fields, row: currencyRow };
  const [currency] = await searchRead(session, search, signal);
  if (currency === undefined) return undefined;
  const { digits, rounding } = currency;
  if (digits === CENT_DECIMALS && rounding.eq(CENT)) return undefined;
  return `Tryton keeps ${code} with ${digits} decimals, rounded to ${rounding.toFixed()}. Set 2 decimals and rounding 0.01 on the currency in Tryton.`;
}

/** JSON within JSON: `"[16, 4]"`, all digits and those behind the point. */
const unitPrice = z.object({ unit_price: z.object({ digits: z.string().nullish() }) });

/** Why unit prices would not stand in the books as they are sent. */
export async function imprecisePrices({ session, signal }: Lookup): Promise<string | undefined> {
  const method = 'model.account.invoice.line.fields_get';
  const { unit_price } = await session.call(method, [['unit_price']], unitPrice, signal);
  const decimals = /,\s*(\d+)\s*\]$/.exec(unit_price.digits ?? '')?.[1];
  if (decimals === undefined || Number(decimals) >= PRICE_DECIMALS) return undefined;
  return (
    `Tryton keeps prices with ${decimals} decimals, and ${PRICE_DECIMALS} are sent. Set price_decimal = ${PRICE_DECIMALS} ` +
    "in the section [product] of Tryton's configuration file, and update the database."
  );
}
