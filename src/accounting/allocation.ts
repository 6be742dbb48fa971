import { decimal, roundToCents, sum, ZERO } from '../money';
import type { Decimal } from '../money';

const CENT = decimal('0.01');

/**
 * Rounds amounts to cents so that they sum to `target` exactly: each is rounded, and what is then missing goes cent by
 * cent to those that rounding moved furthest the other way (largest remainder). Among equals the larger amount takes
 * it, then the earlier one, so the same document is always split alike. `target` must be in cents; an empty list has
 * nothing to carry it.
 */
export function allocateCents(amounts: readonly Decimal[], target: Decimal): Decimal[] {
  const rounded = amounts.map((amount) => withoutSignOfZero(roundToCents(amount)));
  const missing = target.minus(sum(rounded));
  const cents = Number(missing.div(CENT).toFixed(0));
  if (cents === 0 || amounts.length === 0) return rounded;
  const direction = cents > 0 ? CENT : CENT.neg();
  const everyone = Math.trunc(Math.abs(cents) / amounts.length);
  const first = Math.abs(cents) % amounts.length;
  orderOfClaim(amounts, rounded, direction).forEach((index, position) => {
    const steps = everyone + (position < first ? 1 : 0);
    rounded[index] = withoutSignOfZero((rounded[index] ?? ZERO).plus(direction.times(steps)));
  });
  return rounded;
}

/** The indexes of the amounts, the one with the best claim to a cent in `direction` first. */
function orderOfClaim(
  amounts: readonly Decimal[],
  rounded: readonly Decimal[],
  direction: Decimal,
): number[] {
  const claims = amounts.map((amount, index) => ({
    index,
    remainder: amount.minus(rounded[index] ?? ZERO).times(direction),
    size: amount.abs(),
  }));
  claims.sort((a, b) => b.remainder.cmp(a.remainder) || b.size.cmp(a.size) || a.index - b.index);
  return claims.map((claim) => claim.index);
}

/** Decimals know a negative zero; books do not. */
export function withoutSignOfZero(amount: Decimal): Decimal {
  return amount.eq(ZERO) ? ZERO : amount;
}
