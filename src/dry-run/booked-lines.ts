import type { Posting, SalesPosting } from '../accounting/posting';
import { sum, ZERO, type Decimal } from '../money';

/** One line of the books, as accountants write it: one side is zero, neither is negative. */
export interface BookedLine {
  /** Null where only the ERP knows it. */
  readonly account: string | null;
  readonly what: 'receivable' | 'revenue' | 'VAT' | 'entry';
  readonly text: string;
  readonly debit: Decimal;
  readonly credit: Decimal;
  readonly taxCode: string | null;
}

/** Accounts that an ERP's invoice brings along, as far as the configuration names them. */
export interface KnownAccounts {
  readonly receivable: string | null;
  readonly tax: string | null;
}

/** The lines that a posting makes in the books: what the customer owes, what was sold, and the VAT by code. */
export function bookedLines(posting: Posting, known: KnownAccounts): readonly BookedLine[] {
  if (posting.kind === 'journal-entry') {
    return posting.lines.map(({ account, text, debit, credit }) => ({
      account,
      what: 'entry' as const,
      text,
      debit,
      credit,
      taxCode: null,
    }));
  }
  // An invoice credits what was sold; a credit note turns the sides.
  const isInvoice = posting.kind === 'invoice';
  const sides = (credited: Decimal): Pick<BookedLine, 'debit' | 'credit'> => {
    const amount = isInvoice ? credited : credited.neg();
    return amount.gte(0) ? { debit: ZERO, credit: amount } : { debit: amount.abs(), credit: ZERO };
  };
  return [
    {
      account: known.receivable,
      what: 'receivable',
      text: `customer ${posting.customer.number}`,
      ...sides(posting.totals.total.neg()),
      taxCode: null,
    },
    ...posting.lines.map(({ account, description, net, taxCode }) => ({
      account,
      what: 'revenue' as const,
      text: description,
      ...sides(net),
      taxCode,
    })),
    ...vatByCode(posting).map(({ taxCode, tax }) => ({
      account: known.tax,
      what: 'VAT' as const,
      text: `VAT ${taxCode}`,
      ...sides(tax),
      taxCode,
    })),
  ];
}

function vatByCode({ lines }: SalesPosting): readonly { taxCode: string; tax: Decimal }[] {
  return [...new Set(lines.map(({ taxCode }) => taxCode))]
    .map((taxCode) => ({
      taxCode,
      tax: sum(lines.filter((line) => line.taxCode === taxCode).map(({ tax }) => tax)),
    }))
    .filter(({ tax }) => !tax.eq(0));
}
