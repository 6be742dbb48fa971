import type { Posting } from '../accounting/posting';
import type { DocumentType } from '../document';
import type { Receipt } from '../erp/adapter';
import { formatAmount, ZERO, type Decimal } from '../money';
import type { PlainDate } from '../plain-date';

/** What a document amounts to in the books: the same facts, whether they are TRAEDE's or the ERP's. */
export interface Booked {
  readonly date: PlainDate;
  readonly currency: string;
  readonly net: Decimal;
  readonly tax: Decimal;
  readonly total: Decimal;
  readonly lineCount: number;
  /** What each account gets, debit − credit: of accounting entries, whose accounts TRAEDE names. Else empty. */
  readonly accounts: readonly AccountAmount[];
}

export interface AccountAmount {
  readonly account: string;
  readonly amount: Decimal;
}

/** What TRAEDE's document should amount to. `isTurnover`: ERPs hold its size without a sign. */
export interface Expected extends Booked {
  readonly isTurnover: boolean;
}

export function expectedOf(posting: Posting, documentType: DocumentType): Expected {
  const { date, currency } = posting;
  const lineCount = posting.lines.length;
  if (posting.kind !== 'journal-entry') {
    return { date, currency, ...posting.totals, lineCount, accounts: [], isTurnover: false };
  }
  const size = posting.amount.abs();
  const lines = posting.lines.map(({ account, debit, credit }) => ({ account, amount: debit.minus(credit) }));
  const accounts = documentType === 'accounting-entry' ? byAccount(lines) : [];
  return { date, currency, net: size, tax: ZERO, total: size, lineCount, accounts, isTurnover: true };
}

export function bookedIn(receipt: Receipt, documentType: DocumentType): Booked {
  const { date, currency, net, tax, total, lines } = receipt;
  const isEntry = documentType === 'accounting-entry';
  return {
    date,
    currency,
    net: isEntry ? net.abs() : net,
    tax,
    total: isEntry ? total.abs() : total,
    lineCount: lines.length,
    accounts: isEntry ? byAccount(lines.map(({ account, net: amount }) => ({ account, amount }))) : [],
  };
}

/** One amount for each account, in the accounts' order: an entry may name one twice. */
export function byAccount(lines: readonly AccountAmount[]): readonly AccountAmount[] {
  const sums = new Map<string, Decimal>();
  for (const { account, amount } of lines) sums.set(account, (sums.get(account) ?? ZERO).plus(amount));
  return [...sums]
    .filter(([, amount]) => !amount.eq(ZERO))
    .map(([account, amount]) => ({ account, amount }))
    .sort((a, b) => Number(a.account > b.account) - Number(a.account < b.account));
}

/** One thing in which TRAEDE and the ERP say different things of a document. */
export interface BookedDifference {
  readonly what: string;
  readonly traede: string;
  readonly erp: string;
}

/** Accounts named in one document's differences: with more, the entry as a whole is another. */
const MAX_NAMED_ACCOUNTS = 5;

/** In what the ERP's document is not what it should be. */
export function differencesBetween(expected: Expected, found: Booked): readonly BookedDifference[] {
  const [net, total] = expected.isTurnover ? [found.net.abs(), found.total.abs()] : [found.net, found.total];
  const pairs: readonly BookedDifference[] = [
    { what: 'total', traede: formatAmount(expected.total), erp: formatAmount(total) },
    { what: 'tax', traede: formatAmount(expected.tax), erp: formatAmount(found.tax) },
    { what: 'net', traede: formatAmount(expected.net), erp: formatAmount(net) },
    { what: 'currency', traede: expected.currency, erp: found.currency },
    { what: 'date', traede: expected.date, erp: found.date },
    { what: 'lines', traede: String(expected.lineCount), erp: String(found.lineCount) },
    ...differingAccounts(expected.accounts, found.accounts),
  ];
  return pairs.filter(({ traede, erp }) => traede !== erp);
}

function differingAccounts(
  expected: readonly AccountAmount[],
  found: readonly AccountAmount[],
): readonly BookedDifference[] {
  const names = new Set([...expected, ...found].map(({ account }) => account));
  const of = (all: readonly AccountAmount[], name: string): string =>
    formatAmount(all.find(({ account }) => account === name)?.amount ?? ZERO);
  return [...names]
    .map((name) => ({ what: `account ${name}`, traede: of(expected, name), erp: of(found, name) }))
    .filter(({ traede, erp }) => traede !== erp)
    .slice(0, MAX_NAMED_ACCOUNTS);
}
