import { CENT_DECIMALS, decimal, roundToCents } from '../money';
import type { Decimal } from '../money';

/** The most by which rounding to cents moves an amount. */
export const HALF_CENT: Decimal = decimal('0.005');

/**
 * The most by which rounding moved an amount that is shown like this: half of its last digit. A price of `33.3` is
 * taken for `33.30`, as numbers lose their trailing zeros on the way.
 */
export function roundingOf(amount: Decimal): Decimal {
  const decimals = amount.c.length - 1 - amount.e;
  return decimals <= CENT_DECIMALS ? HALF_CENT : decimal(`5e-${decimals + 1}`);
}

export function isInCents(amount: Decimal): boolean {
  return roundToCents(amount).eq(amount);
}
