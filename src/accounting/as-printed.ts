import { ZERO } from '../money';
import type { TraedeLine, TraedeSalesDocument } from '../traede/document';

/**
 * A credit note whose amounts are all negative, turned to the positive amounts that are printed on it. Any other
 * document as it is: where only some amounts are negative, the check of the totals decides.
 */
export function asPrinted(document: TraedeSalesDocument): TraedeSalesDocument {
  return document.documentType === 'credit-note' && isAllNegative(document) ? turned(document) : document;
}

function isAllNegative(document: TraedeSalesDocument): boolean {
  const { netPrice, shipping, handlingFee, vatAmount, totalPriceAfterVat } = document;
  const amounts = [netPrice, shipping, handlingFee, vatAmount, totalPriceAfterVat];
  return amounts.every((amount) => amount.lte(ZERO)) && amounts.some((amount) => amount.lt(ZERO));
}

function turned(document: TraedeSalesDocument): TraedeSalesDocument {
  return {
    ...document,
    priceBeforeDiscount: document.priceBeforeDiscount?.neg() ?? null,
    discountAmount: document.discountAmount?.neg() ?? null,
    netPrice: document.netPrice.neg(),
    shipping: document.shipping.neg(),
    handlingFee: document.handlingFee.neg(),
    vatAmount: document.vatAmount.neg(),
    totalPriceAfterVat: document.totalPriceAfterVat.neg(),
    lines: document.lines.map(turnedLine),
  };
}

/** A negative line total comes from a negative quantity or from a negative price: that one turns. */
function turnedLine(line: TraedeLine): TraedeLine {
  const totals = { totalPrice: line.totalPrice.neg(), totalPriceAfterVat: line.totalPriceAfterVat.neg() };
  return line.quantity.lt(ZERO)
    ? { ...line, ...totals, quantity: line.quantity.neg() }
    : { ...line, ...totals, unitNetPrice: line.unitNetPrice.neg(), unitVatAmount: line.unitVatAmount.neg() };
}
