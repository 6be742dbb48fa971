import { externalReference } from '../document';
import type { DocumentKey, ExternalReference } from '../document';
import { sum, ZERO } from '../money';
import type { PlainDate } from '../plain-date';
import type { TraedeSalesDocument } from '../traede/document';
import { checkAmounts } from './amounts-check';
import { asPrinted } from './as-printed';
import { asJournalEntry } from './as-journal-entry';
import { bookDateOf } from './book-date';
import { customerOf, zoneOfCustomer } from './customer';
import { accepted, refused } from './outcome';
import type { Outcome } from './outcome';
import { paymentTermFor } from './payment-term';
import type { Posting, SalesLine, SalesPosting, Totals } from './posting';
import type { AccountingRules } from './rules';
import { salesLines } from './sales-lines';
import { knownRates } from './tax-codes';

/**
 * An invoice or a credit note as it is to be booked: as what it is, or as one journal entry where the rules say so. A credit note that TRAEDE sends with negative amounts is turned to
 * positive ones; an invoice whose returns outweigh its sales keeps its negative total.
 */
export function mapSalesDocument(
  document: TraedeSalesDocument,
  key: DocumentKey,
  rules: AccountingRules,
): Outcome<Posting> {
  const number = bookedNumber(document);
  if (!number.ok) return number;
  const subject = `${TITLES[document.documentType]} ${number.value}`;
  const date = requiredBookDate(document, rules, subject);
  if (!date.ok) return date;
  const customer = customerOf(document.customer, rules, subject);
  if (!customer.ok) return customer;
  const zone = zoneOfCustomer(document.customer, rules, subject);
  if (!zone.ok) return zone;

  const rates = knownRates(rules, zone.value, document.customer.country);
  const amounts = checkAmounts(asPrinted(document), rates, rules.rounding?.limit ?? ZERO, subject);
  if (!amounts.ok) return amounts;
  const lines = salesLines(amounts.value, rules, {
    zone: zone.value,
    orderType: document.orderType,
    subject,
  });
  if (!lines.ok) return lines;
  const posting: SalesPosting = {
    kind: document.documentType,
    reference: externalReference(key),
    documentNumber: number.value,
    date: date.value,
    currency: document.currency,
    customer: customer.value,
    lines: lines.value,
    totals: totalsOf(lines.value),
    corrects: correctedInvoice(document, key),
  };
  return rules.journal === null
    ? withPaymentTerm(posting, document, rules, subject)
    : asJournalEntry(posting, rules.journal, zone.value);
}

/** A journal entry has none. */
function withPaymentTerm(
  posting: SalesPosting,
  { paymentTerm }: TraedeSalesDocument,
  rules: AccountingRules,
  subject: string,
): Outcome<SalesPosting> {
  const term = paymentTermFor(rules, paymentTerm, subject);
  if (!term.ok) return term;
  return accepted(term.value === undefined ? posting : { ...posting, paymentTerm: term.value });
}

const TITLES = { invoice: 'Invoice', 'credit-note': 'Credit note' } as const;

/** The checks see to it that these are TRAEDE's totals. */
function totalsOf(lines: readonly SalesLine[]): Totals {
  const net = sum(lines.map((line) => line.net));
  const tax = sum(lines.map((line) => line.tax));
  return { net, tax, total: net.plus(tax) };
}

function bookedNumber(document: TraedeSalesDocument): Outcome<string> {
  const subject = `${TITLES[document.documentType]} with TRAEDE id ${document.id}`;
  if (document.status === 'draft') {
    return refused(
      'draft-document',
      `${subject} is still a draft.`,
      'Book the document in TRAEDE; it is then carried over by the next run.',
    );
  }
  const number = document.number?.trim() ?? '';
  if (number !== '') return accepted(number);
  return refused(
    'malformed-document',
    `${subject} is booked, but has no number.`,
    'Look at the document in TRAEDE, ask its support where the number is, then resync the document.',
  );
}

function requiredBookDate(
  document: TraedeSalesDocument,
  rules: AccountingRules,
  subject: string,
): Outcome<PlainDate> {
  const date = bookDateOf(document, rules);
  if (date.kind === 'day') return accepted(date.day);
  if (date.kind === 'impossible') {
    return refused(
      'date-missing',
      `${subject} has the date ${date.text}, which cannot be right.`,
      'Correct the date in TRAEDE, then resync the document.',
    );
  }
  const fields = [...rules.bookDateFields, 'created_at'].join(' nor ');
  return refused(
    'date-missing',
    `${subject} has no date to book it on: neither ${fields} holds a date that exists.`,
    'Name the field that holds the date in accounting.bookDateFields, or correct the document in TRAEDE, then resync it.',
  );
}

function correctedInvoice(document: TraedeSalesDocument, key: DocumentKey): ExternalReference | null {
  if (document.documentType !== 'credit-note' || document.creditedInvoiceId === null) return null;
  return externalReference({
    systemId: key.systemId,
    documentType: 'invoice',
    documentId: document.creditedInvoiceId,
  });
}
