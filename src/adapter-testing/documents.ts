import { randomBytes } from 'node:crypto';
import type { Customer, JournalPosting, LineKind, SalesLine, SalesPosting } from '../accounting/posting';
import { externalReference, type DocumentType, type ExternalReference } from '../document';
import { decimal, roundToCents, sum, ZERO, type Decimal } from '../money';
import type { PlainDate } from '../plain-date';
import { given } from './check';
import { accountFor, rateOf, type Facts, type TaxCode } from './facts';

/** A line as a check words it; what is left out is an ordinary product line of the domestic rate. */
export interface LineSpec {
  readonly net: string;
  readonly kind?: LineKind;
  /** Default: net × rate, rounded to cents. */
  readonly tax?: string;
  readonly taxCode?: TaxCode;
  readonly quantity?: string;
  /** Default: net ÷ quantity where that is possible, else net. */
  readonly unitPrice?: string;
  readonly description?: string;
  readonly account?: string;
}

export interface SaleSpec {
  readonly lines?: readonly LineSpec[];
  readonly date?: PlainDate;
  readonly currency?: string;
  readonly customer?: Customer;
  readonly corrects?: ExternalReference | null;
  readonly reference?: ExternalReference;
  /** Default: a number of its own. */
  readonly documentNumber?: string;
}

export interface EntryLineSpec {
  readonly account: string;
  readonly net: string;
  readonly customer?: Customer;
}

export interface EntrySpec {
  /** `net` is debit − credit. Default: 300.00 between the two journal accounts. */
  readonly lines?: readonly EntryLineSpec[];
  readonly date?: PlainDate;
  readonly currency?: string;
  readonly text?: string;
  /** Whether TRAEDE states the amount below zero, with the sides turned. Default false. */
  readonly isTurned?: boolean;
  readonly reference?: ExternalReference;
}

/** A sale of 149.00 that is booked as one journal entry. */
export interface SaleAsEntrySpec {
  /** Default: invoice. */
  readonly type?: 'invoice' | 'credit-note';
  /** Default: the domestic one. */
  readonly customer?: Customer;
}

/** Makes the postings of one run. Every one has a reference that no other run has used. */
export interface Documents {
  /** The system whose references this run uses. */
  readonly systemId: string;
  reference(type: DocumentType): ExternalReference;
  invoice(spec?: SaleSpec): SalesPosting;
  creditNote(spec?: SaleSpec): SalesPosting;
  /** @throws {Error} the facts name no journal accounts */
  journalEntry(spec?: EntrySpec): JournalPosting;
  /** @throws {Error} the facts name no receivable account */
  saleAsEntry(spec?: SaleAsEntrySpec): JournalPosting;
  /** Of a sum of accounting entries; `part` tells apart those of one day. */
  sumReference(day: PlainDate, part: number): ExternalReference;
}

/** Above what document numbers of people in one ERP collide with, and short enough for any field. */
const FIRST_ID = 900_001;

export function createDocuments(facts: Facts): Documents {
  const systemId = `kit-${randomBytes(4).toString('hex')}`;
  let nextId = FIRST_ID;
  const reference = (documentType: DocumentType) =>
    externalReference({ systemId, documentType, documentId: nextId++ });
  const sale = (kind: SalesPosting['kind'], spec: SaleSpec = {}): SalesPosting => {
    const lines = (spec.lines ?? DEFAULT_LINES).map((line) => salesLine(facts, line));
    const net = sum(lines.map((line) => line.net));
    const tax = sum(lines.map((line) => line.tax));
    return {
      kind,
      reference: spec.reference ?? reference(kind),
      documentNumber: spec.documentNumber ?? String(nextId),
      date: spec.date ?? facts.openDay,
      currency: spec.currency ?? facts.currency,
      customer: spec.customer ?? facts.customers.domestic,
      lines,
      totals: { net, tax, total: net.plus(tax) },
      corrects: spec.corrects ?? null,
    };
  };
  return {
    systemId,
    reference,
    invoice: (spec) => sale('invoice', spec),
    creditNote: (spec) => sale('credit-note', spec),
    journalEntry: (spec = {}) => entry(facts, spec, spec.reference ?? reference('accounting-entry')),
    saleAsEntry({ type = 'invoice', customer = facts.customers.domestic } = {}) {
      const lines = saleLines(facts, type === 'invoice' ? '149.00' : '-149.00', customer);
      return entry(facts, { lines, text: 'Sale' }, reference(type));
    },
    sumReference(day, part) {
      const [one, other] = journalAccounts(facts);
      return `traede:${systemId}:accounting-entry-sum:${day}:${one}:${other}:${facts.currency}:${part}`;
    },
  };
}

const DEFAULT_LINES: readonly LineSpec[] = [{ net: '149.00' }, { net: '33.33', description: 'Socks' }];

function salesLine(facts: Facts, spec: LineSpec): SalesLine {
  const kind = spec.kind ?? 'product';
  const taxCode = spec.taxCode ?? facts.taxCodes.domestic;
  const taxRate = rateOf(taxCode);
  const net = decimal(spec.net);
  const quantity = decimal(spec.quantity ?? 1);
  return {
    kind,
    description: spec.description ?? 'Shirt',
    itemNumber: kind === 'product' ? (facts.itemNumber ?? null) : null,
    quantity,
    unitPrice: spec.unitPrice === undefined ? unitPriceOf(net, quantity) : decimal(spec.unitPrice),
    net,
    taxCode: taxCode.code,
    taxRate,
    tax: spec.tax === undefined ? roundToCents(net.times(taxRate).div(100)) : decimal(spec.tax),
    account: spec.account ?? accountFor(facts, kind),
  };
}

function unitPriceOf(net: Decimal, quantity: Decimal): Decimal {
  return quantity.eq(0) ? net : net.div(quantity);
}

function entry(facts: Facts, spec: EntrySpec, reference: ExternalReference): JournalPosting {
  const text = spec.text ?? 'Cost of goods sold';
  const lines = (spec.lines ?? defaultEntryLines(facts)).map((line) => {
    const net = decimal(line.net);
    return {
      account: line.account,
      debit: net.gt(0) ? net : ZERO,
      credit: net.lt(0) ? net.abs() : ZERO,
      text,
      ...(line.customer === undefined ? {} : { customer: line.customer }),
    };
  });
  const turnover = sum(lines.map((line) => line.debit));
  return {
    kind: 'journal-entry',
    reference,
    date: spec.date ?? facts.openDay,
    currency: spec.currency ?? facts.currency,
    text,
    amount: spec.isTurned === true ? turnover.times(-1) : turnover,
    lines,
  };
}

/** The customer owes `net`; without VAT, as its account is no matter here. */
function saleLines({ accounts }: Facts, net: string, customer: Customer): readonly EntryLineSpec[] {
  const receivable = given(accounts.receivable, 'facts.accounts.receivable', 'customers-on-entries');
  return [
    { account: receivable, net, customer },
    { account: accounts.sales, net: decimal(net).times(-1).toFixed() },
  ];
}

function journalAccounts({ accounts }: Facts): readonly [string, string] {
  return given(accounts.journal, 'facts.accounts.journal', 'journal-entries');
}

function defaultEntryLines(facts: Facts): readonly EntryLineSpec[] {
  const [one, other] = journalAccounts(facts);
  return [
    { account: one, net: '300.00' },
    { account: other, net: '-300.00' },
  ];
}
