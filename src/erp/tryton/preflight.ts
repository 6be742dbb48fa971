import type { JournalPosting, Posting, SalesPosting } from '../../accounting/posting';
import { decimal } from '../../money';
import { unsoundEntry, unsoundSales } from '../sound-posting';
import { findAccounts } from './accounts';
import { requireJournal } from './books';
import type { EntryIds } from './journal-entry';
import { findCurrency, findPeriod, findTaxes, type Found, type Lookup, type TaxCode } from './lookups';
import type { TrytonSettings } from './options';
import { findOrigins } from './origins';
import { findPaymentTerm } from './payment-terms';
import { currencyUnknown, customerMissing, customerNotTaken, notBookable } from './problems';
import type { SalesIds } from './sales-document';

/** Sixteen digits are what Tryton's amounts hold. */
const MAX_BOOKABLE = decimal('99999999999999.99');

/** Looks up all that a sales posting needs but the customer, who may have to be created; writes nothing. */
export async function preflightSales(
  lookup: Lookup,
  settings: TrytonSettings,
  posting: SalesPosting,
): Promise<Found<Omit<SalesIds, 'party'>>> {
  const unsound = unsoundSales(posting, MAX_BOOKABLE);
  if (unsound !== undefined) return { ok: false, problem: notBookable(unsound) };
  const journalId = requireJournal(lookup.books.revenueJournalId, settings.revenueJournal);
  const codes: TaxCode[] = posting.lines.map(({ taxCode, taxRate }) => ({ code: taxCode, rate: taxRate }));
  const [period, currency, accounts, taxes, origins, paymentTerm] = await Promise.all([
    findPeriod(lookup, posting.date),
    findCurrency(lookup, posting.currency, posting.date),
    findAccounts(
      lookup,
      posting.lines.map(({ account }) => account),
    ),
    findTaxes(lookup, codes),
    findOrigins(lookup, settings, posting),
    findPaymentTerm(lookup, posting.paymentTerm),
  ]);
  if (!period.ok) return period;
  if (!currency.ok) return currency;
  if (!accounts.ok) return accounts;
  if (!taxes.ok) return taxes;
  if (!origins.ok) return origins;
  if (!paymentTerm.ok) return paymentTerm;
  return {
    ok: true,
    value: {
      books: lookup.books,
      journalId,
      currencyId: currency.value,
      paymentTermId: paymentTerm.value,
      accounts: accounts.value,
      taxIds: taxes.value,
      origins: origins.value,
    },
  };
}

/** Looks up all that a journal posting needs but the customers of its lines; writes nothing. */
export async function preflightEntry(
  lookup: Lookup,
  settings: TrytonSettings,
  posting: JournalPosting,
): Promise<Found<Omit<EntryIds, 'partyIds'>>> {
  const unsound = unsoundEntry(posting, MAX_BOOKABLE);
  if (unsound !== undefined) return { ok: false, problem: notBookable(unsound) };
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
  for (const { account, customer } of posting.lines) {
    const isPartyRequired = accounts.value.get(account)?.isPartyRequired === true;
    if (isPartyRequired && customer === undefined) return { ok: false, problem: customerMissing(account) };
    if (!isPartyRequired && customer !== undefined) return { ok: false, problem: customerNotTaken(account) };
  }
  return {
    ok: true,
    value: { books: lookup.books, journalId, periodId: period.value, accounts: accounts.value },
  };
}

/** Whether a posting is of the kind that becomes an invoice. */
export function isSales(posting: Posting): posting is SalesPosting {
  return posting.kind !== 'journal-entry';
}
