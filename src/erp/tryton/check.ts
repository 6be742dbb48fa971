import { plainDateIn, type PlainDate } from '../../plain-date';
import type { CheckResult } from '../adapter';
import { findAccounts } from './accounts';
import { findJournals, openCompany, openPaymentTerm, openReceivableAccount, requireJournal } from './books';
import type { TrytonContext } from './context';
import { foreseeCustomer } from './customer';
import { failureOf } from './failure';
import { CheckFailed, detailOf, lookFor, resultOf, resultsOf, type Look } from './look';
import { findCurrency, findPeriod, findTaxes, type Lookup } from './lookups';
import type { TrytonOptions } from './options';
import { findPaymentTerm } from './payment-terms';
import { imprecisePrices, impreciseCurrency } from './precision';
import { lackingRights, neededRights } from './rights';

/**
 * Looks whether posting can work: address, credentials and rights, the company and its journals, the period of today,
 * and everything that the mapping is going to use. Writes nothing and never throws.
 */
export async function check(context: TrytonContext, options: TrytonOptions): Promise<CheckResult[]> {
  const access = await checkAccess(context, options);
  if (access.some(({ ok }) => !ok)) return access;
  const rights = await resultsOf(looksAtRights(context));
  let lookup: Lookup | undefined;
  const company = await resultOf({
    subject: 'company',
    async look() {
      lookup = await openLookup(context);
      return `company ${lookup.books.companyId}, books in ${lookup.books.currency.code}`;
    },
  });
  const rest = lookup === undefined ? [] : await resultsOf(looksAtBooks(lookup, context, options));
  return [...access, ...rights, company, ...rest];
}

/** Address and credentials apart, as they are mended in different places. */
async function checkAccess({ session }: TrytonContext, options: TrytonOptions): Promise<CheckResult[]> {
  const connection = { subject: 'connection', ok: true, detail: `database ${options.database} answers` };
  try {
    await session.userId();
    return [connection, { subject: 'credentials', ok: true, detail: `logged in as ${options.user}` }];
  } catch (error) {
    const detail = detailOf(error);
    return failureOf(error)?.kind === 'denied'
      ? [connection, { subject: 'credentials', ok: false, detail }]
      : [{ subject: 'connection', ok: false, detail }];
  }
}

/** Not the books that posting opens: there one missing thing stands for all. Here each has a line of its own. */
async function openLookup({ session, settings }: TrytonContext): Promise<Lookup> {
  const company = await openCompany(session, settings);
  const later = { revenueJournalId: null, entryJournalId: null, paymentTermId: null };
  const receivableAccountId = await openReceivableAccount(session, company.companyId, settings).catch(
    () => null,
  );
  return { session, books: { ...company, ...later, receivableAccountId }, signal: undefined };
}

function looksAtRights({ session, settings }: TrytonContext): readonly Look[] {
  return neededRights(settings).map((needed) => ({
    subject: `rights on ${needed.records}`,
    async look() {
      const lacking = await lackingRights(session, needed);
      if (lacking.length === 0) return needed.rights.join(', ');
      throw new CheckFailed(
        `The user may not ${lacking.join(', ')} ${needed.records} in Tryton. Put the user into the groups of users ` +
          'that docs/erp/tryton.md names.',
      );
    },
  }));
}

function looksAtBooks(lookup: Lookup, context: TrytonContext, options: TrytonOptions): readonly Look[] {
  const { settings } = context;
  const today = options.today?.() ?? plainDateIn(new Date(), 'UTC');
  const { accounts = [], taxCodes = [], currencies = [], paymentTerms = [], sampleCustomer } = options;
  const own = lookup.books.currency.code;
  return [
    journalLook(context, settings.revenueJournal, 'revenueJournalId'),
    journalLook(context, settings.entryJournal, 'entryJournalId'),
    ...paymentTermLooks(context),
    receivableLook(lookup, context),
    lookFor(`period of ${today}`, () => findPeriod(lookup, today)),
    ...accounts.map((code) => lookFor(`account ${code}`, () => findAccounts(lookup, [code]))),
    ...taxCodes.map((tax) => lookFor(`VAT code ${tax.code}`, () => findTaxes(lookup, [tax]))),
    ...paymentTerms.map((name) => lookFor(`payment term ${name}`, () => findPaymentTerm(lookup, name))),
    ...[...new Set([own, ...currencies])].map((code) => currencyLook(lookup, code, today)),
    priceLook(lookup),
    ...(sampleCustomer === undefined ? [] : [customerLook(lookup, context, sampleCustomer)]),
  ];
}

function journalLook(
  { session, settings }: TrytonContext,
  name: string,
  which: 'revenueJournalId' | 'entryJournalId',
): Look {
  return {
    subject: `journal ${name}`,
    async look() {
      requireJournal((await findJournals(session, settings))[which], name);
      return 'found';
    },
  };
}

function paymentTermLooks({ session, settings: { paymentTerm } }: TrytonContext): readonly Look[] {
  if (paymentTerm === undefined) return [];
  const look = async () => {
    await openPaymentTerm(session, paymentTerm);
    return 'found';
  };
  return [{ subject: `payment term ${paymentTerm}`, look }];
}

function receivableLook({ books }: Lookup, { session, settings }: TrytonContext): Look {
  return {
    subject: 'receivable account',
    async look() {
      const id = await openReceivableAccount(session, books.companyId, settings);
      return id === null ? 'no default one: each customer needs one of their own' : 'found';
    },
  };
}

function currencyLook(lookup: Lookup, code: string, today: PlainDate): Look {
  const { subject, look } = lookFor(`currency ${code}`, () => findCurrency(lookup, code, today));
  return {
    subject,
    async look() {
      const found = await look();
      const imprecise = await impreciseCurrency(lookup, code);
      if (imprecise !== undefined) throw new CheckFailed(imprecise);
      return found;
    },
  };
}

function priceLook(lookup: Lookup): Look {
  return {
    subject: 'precision of prices',
    async look() {
      const imprecise = await imprecisePrices(lookup);
      if (imprecise !== undefined) throw new CheckFailed(imprecise);
      return 'enough decimals';
    },
  };
}

/** By its number, whatever the configuration: that is all that is known of it here. */
function customerLook(lookup: Lookup, { settings }: TrytonContext, number: string): Look {
  const byNumber = { ...settings, customerLookup: 'code', createCustomers: false } as const;
  const customer = { number, name: '', country: null, vatNumber: null };
  return lookFor(`customer ${number}`, async () => {
    const problem = await foreseeCustomer(lookup, byNumber, customer);
    return problem === undefined ? { ok: true, value: number } : { ok: false, problem };
  });
}
