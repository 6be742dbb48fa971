import type { SalesLine, SalesPosting } from '../../accounting/posting';
import { decimal, type Decimal } from '../../money';
import type { Account } from './accounts';
import type { Books } from './books';
import type { Party } from './customer';
import { storableLine, storableText } from '../storable-text';
import { toWireDate, toWireDecimal, toWireQuantity, type WireDecimal } from './wire';

/** What preflight found for a sales posting. */
export interface SalesIds {
  readonly books: Books;
  readonly journalId: number;
  readonly currencyId: number;
  readonly paymentTermId: number | null;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly taxIds: ReadonlyMap<string, number>;
  readonly party: Party;
  /** For each line of a credit note, the line of its invoice that it corrects; null where it names no invoice. */
  readonly origins: readonly (number | null)[];
}

/** Prices are kept with this many decimals by default (Tryton: product, price_decimal). */
export const PRICE_DECIMALS = 4;

/** The values of an `account.invoice`. A credit note is an invoice with negative quantities. */
export function invoiceValues(posting: SalesPosting, ids: SalesIds): Readonly<Record<string, unknown>> {
  const date = toWireDate(posting.date);
  return {
    company: ids.books.companyId,
    type: 'out',
    journal: ids.journalId,
    party: ids.party.id,
    invoice_address: ids.party.addressId,
    account: ids.party.receivableAccountId,
    currency: ids.currencyId,
    payment_term: ids.paymentTermId,
    reference: posting.reference,
    description: storableLine(posting.documentNumber),
    invoice_date: date,
    accounting_date: date,
    lines: [['create', posting.lines.map((line, index) => lineValues(posting, line, index, ids))]],
  };
}

function lineValues(posting: SalesPosting, line: SalesLine, index: number, ids: SalesIds) {
  const origin = ids.origins[index] ?? null;
  return {
    type: 'line',
    company: ids.books.companyId,
    currency: ids.currencyId,
    invoice_type: 'out',
    sequence: index + 1,
    account: ids.accounts.get(line.account)?.id,
    taxes: [['add', [ids.taxIds.get(line.taxCode)]]],
    ...(origin === null ? {} : { origin: `account.invoice.line,${origin}` }),
    ...pricing(line, posting.kind === 'credit-note' ? -1 : 1),
  };
}

interface Pricing {
  readonly quantity: number;
  readonly unit_price: WireDecimal;
  readonly description: string;
}

/**
 * Quantity and price where they give exactly the net amount; else the net amount once, with the quantity in words:
 * Tryton would reckon another net, or another base for the tax.
 */
export function pricing(line: SalesLine, sign: 1 | -1): Pricing {
  const quantity = toWireQuantity(line.quantity.times(sign));
  if (quantity !== undefined && isExact(line)) {
    return {
      quantity,
      unit_price: toWireDecimal(line.unitPrice),
      description: storableText(line.description),
    };
  }
  const inWords = line.quantity.eq(1) ? '' : ` (${line.quantity.toFixed()} × ${line.unitPrice.toFixed()})`;
  return {
    quantity: sign,
    unit_price: toWireDecimal(line.net),
    description: `${storableText(line.description)}${inWords}`,
  };
}

function isExact({ quantity, unitPrice, net }: SalesLine): boolean {
  return unitPrice.round(PRICE_DECIMALS).eq(unitPrice) && quantity.times(unitPrice).eq(net);
}

/** What the tax lines must hold, in Tryton's signs: it keeps one for each tax and sign of the base. */
export interface ExpectedTax {
  readonly taxId: number;
  readonly isNegative: boolean;
  readonly amount: Decimal;
  /** How far Tryton's own reckoning may be off, as it rounds at other places. */
  readonly tolerance: Decimal;
}

/** VAT rounded for each line, or even for each unit, is off by half a cent for each; and half a cent in the sum. */
const HALF_CENT = decimal('0.005');

export function expectedTaxes(
  posting: SalesPosting,
  taxIds: ReadonlyMap<string, number>,
): readonly ExpectedTax[] {
  const sign = posting.kind === 'credit-note' ? -1 : 1;
  const groups = new Map<string, ExpectedTax>();
  for (const line of posting.lines) {
    const taxId = taxIds.get(line.taxCode) ?? 0;
    const isNegative = line.net.times(sign).lt(0);
    const key = `${taxId} ${isNegative ? '-' : '+'}`;
    const before = groups.get(key) ?? { taxId, isNegative, amount: decimal(0), tolerance: HALF_CENT };
    const units = line.quantity.abs().gt(1) ? line.quantity.abs() : decimal(1);
    groups.set(key, {
      ...before,
      amount: before.amount.plus(line.tax.times(sign)),
      tolerance: before.tolerance.plus(HALF_CENT.times(units)),
    });
  }
  return [...groups.values()];
}
