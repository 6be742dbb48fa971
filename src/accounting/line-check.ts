import { ZERO } from '../money';
import type { Decimal } from '../money';
import type { TraedeLine } from '../traede/document';
import { HALF_CENT, roundingOf } from './precision';

/** VAT of a whole line, as the line states it. */
export function vatOfLine(line: TraedeLine): Decimal {
  return line.totalPriceAfterVat.minus(line.totalPrice);
}

/**
 * Why a line contradicts itself; `undefined` for a line that holds. A line may differ from quantity × unit price by
 * what rounding the unit price, times the quantity, and rounding the line explain, and by nothing more.
 */
export function lineMismatch(line: TraedeLine): string | undefined {
  const { quantity, unitNetPrice, unitVatAmount, totalPrice } = line;
  const units = quantity.abs();

  const net = quantity.times(unitNetPrice);
  const netDifference = net.minus(totalPrice).abs();
  if (netDifference.gt(units.times(roundingOf(unitNetPrice)).plus(HALF_CENT))) {
    return `quantity ${text(quantity)} × unit price ${text(unitNetPrice)} = ${text(net)}, but the line total is ${text(totalPrice)}`;
  }

  // Rounding is half up, so that both roundings cannot err by their whole half in opposite directions: `gte`.
  const vat = quantity.times(unitVatAmount);
  const lineVat = vatOfLine(line);
  const vatDifference = vat.minus(lineVat).abs();
  const roundingOfTotal = netDifference.lt(HALF_CENT) ? netDifference : HALF_CENT;
  const allowed = units.times(roundingOf(unitVatAmount)).plus(HALF_CENT).plus(roundingOfTotal);
  if (vatDifference.gt(ZERO) && vatDifference.gte(allowed)) {
    return `quantity ${text(quantity)} × unit VAT ${text(unitVatAmount)} = ${text(vat)}, but the line's VAT is ${text(lineVat)}`;
  }
  return undefined;
}

function text(amount: Decimal): string {
  return amount.toFixed();
}
