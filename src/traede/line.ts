import { z } from 'zod';
import type { Decimal } from '../money';
import { MAX_AMOUNT } from '../money';
import type { TraedeLine } from './document';
import {
  displayText,
  identifier,
  lenientIdentifier,
  object,
  optionalAmount,
  recordOrEmpty,
  requiredAmount,
} from './fields';
import { lineDescription } from './line-description';
import { productGroupNames } from './product-group';

/** A line of an invoice or credit note. */
export const lineSchema = object({
  quantity: requiredAmount,
  net_price: optionalAmount,
  vat_amount: optionalAmount,
  total_price: requiredAmount,
  total_price_after_vat: requiredAmount,
  product: recordOrEmpty.pipe(object({ name: displayText, item_number: identifier }).loose()),
  variant: recordOrEmpty.pipe(object({ sku: identifier, attributes: z.unknown().optional() })),
  item_number: lenientIdentifier,
  sku: lenientIdentifier,
  description: displayText,
  name: displayText,
  text: displayText,
}).transform((line): TraedeLine => {
  const vat = line.total_price_after_vat.minus(line.total_price);
  return {
    description: lineDescription(line),
    itemNumber: line.product.item_number ?? line.item_number,
    productGroup: productGroupNames(line.product),
    sku: line.variant.sku ?? line.sku,
    quantity: line.quantity,
    unitNetPrice: line.net_price ?? perUnit(line.total_price, line.quantity),
    unitVatAmount: line.vat_amount ?? perUnit(vat, line.quantity),
    totalPrice: line.total_price,
    totalPriceAfterVat: line.total_price_after_vat,
  };
});

/**
 * Stands in for a price per unit that TRAEDE did not send. For display only: the books take the line's totals, never
 * a product of this. Where a quotient makes no sense (nothing, or a trillionth of a piece) it is the total itself.
 */
function perUnit(total: Decimal, quantity: Decimal): Decimal {
  if (quantity.eq(0) || total.abs().gt(quantity.abs().times(MAX_AMOUNT))) return total;
  return total.div(quantity);
}
