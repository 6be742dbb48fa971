import { formatAmount, roundToCents, sum, ZERO } from '../money';
import type { Decimal } from '../money';
import type { TraedeSalesDocument } from '../traede/document';
import { allocateCents } from './allocation';
import type { Header } from './header';

/** How the lines make the header's net price. */
export interface NetReading {
  /** Net of each line in cents. */
  readonly lineNets: readonly Decimal[];
  /** The discount on the whole document, beyond the lines' own: in cents, and as TRAEDE gave it. */
  readonly discount: Decimal;
  readonly exactDiscount: Decimal;
  /** What the header's net has beyond lines and discount; zero where they add up. */
  readonly difference: Decimal;
}

/**
 * Lines make the net price as their exact sum rounded once, or as the sum of rounded lines; with the document's
 * discount taken off where they do not make it without. The first reading that holds is taken.
 */
export function readNet(document: TraedeSalesDocument, header: Header): NetReading {
  const exact = document.lines.map((line) => line.totalPrice);
  const eachRounded = sum(exact.map(roundToCents));
  const roundedOnce = roundToCents(sum(exact));
  const reading = (linesSum: Decimal, discount: Decimal, exactDiscount: Decimal): NetReading => ({
    lineNets: allocateCents(exact, linesSum),
    discount,
    exactDiscount,
    difference: header.net.minus(linesSum.minus(discount)),
  });
  const withoutDiscount = [eachRounded, roundedOnce].find((linesSum) => linesSum.eq(header.net));
  if (withoutDiscount !== undefined) return reading(withoutDiscount, ZERO, ZERO);

  const given = document.discountAmount ?? ZERO;
  const discounted = [eachRounded, roundedOnce].find((linesSum) =>
    linesSum.minus(roundToCents(given)).eq(header.net),
  );
  if (discounted !== undefined) return reading(discounted, roundToCents(given), given);
  if (roundToCents(sum(exact).minus(given)).eq(header.net)) {
    return reading(roundedOnce, roundedOnce.minus(header.net), given);
  }
  return reading(roundedOnce, ZERO, ZERO);
}

export function netMismatch(reading: NetReading, header: Header): string {
  return (
    `the lines sum to ${formatAmount(sum(reading.lineNets))}, but the net price is ${formatAmount(header.net)} ` +
    `(difference ${formatAmount(reading.difference)})`
  );
}
