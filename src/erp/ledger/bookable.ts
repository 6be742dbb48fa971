import type { JournalPosting, Posting, SalesPosting } from '../../accounting/posting';
import { CENT_DECIMALS, type Decimal } from '../../money';
import type { Problem } from '../../problem';

/** As the tables allow; a longer account number, VAT code or customer number is nonsense. */
const MAX_IDENTIFIER_LENGTH = 100;
/** As the tables allow for references. */
const MAX_REFERENCE_LENGTH = 200;
/** What `numeric(18,2)` holds. */
const MAX_BOOKABLE = '9999999999999999.99';

/**
 * Refuses what could only be booked as something else: the database would round fractions of a cent away and cannot
 * hold NUL, so an account `10\0` would become account `10`. `undefined` when everything can be booked as it is.
 */
export function unbookable(posting: Posting): Problem | undefined {
  if (!amountsOf(posting).every(isBookableAmount)) {
    return {
      code: 'erp-rejected',
      message: 'An amount has fractions of a cent, or is too large for the ledger.',
      remedy:
        'Check the amounts of the document; the ledger books two decimals and does not round by itself.',
    };
  }
  const identifiersFit = identifiersOf(posting).every((text) => isIdentifier(text, MAX_IDENTIFIER_LENGTH));
  if (identifiersFit && isIdentifier(posting.reference, MAX_REFERENCE_LENGTH)) return undefined;
  return {
    code: 'erp-rejected',
    message:
      'An account, VAT code, customer number or reference is empty, too long, or holds characters that cannot be stored.',
    remedy: `Correct it in TRAEDE or in the mapping: 1 to ${MAX_IDENTIFIER_LENGTH} characters, without control characters.`,
  };
}

function amountsOf(posting: Posting): Decimal[] {
  if (posting.kind === 'journal-entry') {
    return [posting.amount, ...posting.lines.flatMap((line) => [line.debit, line.credit])];
  }
  const { net, tax, total } = posting.totals;
  return [net, tax, total, ...posting.lines.flatMap((line) => [line.net, line.tax])];
}

function isBookableAmount(amount: Decimal): boolean {
  return amount.round(CENT_DECIMALS).eq(amount) && amount.abs().lte(MAX_BOOKABLE);
}

function identifiersOf(posting: Posting): string[] {
  return posting.kind === 'journal-entry' ? journalIdentifiers(posting) : salesIdentifiers(posting);
}

function journalIdentifiers(posting: JournalPosting): string[] {
  const customers = posting.lines.flatMap(({ customer }) =>
    customer === undefined ? [] : [customer.number],
  );
  return [posting.currency, ...posting.lines.map((line) => line.account), ...customers];
}

function salesIdentifiers(posting: SalesPosting): string[] {
  const lines = posting.lines.flatMap((line) => [line.account, line.taxCode]);
  return [posting.currency, posting.customer.number, ...lines];
}

/** Control characters and halves of surrogate pairs: what PostgreSQL's text or a reader's screen cannot hold. */
const UNSTORABLE = /[\p{Cc}\p{Cs}]/u;

export function isIdentifier(text: string, maxLength: number): boolean {
  return text.length >= 1 && text.length <= maxLength && !UNSTORABLE.test(text);
}
