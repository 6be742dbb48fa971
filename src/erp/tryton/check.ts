import { plainDateIn } from '../../plain-date';
import type { CheckResult } from '../adapter';
import { requireJournal } from './books';
import { asContractError, type TrytonContext } from './context';
import { findCustomer } from './customer';
import { findAccounts, findCurrency, findPeriod, findTaxes, type Found, type Lookup } from './lookups';
import type { TrytonOptions } from './options';

/**
 * Looks whether posting can work: address and credentials, company, the period of today, and everything
 * that the mapping is going to use. Writes nothing and never throws.
 */
export async function check(context: TrytonContext, options: TrytonOptions): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  const connection = await result('connection', async () => {
    await context.session.userId();
    return `logged in to database ${options.database} as ${options.user}`;
  });
  results.push(connection);
  if (!connection.ok) return results;
  const company = await result('company', async () => {
    const { companyId, currency } = await context.books();
    return `company ${companyId}, books in ${currency.code}`;
  });
  results.push(company);
  if (!company.ok) return results;
  const lookup = { session: context.session, books: await context.books(), signal: undefined };
  const { revenueJournal, entryJournal } = context.settings;
  const { revenueJournalId, entryJournalId } = lookup.books;
  results.push(await journalResult(revenueJournal, revenueJournalId));
  results.push(await journalResult(entryJournal, entryJournalId));
  for (const [subject, look] of looks(lookup, context, options)) {
    results.push(await result(subject, () => detailOf(look)));
  }
  return results;
}

function journalResult(journal: string, id: number | null): Promise<CheckResult> {
  return result(`journal ${journal}`, () => {
    requireJournal(id, journal);
    return Promise.resolve('found');
  });
}

type Look = readonly [subject: string, look: () => Promise<Found<unknown>>];

/** One after the other: a check has time, and Tryton may be at work for others. */
function looks(lookup: Lookup, { settings }: TrytonContext, options: TrytonOptions): readonly Look[] {
  const today = options.today?.() ?? plainDateIn(new Date(), 'UTC');
  const { accounts = [], taxCodes = [], currencies = [], sampleCustomer } = options;
  const customer = (number: string): Look => [
    `customer ${number}`,
    () =>
      findCustomer(
        lookup,
        { ...settings, customerLookup: 'code', createCustomers: false },
        { number, name: '', country: null, vatNumber: null },
      ),
  ];
  return [
    [`period of ${today}`, () => findPeriod(lookup, today)],
    ...accounts.map((code): Look => [`account ${code}`, () => findAccounts(lookup, [code])]),
    ...taxCodes.map((tax): Look => [`VAT code ${tax.code}`, () => findTaxes(lookup, [tax])]),
    ...currencies.map((code): Look => [`currency ${code}`, () => findCurrency(lookup, code, today)]),
    ...(sampleCustomer === undefined ? [] : [customer(sampleCustomer)]),
  ];
}

class CheckFailed extends Error {}

async function detailOf(look: Look[1]): Promise<string> {
  const found = await look();
  if (!found.ok) throw new CheckFailed(`${found.problem.message} ${found.problem.remedy}`);
  return 'found';
}

async function result(subject: string, work: () => Promise<string>): Promise<CheckResult> {
  try {
    return { subject, ok: true, detail: await work() };
  } catch (error) {
    const told = asContractError(error);
    return { subject, ok: false, detail: told instanceof Error ? told.message : 'unexpected error' };
  }
}
