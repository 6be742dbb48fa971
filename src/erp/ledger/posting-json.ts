import type { Customer, Posting, SalesPosting, JournalPosting } from '../../accounting/posting';
import { ZERO, type Decimal } from '../../money';
import { storableText, storableTextOrNull } from './storable-text';

/** A posting as `ledger.post` reads it: decimals as exact text, texts as the database can hold them. */
export function postingJson(posting: Posting): string {
  return JSON.stringify(posting.kind === 'journal-entry' ? journalFields(posting) : salesFields(posting));
}

function salesFields(posting: SalesPosting): object {
  const { customer, totals, paymentTerm } = posting;
  const documentNumber = storableText(posting.documentNumber);
  return {
    kind: posting.kind,
    reference: posting.reference,
    document_number: documentNumber,
    date: posting.date,
    currency: posting.currency,
    net: exact(totals.net),
    tax: exact(totals.tax),
    total: exact(totals.total),
    corrects: posting.corrects,
    text: `${posting.kind === 'invoice' ? 'Invoice' : 'Credit note'} ${documentNumber}`,
    payment_term: storableTextOrNull(paymentTerm ?? null),
    customer: customerFields(customer),
    lines: posting.lines.map((line) => ({
      kind: line.kind,
      description: storableText(line.description),
      item_number: storableTextOrNull(line.itemNumber),
      quantity: exact(line.quantity),
      unit_price: exact(line.unitPrice),
      net: exact(line.net),
      tax_code: line.taxCode,
      tax_rate: exact(line.taxRate),
      tax: exact(line.tax),
      account: line.account,
    })),
  };
}

function journalFields(posting: JournalPosting): object {
  return {
    kind: posting.kind,
    reference: posting.reference,
    date: posting.date,
    currency: posting.currency,
    net: exact(posting.amount),
    tax: exact(ZERO),
    total: exact(posting.amount),
    text: storableText(posting.text),
    lines: posting.lines.map((line) => ({
      kind: 'journal',
      description: storableText(line.text),
      net: exact(line.debit.minus(line.credit)),
      tax: exact(ZERO),
      account: line.account,
      debit: exact(line.debit),
      credit: exact(line.credit),
      customer: line.customer === undefined ? null : customerFields(line.customer),
    })),
  };
}

function customerFields({ number, name, country, vatNumber }: Customer): object {
  return {
    number,
    name: storableText(name),
    country: storableTextOrNull(country),
    vat_number: storableTextOrNull(vatNumber),
  };
}

/** All digits, never an exponent. */
function exact(amount: Decimal): string {
  return amount.toFixed();
}
