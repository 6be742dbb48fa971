import { sum, ZERO } from '../money';
import type { Decimal } from '../money';
import { vatAccountFor } from './journal-rules';
import type { JournalRules } from './journal-rules';
import { accepted } from './outcome';
import type { Outcome } from './outcome';
import type { JournalLine, JournalPosting, SalesLine, SalesPosting } from './posting';
import type { Zone } from './zones';

/**
 * An invoice or a credit note as one balanced journal entry, under the same reference: what the customer owes against
 * revenue, by account and VAT code, and VAT, by code. A credit note stands on the other sides, and so does whatever is
 * negative. What is nothing but zero is booked as lines of zero, so that it is found in the ERP like any other.
 */
export function asJournalEntry(
  posting: SalesPosting,
  rules: JournalRules,
  zone: Zone,
): Outcome<JournalPosting> {
  const title = `${posting.kind === 'invoice' ? 'Invoice' : 'Credit note'} ${posting.documentNumber}`;
  const vat = vatLines(posting, rules, zone, title);
  if (!vat.ok) return vat;
  const credits = [...revenueLines(posting, title), ...vat.value];
  const receivable = { account: rules.receivableAccount, text: title, customer: posting.customer };
  const isTurned = posting.kind === 'credit-note';
  const lines = [
    { ...receivable, credit: posting.totals.total.neg() },
    // An entry has two lines at least, also for a document that has none.
    ...(credits.length === 0 ? [{ ...receivable, credit: ZERO }] : credits),
  ].map(({ credit, ...line }) => ({ ...line, ...sidesOf(isTurned ? credit.neg() : credit) }));
  return accepted({
    kind: 'journal-entry',
    reference: posting.reference,
    date: posting.date,
    currency: posting.currency,
    text: title,
    amount: sum(lines.map(({ debit }) => debit)),
    lines,
    ...(posting.corrects === null ? {} : { corrects: posting.corrects }),
  });
}

/** A line before it is known which side it stands on: negative credits are debits. */
interface Credit {
  readonly account: string;
  readonly text: string;
  readonly credit: Decimal;
}

function revenueLines({ lines }: SalesPosting, title: string): readonly Credit[] {
  return grouped(lines, ({ account, taxCode }) => JSON.stringify([account, taxCode])).map(
    ([first, group]) => ({
      account: first.account,
      text: `${title}, ${first.taxCode}`,
      credit: sum(group.map(({ net }) => net)),
    }),
  );
}

function vatLines(
  { lines }: SalesPosting,
  rules: JournalRules,
  zone: Zone,
  title: string,
): Outcome<readonly Credit[]> {
  const credits: Credit[] = [];
  const byCode = grouped(lines, ({ taxCode, taxRate }) => JSON.stringify([taxCode, taxRate.toFixed()]));
  for (const [{ taxCode, taxRate }, group] of byCode) {
    const tax = sum(group.map((line) => line.tax));
    // A code without VAT needs no account for it.
    if (tax.eq(ZERO)) continue;
    const account = vatAccountFor(rules, { code: taxCode, zone, rate: taxRate }, title);
    if (!account.ok) return account;
    credits.push({ account: account.value, text: `${title}, VAT ${taxCode}`, credit: tax });
  }
  return accepted(credits);
}

/** In the order in which the groups first appear, each with its first line. */
function grouped(
  lines: readonly SalesLine[],
  keyOf: (line: SalesLine) => string,
): readonly (readonly [SalesLine, readonly SalesLine[]])[] {
  const groups = new Map<string, [SalesLine, SalesLine[]]>();
  for (const line of lines) {
    const known = groups.get(keyOf(line));
    if (known === undefined) groups.set(keyOf(line), [line, [line]]);
    else known[1].push(line);
  }
  return [...groups.values()];
}

function sidesOf(credit: Decimal): Pick<JournalLine, 'debit' | 'credit'> {
  return credit.gt(ZERO) ? { debit: ZERO, credit } : { debit: credit.abs(), credit: ZERO };
}
