import { decimal, roundToCents, sum, ZERO, type Decimal } from '../money';

/** Unit prices carry four digits: `33.3333` is what TRAEDE shows for a third of a hundred. */
const UNIT_PRICE_DECIMALS = 4;

const HUNDRED = decimal(100);

export interface PricedLine {
  readonly quantity: number;
  /** For one unit, before VAT. */
  readonly unitPriceBeforeDiscount: Decimal;
  /** For one unit, before VAT, after the line's and the document's discount. */
  readonly unitNetPrice: Decimal;
}

/** The amounts of a line, under TRAEDE's names. */
export interface LineAmounts {
  readonly quantity: number;
  readonly price_before_discount: number;
  readonly discount_amount: number;
  readonly discount_percentage: number;
  readonly net_price: number;
  readonly vat_amount: number;
  readonly total_price: number;
  readonly total_price_after_vat: number;
}

/** The amounts of a header, under TRAEDE's names. */
export interface HeaderAmounts {
  readonly total_quantity: number;
  readonly price_before_discount: number;
  readonly discount_amount: number;
  readonly discount_percentage: number;
  readonly net_price: number;
  readonly shipping: number;
  readonly handling_fee: number;
  readonly vat_amount: number;
  readonly total_price_after_vat: number;
}

/** What is left of a price after a discount in percent; four digits, as unit prices have. */
export function discounted(price: Decimal, discountPercent: Decimal): Decimal {
  return roundUnitPrice(price.times(HUNDRED.minus(discountPercent)).div(HUNDRED));
}

export function roundUnitPrice(price: Decimal): Decimal {
  return price.round(UNIT_PRICE_DECIMALS);
}

/** @param vatRate as a factor: `0.25` */
export function lineAmounts(line: PricedLine, vatRate: Decimal): LineAmounts {
  const { unitPriceBeforeDiscount: before, unitNetPrice: net } = line;
  const total = lineTotal(line);
  return {
    quantity: line.quantity,
    price_before_discount: before.toNumber(),
    discount_amount: before.minus(net).toNumber(),
    discount_percentage: percentage(before.minus(net), before),
    net_price: net.toNumber(),
    vat_amount: roundUnitPrice(net.times(vatRate)).toNumber(),
    total_price: total.toNumber(),
    total_price_after_vat: total.plus(lineVat(line, vatRate)).toNumber(),
  };
}

/**
 * The header adds up what the lines show, each already rounded to cents, and never rounds a sum of its own: so the
 * document's total is net + shipping + handling fee + VAT, to the cent.
 */
export function headerAmounts(
  lines: readonly PricedLine[],
  charges: { readonly shipping: Decimal; readonly handlingFee: Decimal },
  vatRate: Decimal,
): HeaderAmounts {
  const before = sum(lines.map((line) => roundToCents(line.unitPriceBeforeDiscount.times(line.quantity))));
  const net = sum(lines.map(lineTotal));
  const shipping = roundToCents(charges.shipping);
  const handlingFee = roundToCents(charges.handlingFee);
  const vat = sum([
    ...lines.map((line) => lineVat(line, vatRate)),
    roundToCents(shipping.times(vatRate)),
    roundToCents(handlingFee.times(vatRate)),
  ]);
  return {
    total_quantity: lines.reduce((quantity, line) => quantity + line.quantity, 0),
    price_before_discount: before.toNumber(),
    discount_amount: before.minus(net).toNumber(),
    discount_percentage: percentage(before.minus(net), before),
    net_price: net.toNumber(),
    shipping: shipping.toNumber(),
    handling_fee: handlingFee.toNumber(),
    vat_amount: vat.toNumber(),
    total_price_after_vat: sum([net, shipping, handlingFee, vat]).toNumber(),
  };
}

function lineTotal(line: PricedLine): Decimal {
  return roundToCents(line.unitNetPrice.times(line.quantity));
}

function lineVat(line: PricedLine, vatRate: Decimal): Decimal {
  return roundToCents(lineTotal(line).times(vatRate));
}

function percentage(part: Decimal, whole: Decimal): number {
  return (whole.eq(ZERO) ? ZERO : part.times(HUNDRED).div(whole).round(UNIT_PRICE_DECIMALS)).toNumber();
}
