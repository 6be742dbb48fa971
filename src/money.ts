import Big from 'big.js';

/** An exact decimal. Amounts of money, quantities and rates are never JavaScript numbers. */
export type Decimal = Big;

/** Half away from zero, as invoices round. Divisions keep enough digits for any rate. */
Big.RM = Big.roundHalfUp;
Big.DP = 20;

export const ZERO: Decimal = new Big(0);

/**
 * Amounts beyond this are taken for nonsense (1e308 from a broken export): a thousand billion in any currency
 * is above what one document of a brand can hold, and fits PostgreSQL's `numeric(18,4)`.
 */
export const MAX_AMOUNT: Decimal = new Big('1e12');

/** Number of decimals that books are kept in, for every currency this product knows. */
export const CENT_DECIMALS = 2;

/** Reads a decimal from a JSON number, a numeric string or a decimal; `undefined` for anything else. */
export function parseDecimal(value: unknown): Decimal | undefined {
  if (value instanceof Big) return value;
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const text = String(value).trim();
  if (!/^[+-]?\d{1,40}(\.\d{1,40})?(e[+-]?\d{1,3})?$/i.test(text)) return undefined;
  return new Big(text.replace(/^\+/, ''));
}

export function decimal(value: string | number | Decimal): Decimal {
  return new Big(value);
}

export function sum(amounts: Iterable<Decimal>): Decimal {
  let total = ZERO;
  for (const amount of amounts) total = total.plus(amount);
  return total;
}

export function roundToCents(amount: Decimal): Decimal {
  return amount.round(CENT_DECIMALS);
}

/** `"-12.30"`: the only form in which amounts leave the product. */
export function formatAmount(amount: Decimal): string {
  const text = roundToCents(amount).toFixed(CENT_DECIMALS);
  return text === '-0.00' ? '0.00' : text;
}
