import { decimal, sum, ZERO } from '../money';
import type { Decimal } from '../money';
import type { TraedeSalesDocument } from '../traede/document';
import { allocateCents } from './allocation';
import type { Header } from './header';
import { vatOfLine } from './line-check';
import type { NetReading } from './net-check';
import { ONE_PERCENT } from './rates';

/** One thing that VAT is reckoned on: a line, a share of the document's discount, shipping or the handling fee. */
export interface Component {
  readonly kind: 'product' | 'discount' | 'shipping' | 'handling-fee';
  readonly description: string;
  readonly itemNumber: string | null;
  readonly productGroup: readonly string[];
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
  readonly rate: Decimal;
  /** Ex VAT, in cents: what is booked. */
  readonly net: Decimal;
  /** Ex VAT, as TRAEDE gave it. */
  readonly exactNet: Decimal;
  /** VAT as the line states it, and as quantity × unit VAT; by the rate where TRAEDE states none. */
  readonly statedVat: Decimal;
  readonly unitVat: Decimal;
}

/** The document's lines. `rates` in the order of the lines. */
export function productComponents(
  document: TraedeSalesDocument,
  reading: NetReading,
  rates: readonly Decimal[],
): Component[] {
  return document.lines.map((line, index) => ({
    kind: 'product',
    description: line.description,
    itemNumber: line.itemNumber,
    productGroup: line.productGroup,
    quantity: line.quantity,
    unitPrice: line.unitNetPrice,
    rate: rates[index] ?? ZERO,
    net: reading.lineNets[index] ?? ZERO,
    exactNet: line.totalPrice,
    statedVat: vatOfLine(line),
    unitVat: line.quantity.times(line.unitVatAmount),
  }));
}

/**
 * The discount on the whole document, spread over the rates of the lines in proportion to their net. It lowers the VAT
 * of each rate, as the lines state it, in the same proportion.
 */
export function discountComponents(products: readonly Component[], reading: NetReading): Component[] {
  if (reading.discount.eq(ZERO)) return [];
  const whole = sum(products.map((product) => product.exactNet));
  if (whole.eq(ZERO)) return [charge('discount', ZERO, reading.discount.neg())];
  const factor = reading.exactDiscount.div(whole).neg();
  const rates = ratesByNet(products);
  const shares = allocateCents(
    rates.map(({ net }) => net.times(factor)),
    reading.discount.neg(),
  );
  const components = rates.map(({ rate, net }, index): Component => {
    const discounted = products.filter((product) => product.rate.eq(rate));
    return {
      ...charge('discount', rate, shares[index] ?? ZERO),
      exactNet: net.times(factor),
      statedVat: sum(discounted.map((product) => product.statedVat)).times(factor),
      unitVat: sum(discounted.map((product) => product.unitVat)).times(factor),
    };
  });
  return components.filter(hasAmount);
}

/** Shipping and handling fee, at the given rates. */
export function chargeComponents(
  header: Header,
  rates: { readonly shipping: Decimal; readonly handlingFee: Decimal },
): Component[] {
  return [
    charge('shipping', rates.shipping, header.shipping),
    charge('handling-fee', rates.handlingFee, header.handlingFee),
  ].filter((component) => !component.net.eq(ZERO));
}

/** The rates of components with their net, the largest first. */
export function ratesByNet(
  components: readonly Component[],
): { readonly rate: Decimal; readonly net: Decimal }[] {
  const rates = [...new Map(components.map(({ rate }) => [rate.toFixed(), rate])).values()];
  return rates
    .map((rate) => ({
      rate,
      net: sum(components.filter((component) => component.rate.eq(rate)).map(({ exactNet }) => exactNet)),
    }))
    .sort((a, b) => b.net.abs().cmp(a.net.abs()));
}

const ONE = decimal(1);

const CHARGE_NAMES = { discount: 'Discount', shipping: 'Shipping', 'handling-fee': 'Handling fee' } as const;

/** A component that TRAEDE states no VAT of. */
function charge(kind: 'discount' | 'shipping' | 'handling-fee', rate: Decimal, net: Decimal): Component {
  const vat = net.times(rate).times(ONE_PERCENT);
  return {
    kind,
    description: CHARGE_NAMES[kind],
    itemNumber: null,
    productGroup: [],
    quantity: ONE,
    unitPrice: net,
    rate,
    net,
    exactNet: net,
    statedVat: vat,
    unitVat: vat,
  };
}

export function hasAmount(component: Component): boolean {
  return !component.exactNet.eq(ZERO) || !component.statedVat.eq(ZERO);
}
