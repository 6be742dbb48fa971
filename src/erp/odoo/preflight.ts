import type { Customer, JournalPosting, Posting, SalesPosting } from '../../accounting/posting';
import type { ExternalReference } from '../../document';
import { decimal, type Decimal } from '../../money';
import type { Problem } from '../../problem';
import { personalDataOf } from '../personal-data';
import { unsoundEntry, unsoundSales } from '../sound-posting';
import { requireJournal } from './books';
import { findClaims } from './claim';
import type { Lookup } from './context';
import { findCustomers, type Customers, type Partner } from './customer';
import { readDocuments } from './documents';
import type { EntryIds } from './journal-entry';
import { checkOpen, findLockDates, type Locked, type LockDates } from './lock-dates';
import { findAccounts, findCurrency, findPaymentTerm, findTaxes, type Found } from './lookups';
import type { OdooSettings } from './options';
import { invoiceNotPosted, notBookable } from './problems';
import type { SalesIds } from './sales-document';

/** What a posting needs of Odoo, looked up without writing anything. Customers may be missing that are to be created. */
export type Preflight = {
  readonly customers: Customers;
  /** As they were at that moment. */
  readonly lockDates: LockDates;
  readonly locked: Locked;
} & (
  | { readonly kind: 'sales'; readonly posting: SalesPosting; readonly ids: Omit<SalesIds, 'partner'> }
  | { readonly kind: 'entry'; readonly posting: JournalPosting; readonly ids: Omit<EntryIds, 'partners'> }
);

export function preflight(
  lookup: Lookup,
  settings: OdooSettings,
  posting: Posting,
): Promise<Found<Preflight>> {
  return isSales(posting)
    ? preflightSales(lookup, settings, posting)
    : preflightEntry(lookup, settings, posting);
}

/** Whether a posting is of the kind that becomes an invoice or a credit note. */
export function isSales(posting: Posting): posting is SalesPosting {
  return posting.kind !== 'journal-entry';
}

/** Which journal a posting goes into, and whether it has to do with taxes: what lock dates hold for it. */
export function lockedBy({ books }: Lookup, settings: OdooSettings, posting: Posting): Locked {
  return isSales(posting)
    ? { journal: requireJournal(books.salesJournal, settings.salesJournal, 'salesJournal'), hasTax: true }
    : { journal: requireJournal(books.entryJournal, settings.entryJournal, 'entryJournal'), hasTax: false };
}

/** What JSON's floats hold to the cent, with room to reckon in. */
const MAX_BOOKABLE: Decimal = decimal('999999999999.99');

async function preflightSales(
  lookup: Lookup,
  settings: OdooSettings,
  posting: SalesPosting,
): Promise<Found<Preflight>> {
  const unsound = unsoundSales(posting, MAX_BOOKABLE) ?? belowZero(posting);
  if (unsound !== undefined) return refused(notBookable(unsound));
  const locked = lockedBy(lookup, settings, posting);
  const codes = posting.lines.map(({ taxCode, taxRate }) => ({ code: taxCode, rate: taxRate }));
  const [lockDates, currency, accounts, taxes, term, corrects, customers] = await Promise.all([
    findLockDates(lookup),
    findCurrency(lookup, posting.currency, posting.date),
    findAccounts(
      lookup,
      posting.lines.map(({ account }) => account),
    ),
    findTaxes(lookup, codes),
    findPaymentTerm(lookup, posting.paymentTerm ?? settings.paymentTerm),
    findInvoice(lookup, settings, posting),
    findCustomers(lookup, settings, customersOf(posting)),
  ]);
  const closed = checkOpen(lockDates, locked, posting.date);
  if (closed !== undefined) return refused(closed);
  if (!currency.ok) return currency;
  if (!accounts.ok) return accounts;
  if (!taxes.ok) return taxes;
  if (!term.ok) return term;
  if (!corrects.ok) return corrects;
  if (!customers.ok) return customers;
  const ids = {
    books: lookup.books,
    journal: locked.journal,
    currencyId: currency.value.id,
    accountIds: accounts.value,
    taxIds: taxes.value,
    paymentTermId: term.value,
    correctsId: corrects.value,
  };
  return { ok: true, value: { kind: 'sales', posting, ids, customers: customers.value, lockDates, locked } };
}

async function preflightEntry(
  lookup: Lookup,
  settings: OdooSettings,
  posting: JournalPosting,
): Promise<Found<Preflight>> {
  const unsound = unsoundEntry(posting, MAX_BOOKABLE);
  if (unsound !== undefined) return refused(notBookable(unsound));
  const locked = lockedBy(lookup, settings, posting);
  const [lockDates, currency, accounts, customers] = await Promise.all([
    findLockDates(lookup),
    findCurrency(lookup, posting.currency, posting.date),
    findAccounts(
      lookup,
      posting.lines.map(({ account }) => account),
    ),
    findCustomers(lookup, settings, customersOf(posting)),
  ]);
  const closed = checkOpen(lockDates, locked, posting.date);
  if (closed !== undefined) return refused(closed);
  if (!currency.ok) return currency;
  if (!accounts.ok) return accounts;
  if (!customers.ok) return customers;
  const { books } = lookup;
  const ids = { books, journal: locked.journal, currency: currency.value, accountIds: accounts.value };
  return { ok: true, value: { kind: 'entry', posting, ids, customers: customers.value, lockDates, locked } };
}

function refused(problem: Problem): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem };
}

/** Odoo posts no invoice, and no credit note, of less than nothing. */
function belowZero({ totals }: SalesPosting): string | undefined {
  return totals.total.lt(0)
    ? 'The total is below zero, and Odoo posts no such document: an invoice below zero is a credit note.'
    : undefined;
}

/** The id of the posted invoice that a credit note corrects. */
async function findInvoice(
  lookup: Lookup,
  { unlinkedCreditNotes }: OdooSettings,
  { corrects }: SalesPosting,
): Promise<Found<number | null>> {
  if (corrects === null) return { ok: true, value: null };
  const id = await findPostedInvoice(lookup, corrects);
  if (id !== undefined) return { ok: true, value: id };
  return unlinkedCreditNotes === 'allow'
    ? { ok: true, value: null }
    : { ok: false, problem: invoiceNotPosted(corrects) };
}

/** Of an invoice that was booked as a journal entry, the credit note is linked to that entry. */
async function findPostedInvoice(lookup: Lookup, reference: ExternalReference): Promise<number | undefined> {
  const claims = await findClaims(lookup, [reference]);
  const [document] = await readDocuments(lookup, { ids: [...claims.values()], posted: true });
  return document?.id;
}

/** Each once. */
function customersOf(posting: Posting): readonly Customer[] {
  if (isSales(posting)) return [posting.customer];
  const customers = posting.lines.flatMap(({ customer }) => (customer === undefined ? [] : [customer]));
  return [...new Map(customers.map((customer) => [customer.number, customer])).values()];
}

/** What no message may hold. */
export function namesIn(posting: Posting, partners: Iterable<Partner> = []): readonly string[] {
  return [...personalDataOf(posting), ...[...partners].map(({ name }) => name)];
}
