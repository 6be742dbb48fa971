import type { Customer, JournalPosting, Posting, SalesLine, SalesPosting } from '../../accounting/posting';
import { CENT_DECIMALS, type Decimal } from '../../money';
import type { WirePosting } from './posting-schema';

/**
 * A posting as it is sent. The same posting gives the same text for ever: receivers tell by it whether a key is used
 * again for other content.
 */
export function postingJson(posting: Posting): string {
  return JSON.stringify(toWirePosting(posting));
}

export function toWirePosting(posting: Posting): WirePosting {
  switch (posting.kind) {
    case 'invoice':
      return { kind: posting.kind, ...salesFields(posting), corrects: null };
    case 'credit-note':
      return { kind: posting.kind, ...salesFields(posting), corrects: posting.corrects };
    case 'journal-entry':
      return toJournalEntry(posting);
  }
}

function salesFields(posting: SalesPosting) {
  const { reference, documentNumber, date, currency, customer, lines, totals, paymentTerm } = posting;
  return {
    reference,
    documentNumber: sendable(documentNumber),
    date,
    currency,
    customer: toCustomer(customer),
    lines: lines.map(toSalesLine),
    totals: { net: amount(totals.net), tax: amount(totals.tax), total: amount(totals.total) },
    // Left out where there is none: a posting of before has the same text still.
    ...(paymentTerm === undefined ? {} : { paymentTerm: sendable(paymentTerm) }),
  };
}

function toCustomer({ number, name, country, vatNumber }: Customer) {
  return {
    number,
    name: sendable(name),
    country: sendableOrNull(country),
    vatNumber: sendableOrNull(vatNumber),
  };
}

function toSalesLine(line: SalesLine) {
  return {
    kind: line.kind,
    description: sendable(line.description),
    itemNumber: sendableOrNull(line.itemNumber),
    quantity: exact(line.quantity),
    unitPrice: exact(line.unitPrice),
    net: amount(line.net),
    taxCode: line.taxCode,
    taxRate: exact(line.taxRate),
    tax: amount(line.tax),
    account: line.account,
  };
}

function toJournalEntry(posting: JournalPosting): WirePosting {
  return {
    kind: posting.kind,
    reference: posting.reference,
    date: posting.date,
    currency: posting.currency,
    text: sendable(posting.text),
    amount: amount(posting.amount),
    lines: posting.lines.map((line) => ({
      account: line.account,
      debit: amount(line.debit),
      credit: amount(line.credit),
      text: sendable(line.text),
      ...(line.customer === undefined ? {} : { customer: toCustomer(line.customer) }),
    })),
  };
}

/** Whole cents, as was checked before: nothing is rounded here. */
function amount(value: Decimal): string {
  return withoutNegativeZero(value.toFixed(CENT_DECIMALS));
}

/** All digits, never an exponent. */
function exact(value: Decimal): string {
  return withoutNegativeZero(value.toFixed());
}

function withoutNegativeZero(text: string): string {
  return /^-0(\.0+)?$/.test(text) ? text.slice(1) : text;
}

/** Text as any JSON parser and any database can hold it: without NUL, and without halves of surrogate pairs. */
function sendable(text: string): string {
  return text.replace(/\0/g, '').replace(/\p{Cs}/gu, '');
}

function sendableOrNull(text: string | null): string | null {
  return text === null ? null : sendable(text);
}
