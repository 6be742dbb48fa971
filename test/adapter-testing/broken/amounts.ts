import type { Posting } from '../../../src/accounting/posting';
import { formatAmount, roundToCents } from '../../../src/money';
import type { Alteration } from '../memory-adapter';
import type { SentDocument } from '../memory-erp';
import type { BrokenAdapters } from './broken-adapter';
import { perLine, sending } from './sending';

/** Alters the sales lines, which know more than what is sent. */
function perSalesLine(
  change: (
    line: SentDocument['lines'][number],
    of: Extract<Posting, { kind: 'invoice' | 'credit-note' }>['lines'][number],
  ) => SentDocument['lines'][number],
): Alteration {
  return sending((document, posting) => {
    if (posting.kind === 'journal-entry') return document;
    const lines = document.lines.map((line, index) => {
      const of = posting.lines[index];
      return of === undefined ? line : change(line, of);
    });
    return { ...document, lines };
  });
}

/** Binary fractions, cut off after two decimals: 4.35 × 100 is 434.99999999999994. */
function throughFloat(amount: string): string {
  return (Math.trunc(Number(amount) * 100) / 100).toFixed(2);
}

/** Other amounts, lines or currencies than those of the posting. */
export const WRONG_AMOUNTS: BrokenAdapters = {
  'reckons with binary fractions': {
    alter: perLine((line) => ({ ...line, net: throughFloat(line.net), tax: throughFloat(line.tax) })),
    fails: ['amounts: amounts that binary fractions miss', 'amounts: a hundred lines'],
    because: /amounts as decimals, never as numbers/,
  },
  'reckons VAT by itself': {
    alter: perSalesLine((line, { net, taxRate }) => ({
      ...line,
      tax: formatAmount(net.times(taxRate).div(100)),
    })),
    fails: ['amounts: VAT a cent above rate × net', 'amounts: VAT a cent below rate × net'],
    because: /tax is \d+\.\d\d instead of/,
  },
  'reckons net as quantity × unit price': {
    alter: perSalesLine((line, { quantity, unitPrice }) => ({
      ...line,
      net: formatAmount(roundToCents(quantity.times(unitPrice))),
    })),
    fails: ['amounts: 3 × 33.3333 may be 99.99 as well', 'amounts: many lines whose rounding adds up'],
    because: /net is \d+\.\d\d instead of/,
  },
  'loses the VAT of shipping': {
    alter: perSalesLine((line, { kind }) => (kind === 'shipping' ? { ...line, tax: '0.00' } : line)),
    fails: ['documents: shipping and handling fee are posted with their VAT'],
    because: /tax is 40.31 instead of/,
  },
  'leaves lines of zero out': {
    alter: sending((document) => ({
      ...document,
      lines: document.lines.filter(({ net }) => net !== '0.00'),
    })),
    fails: ['amounts: a quantity of 0', 'amounts: an invoice of zero'],
    because: /number of lines is/,
  },
  'books every line on one account': {
    alter: perSalesLine((line) => ({ ...line, account: '1010' })),
    fails: [
      'documents: a discount is posted as a line below zero',
      'documents: shipping and handling fee are posted with their VAT',
      'documents: a rounding line is posted without VAT',
    ],
    because: /has no line of \d+/,
  },
  'turns the signs of credit notes': {
    alter: sending((document) =>
      document.kind === 'credit-note'
        ? {
            ...document,
            lines: document.lines.map((line) => ({ ...line, net: `-${line.net}`, tax: `-${line.tax}` })),
          }
        : document,
    ),
    fails: [
      'documents: a credit note that names no invoice is posted',
      'documents: a credit note that names its invoice is posted',
      'documents: a credit note is linked to its invoice',
      'documents: a credit note in a foreign currency is posted in it',
      'repetition: posted again, a credit note has the same receipt',
      'find: all types of documents in one answer',
      'preflight: says nothing against a credit note whose invoice the ERP holds',
    ],
    because: /net is -182.33 instead of 182.33/,
  },
  'posts everything in the currency of the books': {
    alter: sending((document) => ({ ...document, currency: 'DKK' })),
    fails: [
      'documents: an invoice in a foreign currency is posted in it',
      'documents: a credit note in a foreign currency is posted in it',
    ],
    because: /currency is DKK instead of EUR/,
  },
};
