import type { Posting } from '../accounting/posting';
import type { Receipt } from '../erp/adapter';
import { formatAmount, ZERO, type Decimal } from '../money';

/** One thing in which the ERP's document is not what it should be. */
export interface Difference {
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

/** Compares what was to be posted with what the ERP holds: currency, date, net, tax, total and number of lines. */
export function differences(posting: Posting, receipt: Receipt): readonly Difference[] {
  const expected = expectation(posting);
  const pairs: readonly (readonly [string, string, string])[] = [
    ['currency', posting.currency, receipt.currency],
    ['date', posting.date, receipt.date],
    ['net', formatAmount(expected.net), formatAmount(expected.unsigned ? receipt.net.abs() : receipt.net)],
    ['tax', formatAmount(expected.tax), formatAmount(receipt.tax)],
    [
      'total',
      formatAmount(expected.total),
      formatAmount(expected.unsigned ? receipt.total.abs() : receipt.total),
    ],
    ['number of lines', String(posting.lines.length), String(receipt.lines.length)],
  ];
  return pairs
    .filter(([, wanted, found]) => wanted !== found)
    .map(([what, wanted, found]) => ({ what, expected: wanted, found }));
}

function expectation(posting: Posting): { net: Decimal; tax: Decimal; total: Decimal; unsigned: boolean } {
  switch (posting.kind) {
    case 'invoice':
    case 'credit-note':
      return { ...posting.totals, unsigned: false };
    case 'journal-entry': {
      // ERPs hold an entry's turnover, which has no sign; TRAEDE's amount may be negative.
      const amount = posting.amount.abs();
      return { net: amount, tax: ZERO, total: amount, unsigned: true };
    }
  }
}
