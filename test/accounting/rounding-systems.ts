import { roundHalfEvenToCents } from '../../src/accounting/precision';
import { decimal, roundToCents, sum, ZERO } from '../../src/money';
import type { Decimal } from '../../src/money';
import type { TraedeLine, TraedeSalesDocument } from '../../src/traede/document';
import { invoice } from './documents';
import { chargeRateOf } from './invoicing-system';
import type { Order } from './invoicing-system';

type Rounding = (amount: Decimal) => Decimal;

/** How a system comes to the VAT of the header from what it billed. */
type VatOf = (billed: Billed, round: Rounding) => Decimal;

interface Billed {
  readonly lines: readonly { readonly net: Decimal; readonly vat: Decimal; readonly rate: number }[];
  readonly charges: readonly { readonly net: Decimal; readonly rate: number }[];
  /** Of the document, in cents; and the share of the lines that it is. */
  readonly discount: Decimal;
  readonly discountShare: Decimal;
}

/**
 * Systems whose unit prices are shown in cents while totals come from the unrounded price, or that round half to even,
 * or that take a document's discount off the VAT in one of the ways that are about, or whose prices hold VAT.
 */
export const ROUNDING_SYSTEMS: Readonly<Record<string, (order: Order) => TraedeSalesDocument>> = {
  'lines from unrounded prices': netSystem(roundToCents, lineOfUnroundedPrice, vatOfEachLine),
  'lines, half to even': netSystem(roundHalfEvenToCents, lineOfUnroundedPrice, vatOfEachLine),
  'units, half to even': netSystem(roundHalfEvenToCents, lineOfRoundedUnit, vatOfEachLine),
  'the header, half to even': netSystem(roundHalfEvenToCents, lineOfUnroundedPrice, vatOfHeader),
  'line VAT less the percentage, once': netSystem(roundToCents, lineOfUnroundedPrice, lessShareOnce),
  'line VAT less the percentage, each': netSystem(roundToCents, lineOfUnroundedPrice, lessShareEach),
  'line VAT less the VAT of the discount': netSystem(roundToCents, lineOfUnroundedPrice, lessVatOfDiscount),
  'unit VAT less the percentage': netSystem(roundToCents, lineOfRoundedUnit, lessShareOnce),
  'gross prices': grossSystem,
};

type OrderLine = Order['lines'][number];

function netSystem(
  round: Rounding,
  lineOf: (one: OrderLine, round: Rounding) => TraedeLine,
  vatOf: VatOf,
): (order: Order) => TraedeSalesDocument {
  return (order) => {
    const lines = order.lines.map((one) => lineOf(one, round));
    const linesSum = sum(lines.map((one) => one.totalPrice));
    const discountShare = linesSum.gt(ZERO) ? decimal(order.discountPercent).div(100) : ZERO;
    const discount = round(linesSum.times(discountShare));
    const { shipping, handlingFee } = order;
    const billed: Billed = {
      lines: lines.map((one, index) => ({
        net: one.totalPrice,
        vat: one.totalPriceAfterVat.minus(one.totalPrice),
        rate: order.lines[index]?.rate ?? 0,
      })),
      charges: [shipping, handlingFee].map((net) => ({ net, rate: chargeRateOf(order) })),
      discount,
      discountShare,
    };
    return invoice({
      customer: { ...invoice().customer, country: order.country },
      lines,
      discountAmount: discount,
      netPrice: linesSum.minus(discount),
      shipping,
      handlingFee,
      vatAmount: vatOf(billed, round),
    });
  };
}

function lineOfUnroundedPrice(one: OrderLine, round: Rounding): TraedeLine {
  const unitNetPrice = round(one.price);
  const totalPrice = round(one.quantity.times(one.price));
  const vat = round(percent(totalPrice, one.rate));
  return lineWith(one, unitNetPrice, round(percent(unitNetPrice, one.rate)), totalPrice, vat);
}

function lineOfRoundedUnit(one: OrderLine, round: Rounding): TraedeLine {
  const unitNetPrice = round(one.price);
  const unitVat = round(percent(unitNetPrice, one.rate));
  const { quantity } = one;
  return lineWith(one, unitNetPrice, unitVat, quantity.times(unitNetPrice), quantity.times(unitVat));
}

function lineWith(
  one: OrderLine,
  unitNetPrice: Decimal,
  unitVatAmount: Decimal,
  totalPrice: Decimal,
  vat: Decimal,
): TraedeLine {
  const totalPriceAfterVat = totalPrice.plus(vat);
  const amounts = { quantity: one.quantity, unitNetPrice, unitVatAmount, totalPrice, totalPriceAfterVat };
  return { description: 'Strik', itemNumber: null, productGroup: [], sku: null, ...amounts };
}

function vatOfEachLine(billed: Billed, round: Rounding): Decimal {
  return billed.discount.eq(ZERO)
    ? vatOfLines(billed).plus(vatOfCharges(billed, round))
    : lessShareEach(billed, round);
}

function vatOfHeader({ lines, charges, discountShare }: Billed, round: Rounding): Decimal {
  const left = decimal(1).minus(discountShare);
  const ofLines = sum(lines.map(({ net, rate }) => percent(net, rate))).times(left);
  return round(sum([ofLines, ...charges.map(({ net, rate }) => percent(net, rate))]));
}

function lessShareOnce(billed: Billed, round: Rounding): Decimal {
  const left = decimal(1).minus(billed.discountShare);
  return round(vatOfLines(billed).times(left)).plus(vatOfCharges(billed, round));
}

function lessShareEach(billed: Billed, round: Rounding): Decimal {
  const left = decimal(1).minus(billed.discountShare);
  return sum(billed.lines.map(({ vat }) => round(vat.times(left)))).plus(vatOfCharges(billed, round));
}

function lessVatOfDiscount(billed: Billed, round: Rounding): Decimal {
  const ofDiscount = sum(billed.lines.map(({ net, rate }) => percent(net, rate))).times(billed.discountShare);
  return vatOfLines(billed).minus(round(ofDiscount)).plus(vatOfCharges(billed, round));
}

function vatOfLines({ lines }: Billed): Decimal {
  return sum(lines.map(({ vat }) => vat));
}

/** Shipping and fee as one amount. */
function vatOfCharges({ charges }: Billed, round: Rounding): Decimal {
  return round(sum(charges.map(({ net, rate }) => percent(net, rate))));
}

/** Prices hold VAT, as in a shop: net is reckoned from them, and VAT is what is left. */
function grossSystem(order: Order): TraedeSalesDocument {
  const lines = order.lines.map((one): TraedeLine => {
    const grossPrice = roundToCents(one.price.plus(percent(one.price, one.rate)));
    const gross = one.quantity.times(grossPrice);
    const unitNetPrice = netOf(grossPrice, one.rate);
    const totalPrice = netOf(gross, one.rate);
    return lineWith(one, unitNetPrice, grossPrice.minus(unitNetPrice), totalPrice, gross.minus(totalPrice));
  });
  const rate = chargeRateOf(order);
  const [shipping, handlingFee] = [netOf(order.shipping, rate), netOf(order.handlingFee, rate)];
  const vatOfLine = (one: TraedeLine): Decimal => one.totalPriceAfterVat.minus(one.totalPrice);
  return invoice({
    customer: { ...invoice().customer, country: order.country },
    lines,
    netPrice: sum(lines.map((one) => one.totalPrice)),
    shipping,
    handlingFee,
    vatAmount: sum([
      ...lines.map(vatOfLine),
      order.shipping.minus(shipping),
      order.handlingFee.minus(handlingFee),
    ]),
  });
}

function netOf(gross: Decimal, rate: number): Decimal {
  return roundToCents(gross.div(decimal(100 + rate).div(100)));
}

function percent(amount: Decimal, rate: number): Decimal {
  return amount.times(decimal(rate)).div(100);
}
