import type { SalesLine, SalesPosting } from '../../accounting/posting';
import { decimal, ZERO, type Decimal } from '../../money';
import { storableLine, storableText } from '../storable-text';
import type { Books, Journal, Precision } from './books';
import type { Header } from './claim';
import type { Partner } from './customer';
import { toWireAmount } from './wire';

/** What preflight found for a sales posting. */
export interface SalesIds {
  readonly books: Books;
  readonly journal: Journal;
  readonly currencyId: number;
  readonly accountIds: ReadonlyMap<string, number>;
  readonly taxIds: ReadonlyMap<string, number>;
  readonly partner: Partner;
  readonly paymentTermId: number | null;
  /** For a credit note: the invoice that it corrects. */
  readonly correctsId: number | null;
}

export const MOVE_TYPES = { invoice: 'out_invoice', 'credit-note': 'out_refund' } as const;

/**
 * The document without its lines. `ref` holds our reference, where bookkeepers search; the payment reference is the
 * number on TRAEDE's document, which customers quote when they pay. Both dates, as a missing one would be today.
 */
export function salesHeader(posting: SalesPosting, ids: SalesIds): Header {
  return {
    move_type: MOVE_TYPES[posting.kind],
    'journal_id/.id': String(ids.journal.id),
    'partner_id/.id': String(ids.partner.id),
    'currency_id/.id': String(ids.currencyId),
    invoice_date: posting.date,
    date: posting.date,
    ref: posting.reference,
    payment_reference: storableLine(posting.documentNumber),
    ...(ids.paymentTermId === null ? {} : { 'invoice_payment_term_id/.id': String(ids.paymentTermId) }),
    ...(ids.correctsId === null ? {} : { 'reversed_entry_id/.id': String(ids.correctsId) }),
  };
}

/** Values of `account.move.line`. */
export type LineValues = Readonly<Record<string, unknown>>;

/** Of a credit note as well, Odoo wants amounts as printed on it. */
export function salesLines(posting: SalesPosting, ids: SalesIds): readonly LineValues[] {
  return posting.lines.map((line, index) => ({
    sequence: index + 1,
    account_id: ids.accountIds.get(line.account),
    tax_ids: [[6, 0, [ids.taxIds.get(line.taxCode)]]],
    ...pricing(line, ids.books.precision),
  }));
}

interface Pricing {
  readonly quantity: number;
  readonly price_unit: number | undefined;
  readonly name: string;
}

/**
 * Quantity and price where they give exactly the net amount with the decimals that Odoo keeps; else the net amount
 * once, with the quantity in words: Odoo would round the price, and reckon another net.
 */
export function pricing(line: SalesLine, precision: Precision): Pricing {
  const { quantity, unitPrice, net } = line;
  const fits =
    quantity.round(precision.quantity).eq(quantity) &&
    unitPrice.round(precision.price).eq(unitPrice) &&
    quantity.times(unitPrice).eq(net);
  const [wireQuantity, wirePrice] = [toWireAmount(quantity), toWireAmount(unitPrice)];
  const name = storableText(line.description);
  if (fits && wireQuantity !== undefined && wirePrice !== undefined) {
    return { quantity: wireQuantity, price_unit: wirePrice, name };
  }
  const inWords = quantity.eq(1) ? '' : ` (${quantity.toFixed()} × ${unitPrice.toFixed()})`;
  return { quantity: 1, price_unit: toWireAmount(net), name: `${name}${inWords}` };
}

/** What the tax lines of one tax must come to, as printed on the document. */
export interface ExpectedTax {
  readonly taxId: number;
  readonly amount: Decimal;
  /** How far Odoo's own reckoning may be off, as it rounds at other places. */
  readonly tolerance: Decimal;
}

/** VAT rounded for each line, or even for each unit, is off by half a cent for each; and half a cent in the sum. */
const HALF_CENT = decimal('0.005');

export function expectedTaxes(
  { lines }: SalesPosting,
  taxIds: ReadonlyMap<string, number>,
): readonly ExpectedTax[] {
  const taxes = new Map<number, ExpectedTax>();
  for (const { taxCode, tax, quantity } of lines) {
    const taxId = taxIds.get(taxCode) ?? 0;
    const before = taxes.get(taxId) ?? { taxId, amount: ZERO, tolerance: HALF_CENT };
    const units = quantity.abs().gt(1) ? quantity.abs() : decimal(1);
    taxes.set(taxId, {
      taxId,
      amount: before.amount.plus(tax),
      tolerance: before.tolerance.plus(HALF_CENT.times(units)),
    });
  }
  return [...taxes.values()];
}
