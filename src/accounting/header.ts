import { formatAmount, roundToCents, sum } from '../money';
import type { Decimal } from '../money';
import type { TraedeSalesDocument } from '../traede/document';
import { withoutSignOfZero } from './allocation';

/** The header's amounts in cents, which is how the books hold them. */
export interface Header {
  readonly net: Decimal;
  readonly shipping: Decimal;
  readonly handlingFee: Decimal;
  readonly vat: Decimal;
  readonly total: Decimal;
}

export function headerOf(document: TraedeSalesDocument): Header {
  return {
    net: cents(document.netPrice),
    shipping: cents(document.shipping),
    handlingFee: cents(document.handlingFee),
    vat: cents(document.vatAmount),
    total: cents(document.totalPriceAfterVat),
  };
}

/** What the total has beyond its parts; zero where the header adds up. */
export function headerDifference(header: Header): Decimal {
  return header.total.minus(sum([header.net, header.shipping, header.handlingFee, header.vat]));
}

export function headerMismatch(header: Header): string {
  const { net, shipping, handlingFee, vat, total } = header;
  const difference = headerDifference(header);
  return (
    `net ${formatAmount(net)} + shipping ${formatAmount(shipping)} + handling fee ${formatAmount(handlingFee)} + ` +
    `VAT ${formatAmount(vat)} = ${formatAmount(total.minus(difference))}, but the total is ${formatAmount(total)} ` +
    `(difference ${formatAmount(difference)})`
  );
}

function cents(amount: Decimal): Decimal {
  return withoutSignOfZero(roundToCents(amount));
}
