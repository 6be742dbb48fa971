import type { DocumentKey } from '../../src/document';
import { decimal, sum, ZERO } from '../../src/money';
import type { Decimal } from '../../src/money';
import { parseMoment } from '../../src/plain-date';
import type { Moment } from '../../src/plain-date';
import { OPEN_RULES } from '../../src/accounting/rules';
import type { AccountingRules } from '../../src/accounting/rules';
import { toPosting } from '../../src/accounting/to-posting';
import type { JournalPosting, SalesPosting } from '../../src/accounting/posting';
import type { Problem } from '../../src/problem';
import type {
  TraedeAccountingEntry,
  TraedeDocument,
  TraedeLine,
  TraedeSalesDocument,
} from '../../src/traede/document';

/** Amounts of a line, in the order of the columns of an invoice. */
export interface LineAmounts {
  quantity: string;
  unitNet: string;
  unitVat: string;
  total: string;
  withVat: string;
}

export function line(amounts: LineAmounts, more: Partial<TraedeLine> = {}): TraedeLine {
  return {
    description: 'Strik Ærø',
    itemNumber: 'A-100',
    productGroup: [],
    sku: 'A-100-S',
    quantity: decimal(amounts.quantity),
    unitNetPrice: decimal(amounts.unitNet),
    unitVatAmount: decimal(amounts.unitVat),
    totalPrice: decimal(amounts.total),
    totalPriceAfterVat: decimal(amounts.withVat),
    ...more,
  };
}

/** Two at 100.00 with 25 % VAT. */
export const PLAIN_LINE = line({
  quantity: '2',
  unitNet: '100',
  unitVat: '25',
  total: '200',
  withVat: '250',
});

/** An invoice for {@link PLAIN_LINE}, unless told otherwise; the total follows from its parts. */
export function invoice(changes: Partial<TraedeSalesDocument> = {}): TraedeSalesDocument {
  const netPrice = changes.netPrice ?? decimal(200);
  const shipping = changes.shipping ?? ZERO;
  const handlingFee = changes.handlingFee ?? ZERO;
  const vatAmount = changes.vatAmount ?? decimal(50);
  return {
    documentType: 'invoice',
    id: 1042,
    number: '10001',
    status: 'booked',
    orderType: 'b2b',
    currency: 'DKK',
    customer: {
      id: 77,
      number: '1077',
      name: 'Butik Nord ApS',
      country: 'DK',
      vatNumber: 'DK12345678',
      email: null,
    },
    paymentTerm: null,
    creditedInvoiceId: null,
    dates: {},
    createdAt: moment('2026-11-20 12:00:00'),
    priceBeforeDiscount: null,
    discountAmount: null,
    lines: [PLAIN_LINE],
    totalPriceAfterVat: sum([netPrice, shipping, handlingFee, vatAmount]),
    ...changes,
    netPrice,
    shipping,
    handlingFee,
    vatAmount,
  };
}

export function creditNote(changes: Partial<TraedeSalesDocument> = {}): TraedeSalesDocument {
  return invoice({ documentType: 'credit-note', id: 500, number: '500', ...changes });
}

export function entry(changes: Partial<TraedeAccountingEntry> = {}): TraedeAccountingEntry {
  return {
    documentType: 'accounting-entry',
    id: 900,
    currency: 'DKK',
    amount: decimal(300),
    account: '1310',
    contraAccount: '5510',
    date: moment('2026-11-21'),
    text: 'COGS',
    ...changes,
  };
}

export function moment(text: string): Moment {
  const parsed = parseMoment(text);
  if (parsed === undefined) throw new Error(`not a moment: ${text}`);
  return parsed;
}

export function keyOf(document: TraedeDocument): DocumentKey {
  return { systemId: 'acme', documentType: document.documentType, documentId: document.id };
}

export function rules(changes: Partial<AccountingRules> = {}): AccountingRules {
  return { ...OPEN_RULES, ...changes };
}

export function salesPostingOf(
  document: TraedeSalesDocument,
  using: AccountingRules = OPEN_RULES,
): SalesPosting {
  const mapped = toPosting(document, keyOf(document), using);
  if (!mapped.ok) throw new Error(`refused: ${mapped.problem.code}: ${mapped.problem.message}`);
  if (mapped.posting.kind === 'journal-entry') throw new Error('not a sales posting');
  return mapped.posting;
}

export function journalPostingOf(
  document: TraedeAccountingEntry,
  using: AccountingRules = OPEN_RULES,
): JournalPosting {
  const mapped = toPosting(document, keyOf(document), using);
  if (!mapped.ok) throw new Error(`refused: ${mapped.problem.code}: ${mapped.problem.message}`);
  if (mapped.posting.kind !== 'journal-entry') throw new Error('not a journal posting');
  return mapped.posting;
}

export function problemOf(document: TraedeDocument, using: AccountingRules = OPEN_RULES): Problem {
  const mapped = toPosting(document, keyOf(document), using);
  if (mapped.ok) throw new Error('a posting, not a problem');
  return mapped.problem;
}

/** The lines of a posting as a person would write them down. */
export function linesOf(posting: SalesPosting): string[] {
  return posting.lines.map(
    (one) =>
      `${one.kind} ${one.net.toFixed(2)} + ${one.tax.toFixed(2)} at ${one.taxRate.toFixed()} (${one.taxCode}) on ${one.account}`,
  );
}

export function totalsOf(posting: SalesPosting): string {
  const { net, tax, total } = posting.totals;
  return `${net.toFixed(2)} + ${tax.toFixed(2)} = ${total.toFixed(2)}`;
}

export function amounts(...values: string[]): Decimal[] {
  return values.map(decimal);
}
