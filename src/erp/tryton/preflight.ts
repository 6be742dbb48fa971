import { z } from 'zod';
import type { JournalPosting, Posting, SalesPosting } from '../../accounting/posting';
import type { ExternalReference } from '../../document';
import { CENT_DECIMALS, sum, type Decimal } from '../../money';
import type { Problem } from '../../problem';
import { requireJournal } from './books';
import { findCustomer, type Party } from './customer';
import { POSTED_STATES } from './documents';
import type { EntryIds } from './journal-entry';
import {
  findAccounts,
  findCurrency,
  findPeriod,
  findTaxes,
  type Found,
  type Lookup,
  type TaxCode,
} from './lookups';
import type { TrytonSettings } from './options';
import { currencyUnknown, invoiceNotPosted, notBookable } from './problems';
import type { SalesIds } from './sales-document';
import { searchRead } from './search';

/** Looks up all that a sales posting needs; nothing is written, unless customers may be created. */
export async function preflightSales(
  lookup: Lookup,
  settings: TrytonSettings,
  posting: SalesPosting,
): Promise<Found<SalesIds>> {
  const unsound = unsoundSales(posting);
  if (unsound !== undefined) return { ok: false, problem: unsound };
  const journalId = requireJournal(lookup.books.revenueJournalId, settings.revenueJournal);
  const codes: TaxCode[] = posting.lines.map(({ taxCode, taxRate }) => ({ code: taxCode, rate: taxRate }));
  const [period, currency, accounts, taxes, origins] = await Promise.all([
    findPeriod(lookup, posting.date),
    findCurrency(lookup, posting.currency, posting.date),
    findAccounts(
      lookup,
      posting.lines.map(({ account }) => account),
    ),
    findTaxes(lookup, codes),
    findOrigins(lookup, settings, posting),
  ]);
  if (!period.ok) return period;
  if (!currency.ok) return currency;
  if (!accounts.ok) return accounts;
  if (!taxes.ok) return taxes;
  if (!origins.ok) return origins;
  // Last, as it is the only one that may write.
  const party: Found<Party> = await findCustomer(lookup, settings, posting.customer);
  if (!party.ok) return party;
  return {
    ok: true,
    value: {
      books: lookup.books,
      journalId,
      currencyId: currency.value,
      accountIds: accounts.value,
      taxIds: taxes.value,
      party: party.value,
      origins: origins.value,
    },
  };
}

/** Looks up all that a journal posting needs. */
export async function preflightEntry(
  lookup: Lookup,
  settings: TrytonSettings,
  posting: JournalPosting,
): Promise<Found<EntryIds>> {
  const unsound = unsoundEntry(posting);
  if (unsound !== undefined) return { ok: false, problem: unsound };
  const journalId = requireJournal(lookup.books.entryJournalId, settings.entryJournal);
  const own = lookup.books.currency.code;
  if (posting.currency !== own) {
    const what = `Tryton keeps entries in the company's currency ${own}, and this one is in ${posting.currency}.`;
    return { ok: false, problem: currencyUnknown(what, `State the entry in ${own}`) };
  }
  const [period, accounts] = await Promise.all([
    findPeriod(lookup, posting.date),
    findAccounts(
      lookup,
      posting.lines.map(({ account }) => account),
    ),
  ]);
  if (!period.ok) return period;
  if (!accounts.ok) return accounts;
  return {
    ok: true,
    value: { books: lookup.books, journalId, periodId: period.value, accountIds: accounts.value },
  };
}

/** Tryton would round, or reckon other totals than those that were sent. */
function unsoundSales({ reference, lines, totals }: SalesPosting): Problem | undefined {
  if (lines.length === 0) return notBookable('The document has no lines.');
  const amounts = [totals.net, totals.tax, totals.total, ...lines.flatMap(({ net, tax }) => [net, tax])];
  const add =
    sum(lines.map(({ net }) => net)).eq(totals.net) &&
    sum(lines.map(({ tax }) => tax)).eq(totals.tax) &&
    totals.net.plus(totals.tax).eq(totals.total);
  if (!add) return notBookable('The lines of the document do not add up to its totals.');
  return unsound(reference, amounts);
}

function unsoundEntry({ reference, amount, lines }: JournalPosting): Problem | undefined {
  if (lines.length < 2) return notBookable('The entry has fewer than two lines.');
  const debit = sum(lines.map((line) => line.debit));
  const credit = sum(lines.map((line) => line.credit));
  if (!debit.eq(credit)) return notBookable("The entry's debit and credit differ.");
  if (lines.some((line) => line.debit.lt(0) || line.credit.lt(0)))
    return notBookable('A side of the entry is negative.');
  if (!amount.abs().eq(debit)) return notBookable("The entry's amount and the sum of its lines differ.");
  return unsound(reference, [amount, ...lines.flatMap((line) => [line.debit, line.credit])]);
}

/** Sixteen digits are what Tryton's amounts hold. */
const MAX_BOOKABLE = '99999999999999.99';

function unsound(reference: ExternalReference, amounts: readonly Decimal[]): Problem | undefined {
  // Tryton strips blanks, and the reference must stay what it is.
  if (/[\p{Cc}\p{Cs}]/u.test(reference) || reference.trim() !== reference)
    return notBookable('The external reference holds characters that cannot be stored.');
  const fits = amounts.every(
    (amount) => amount.round(CENT_DECIMALS).eq(amount) && amount.abs().lte(MAX_BOOKABLE),
  );
  return fits ? undefined : notBookable('An amount has fractions of a cent, or is too large for Tryton.');
}

const originalRow = z.object({
  'lines.': z.array(
    z.object({
      id: z.number().int(),
      type: z.string(),
      description: z.string().nullable(),
      'account.': z.object({ code: z.string().nullable() }).nullable().optional(),
    }),
  ),
});

/** For each line of a credit note, the line of the invoice that it corrects. */
async function findOrigins(
  { session, books, signal }: Lookup,
  { unlinkedCreditNotes }: TrytonSettings,
  posting: SalesPosting,
): Promise<Found<readonly (number | null)[]>> {
  if (posting.corrects === null) return { ok: true, value: [] };
  const [original] = await searchRead(
    session,
    {
      model: 'account.invoice',
      domain: [
        ['type', '=', 'out'],
        ['company', '=', books.companyId],
        ['reference', '=', posting.corrects],
        ['state', 'in', POSTED_STATES['account.invoice']],
      ],
      fields: ['lines.type', 'lines.description', 'lines.account.code'],
      row: originalRow,
      limit: 1,
    },
    signal,
  );
  if (original === undefined) {
    return unlinkedCreditNotes === 'allow'
      ? { ok: true, value: [] }
      : { ok: false, problem: invoiceNotPosted(posting.corrects) };
  }
  const lines = original['lines.']
    .filter(({ type }) => type === 'line')
    .map((line) => ({ id: line.id, description: line.description, account: line['account.']?.code }));
  return { ok: true, value: posting.lines.map((line) => originOf(line, lines)) };
}

/** The line with the same text and account; else one of the same account; else the first: the invoice is what counts. */
function originOf(
  { description, account }: SalesPosting['lines'][number],
  lines: readonly {
    readonly id: number;
    readonly description: string | null;
    readonly account: string | null | undefined;
  }[],
): number | null {
  const same = lines.filter((line) => line.account === account);
  const alike = same.find((line) => line.description === description) ?? same[0] ?? lines[0];
  return alike?.id ?? null;
}

/** Whether a posting is of the kind that becomes an invoice. */
export function isSales(posting: Posting): posting is SalesPosting {
  return posting.kind !== 'journal-entry';
}
