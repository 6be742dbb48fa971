import { externalReference } from '../document';
import type { DocumentKey } from '../document';
import { roundToCents, ZERO } from '../money';
import type { TraedeAccountingEntry } from '../traede/document';
import { withoutSignOfZero } from './allocation';
import { statedDay } from './book-date';
import { canBeSummed, groupOf } from './entry-sums';
import { accepted, refused } from './outcome';
import type { Outcome } from './outcome';
import type { JournalLine, JournalPosting } from './posting';
import { isInCentsButForNoise } from './precision';
import type { AccountingRules } from './rules';

/**
 * One balanced pair: `account` is debited, `contraAccount` credited; a negative amount turns the sides. An amount of
 * zero is posted too, as two lines of zero, so that TRAEDE's entry is found in the ERP like any other.
 */
export function mapAccountingEntry(
  entry: TraedeAccountingEntry,
  key: DocumentKey,
  rules: AccountingRules,
): Outcome<JournalPosting> {
  const subject = `Accounting entry ${entry.id}`;
  const date = statedDay(entry.date, rules.timeZone);
  if (date.kind !== 'day') {
    return refused(
      'date-missing',
      date.kind === 'impossible'
        ? `${subject} has the date ${date.text}, which cannot be right.`
        : `${subject} has no date that books can hold.`,
      'Correct the date in TRAEDE, then resync the entry.',
    );
  }
  if (!isInCentsButForNoise(entry.amount)) {
    return refused(
      'malformed-document',
      `${subject} has the amount ${entry.amount.toFixed()}, with fractions of a cent; books hold whole cents.`,
      'Correct the amount in TRAEDE, then resync the entry.',
    );
  }
  if (isNoAccount(entry.account) || isNoAccount(entry.contraAccount)) {
    return refused(
      'account-missing',
      `${subject} lacks the account ${isNoAccount(entry.account) ? 'to debit' : 'to credit'}.`,
      "Set the account in TRAEDE's accounting settings, correct the entry, then resync it.",
    );
  }
  const posting: JournalPosting = {
    kind: 'journal-entry',
    reference: externalReference(key),
    date: date.day,
    currency: entry.currency,
    text: entry.text,
    amount: withoutSignOfZero(roundToCents(entry.amount)),
    lines: balancedPair(entry),
  };
  if (rules.entries === 'daily-sums' && !canBeSummed(key.systemId, groupOf(posting))) {
    return refused(
      'malformed-document',
      `${subject} has account numbers that are too long to stand in the reference of a sum.`,
      'Book entries one by one: add to accounting the line `entries: single`, then resync the entry.',
    );
  }
  return accepted(posting);
}

/** Empty, or the zero that systems write for an account that nobody chose. */
function isNoAccount(account: string): boolean {
  return /^0*$/.test(account.trim());
}

function balancedPair(entry: TraedeAccountingEntry): JournalLine[] {
  const amount = withoutSignOfZero(roundToCents(entry.amount));
  const size = amount.abs();
  const debit = { debit: size, credit: ZERO, text: entry.text };
  const credit = { debit: ZERO, credit: size, text: entry.text };
  const [own, contra] = amount.lt(ZERO) ? [credit, debit] : [debit, credit];
  return [
    { account: entry.account, ...own },
    { account: entry.contraAccount, ...contra },
  ];
}
