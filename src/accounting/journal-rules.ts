import type { Decimal } from '../money';
import { configLine, TO_FILL_IN } from './config-line';
import { accepted, refused } from './outcome';
import type { Outcome } from './outcome';
import type { Zone } from './zones';

/** Where an invoice or a credit note is booked as one journal entry: the accounts that an ERP's invoice brings along. */
export interface JournalRules {
  /** Where customers' debts stand. */
  readonly receivableAccount: string;
  /** Where VAT owed stands: the first rule that matches holds. */
  readonly vatAccounts: readonly VatAccountRule[];
}

/** Matches where every condition that it states holds; one that states none matches all VAT. */
export interface VatAccountRule {
  readonly code?: string | undefined;
  readonly zone?: Zone | undefined;
  /** In percent: `25`. */
  readonly rate?: Decimal | undefined;
  readonly account: string;
}

/** VAT of one code on a document. */
export interface VatShare {
  readonly code: string;
  readonly zone: Zone;
  readonly rate: Decimal;
}

export function vatAccountFor(rules: JournalRules, vat: VatShare, subject: string): Outcome<string> {
  const rule = rules.vatAccounts.find(
    ({ code, zone, rate }) =>
      (code === undefined || code === vat.code) &&
      (zone === undefined || zone === vat.zone) &&
      (rate === undefined || rate.eq(vat.rate)),
  );
  if (rule !== undefined) return accepted(rule.account);
  return refused(
    'account-missing',
    `${subject}: no account is configured for VAT of the code "${vat.code}" (zone "${vat.zone}", ${vat.rate.toFixed()} %).`,
    `Add to accounting.journal.vatAccounts the line \`${configLine({ code: vat.code, account: TO_FILL_IN })}\`, then ` +
      'resync the document.',
  );
}
