import { decimal, ZERO } from '../money';
import type { Decimal } from '../money';
import type { TraedeLine } from '../traede/document';
import { HALF_CENT, roundingOf } from './precision';

const ONE = decimal(1);

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

  const vat = quantity.times(unitVatAmount);
  const lineVat = vatOfLine(line);
  const vatDifference = vat.minus(lineVat).abs();
  const allowed = units.times(roundingOf(unitVatAmount)).plus(HALF_CENT).plus(vatOf(netDifference, line));
  // VAT of one unit and of a line of one are one amount, which cannot be rounded both ways: there, less than `allowed`.
  const isWithin = units.gt(ONE) ? vatDifference.lte(allowed) : vatDifference.lt(allowed);
  if (!isWithin && vatDifference.gt(ZERO)) {
    return `quantity ${text(quantity)} × unit VAT ${text(unitVatAmount)} = ${text(vat)}, but the line's VAT is ${text(lineVat)}`;
  }
  return undefined;
}

/**
 * What the difference between line total and unit price moves the line's VAT: the same share of it as VAT is of the
 * price before rounding, where both are reckoned ex VAT; where VAT is what a rounded net leaves of a gross price, up to half a cent.
 */
function vatOf(netDifference: Decimal, { unitNetPrice, unitVatAmount }: TraedeLine): Decimal {
  const highestUnitVat = unitVatAmount.abs().plus(roundingOf(unitVatAmount));
  const share = unitNetPrice.eq(ZERO) ? ZERO : highestUnitVat.div(unitNetPrice).abs();
  const byRate = netDifference.times(share.gt(ONE) ? ONE : share);
  const byRounding = netDifference.lt(HALF_CENT) ? netDifference : HALF_CENT;
  return byRate.gt(byRounding) ? byRate : byRounding;
}

function text(amount: Decimal): string {
  return amount.toFixed();
}
