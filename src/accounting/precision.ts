import Big from 'big.js';
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

/** What binary fractions leave behind (0.1 + 0.2 = 0.30000000000000004) is far below; what a person enters, far above. */
const NOISE = decimal('1e-6');

/** Whether an amount is in whole cents, but for the noise that floating-point numbers leave. */
export function isInCentsButForNoise(amount: Decimal): boolean {
  return amount.minus(roundToCents(amount)).abs().lt(NOISE);
}

/** Half to the even cent, as some systems round ("banker's rounding"): 37.625 is 37.62, 37.635 is 37.64. */
export function roundHalfEvenToCents(amount: Decimal): Decimal {
  return amount.round(CENT_DECIMALS, Big.roundHalfEven);
}
