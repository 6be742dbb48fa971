import { decimal, sum, ZERO, type Decimal } from '../money';
import type { Brand } from './brand';
import type { Article } from './catalogue';
import { COUNTRIES, type Currency } from './countries';
import type { SimulatedCustomer } from './customers';
import type { DocumentHeader } from './headers';
import { randomFor, type Random } from './random';
import { discounted, headerAmounts, lineAmounts, type PricedLine } from './sums';
import { wireDate, type WireInvoice } from './wire-documents';

/** A line before it is written down: what a credit note takes back. */
export interface DraftLine extends PricedLine {
  readonly article: Article;
}

/** Everything that an invoice says, before it is written down. */
export interface DraftInvoice {
  readonly customer: SimulatedCustomer;
  readonly lines: readonly DraftLine[];
  readonly shipping: Decimal;
  readonly handlingFee: Decimal;
  readonly orderId: number | null;
  readonly notes: string | null;
}

const FIRST_ORDER_ID = 5001;
const LINE_DISCOUNTS = ['5', '7.5', '12.5', '33.3333', '50'];
const DOCUMENT_DISCOUNTS = ['2', '3.75', '7.5', '10'];
/** Taken off the whole document, in its currency; spread over the lines it leaves no round unit price. */
const DOCUMENT_DISCOUNT_AMOUNTS = ['10', '25', '33.33'];
const SHIPPING_DKK = ['49', '75.5', '39.2', '120'];
const SHIPPING_FACTORS: Readonly<Record<Currency, Decimal>> = {
  DKK: decimal(1),
  EUR: decimal('0.15'),
  SEK: decimal('1.4'),
};
const HANDLING_FEES = ['2.95', '15', '7.99'];
const NOTES = ['Leveres til bagdøren', 'Ring til Åsa før levering', 'Reklamation aftalt pr. telefon'];
const FREE_SAMPLE_DISCOUNT = '100';

export function makeInvoice(brand: Brand, header: DocumentHeader): WireInvoice {
  const draft = draftInvoice(brand, header.index);
  const { customer, lines } = draft;
  const { vatRate } = COUNTRIES[customer.country];
  return {
    id: header.id,
    invoice_number: header.number,
    status: header.number === null ? 'draft' : 'booked',
    order_type: customer.orderType,
    customer_id: customer.wire.id,
    order_id: draft.orderId,
    notes: draft.notes,
    currency: customer.wire.currency,
    meta: {},
    ...headerAmounts(lines, draft, vatRate),
    created_at: wireDate(header.createdAtMs),
    updated_at: wireDate(header.updatedAtMs),
    lines: lines.map((line) => ({
      product_id: line.article.product.id,
      variant_id: line.article.variant.id,
      ...lineAmounts(line, vatRate),
      product: line.article.product,
      variant: line.article.variant,
    })),
    customer: customer.wire,
  };
}

/** What the invoice at this position says; the same every time. */
export function draftInvoice(brand: Brand, index: number): DraftInvoice {
  const random = randomFor(brand.seed, 'invoice', index);
  const customer = random.pick(brand.customers);
  const { currency } = COUNTRIES[customer.country];
  const lineCount = brand.documentLines ?? random.integer(1, random.chance(0.1) ? 14 : 5);
  const lines = Array.from({ length: lineCount }, () => drawLine(random, brand, customer, lineCount));
  return {
    customer,
    lines: applyDocumentDiscount(random, lines),
    shipping: random.chance(0.6)
      ? decimal(random.pick(SHIPPING_DKK)).times(SHIPPING_FACTORS[currency])
      : ZERO,
    handlingFee: random.chance(0.2) ? decimal(random.pick(HANDLING_FEES)) : ZERO,
    orderId: random.chance(0.95) ? FIRST_ORDER_ID + index : null,
    notes: random.chance(0.1) ? random.pick(NOTES) : null,
  };
}

/** One line with its own discount; prices before VAT from the price list of the customer's currency. */
export function drawLine(
  random: Random,
  brand: Brand,
  customer: SimulatedCustomer,
  lineCount: number,
): DraftLine {
  const article = random.pick(brand.catalogue);
  const { currency } = COUNTRIES[customer.country];
  const shop = customer.orderType === 'b2b';
  const price = (shop ? article.wholesalePrice : article.retailPrice)[currency];
  return {
    article,
    quantity: shop ? random.integer(1, 24) : random.integer(1, 3),
    unitPriceBeforeDiscount: price,
    unitNetPrice: discounted(price, decimal(lineDiscount(random, lineCount))),
  };
}

function lineDiscount(random: Random, lineCount: number): string {
  // A free sample is only put into the box with something that is paid for.
  if (lineCount > 1 && random.chance(0.01)) return FREE_SAMPLE_DISCOUNT;
  return random.chance(0.25) ? random.pick(LINE_DISCOUNTS) : '0';
}

function applyDocumentDiscount(random: Random, lines: readonly DraftLine[]): readonly DraftLine[] {
  if (!random.chance(0.25)) return lines;
  if (random.chance(0.6)) return discountAll(lines, decimal(random.pick(DOCUMENT_DISCOUNTS)));
  const amount = decimal(random.pick(DOCUMENT_DISCOUNT_AMOUNTS));
  const net = sum(lines.map((line) => line.unitNetPrice.times(line.quantity)));
  return amount.lt(net) ? discountAll(lines, amount.div(net).times(100)) : lines;
}

function discountAll(lines: readonly DraftLine[], percent: Decimal): readonly DraftLine[] {
  return lines.map((line) => ({
    ...line,
    unitNetPrice: discounted(line.unitNetPrice, percent),
  }));
}
