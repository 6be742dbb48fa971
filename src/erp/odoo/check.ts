import { z } from 'zod';
import { plainDateIn, type PlainDate } from '../../plain-date';
import type { CheckResult } from '../adapter';
import { requireJournal } from './books';
import { MOVE } from './claim';
import { asContractError, lookupOf, type Lookup, type OdooContext } from './context';
import { findCustomer } from './customer';
import { checkOpen, findLockDates, lockedUntil } from './lock-dates';
import { findAccounts, findCurrency, findPaymentTerm, findTaxes, type Found } from './lookups';
import type { OdooOptions } from './options';

/**
 * Looks whether posting can work: address and credentials, company, rights, journals, lock dates, and everything that
 * the mapping is going to use. Writes nothing and never throws.
 */
export async function check(context: OdooContext, options: OdooOptions): Promise<CheckResult[]> {
  const { session, settings } = context;
  const connection = await result('connection', async () => {
    await session.call({ model: 'res.users', method: 'context_get', result: z.unknown() });
    return `${settings.api}, database ${options.database}`;
  });
  if (!connection.ok) return [connection];
  const company = await result('company', async () => {
    const { companyId, currency } = await context.books();
    return `company ${companyId}, books in ${currency.code}`;
  });
  if (!company.ok) return [connection, company];
  const lookup = await lookupOf(context);
  const results = [connection, company];
  // One after the other: a check has time, and Odoo may be at work for others.
  for (const [subject, look] of [...rights(lookup, context), ...looks(lookup, context, options)]) {
    results.push(await result(subject, look));
  }
  return results;
}

type Look = readonly [subject: string, look: () => Promise<string>];

function rights({ session }: Lookup, { settings }: OdooContext): readonly Look[] {
  const may = (model: string, operation: string, remedy: string) => async () => {
    // Renamed: 18 knows both, later releases will know the new one only.
    const granted = await session.call(
      settings.api === 'json-2'
        ? { model, method: 'has_access', args: { operation }, result: z.boolean() }
        : {
            model,
            method: 'check_access_rights',
            args: { operation, raise_exception: false },
            result: z.boolean(),
          },
    );
    if (granted) return 'granted';
    throw new CheckFailed(`The user may not ${operation} ${model}. ${remedy}`);
  };
  const bookkeeper = 'Give it the role Billing in the app Invoicing or Accounting.';
  const externalIds =
    'An administrator grants it: Settings, Technical, Access Rights, a rule on "Model Data" with Read, for a group of the user.';
  const contacts = 'Give it the right Contact Creation, or set erp.createCustomers: false.';
  return [
    ['right to book', may(MOVE, 'create', bookkeeper)],
    ['right to change drafts', may(MOVE, 'write', bookkeeper)],
    ['right to remove drafts', may(MOVE, 'unlink', bookkeeper)],
    ['right to read external ids', may('ir.model.data', 'read', externalIds)],
    ...(settings.createCustomers
      ? [['right to create customers', may('res.partner', 'create', contacts)] as const]
      : []),
  ];
}

function looks(lookup: Lookup, { settings }: OdooContext, options: OdooOptions): readonly Look[] {
  const today = options.today?.() ?? plainDateIn(new Date(), 'UTC');
  const { accounts = [], taxCodes = [], currencies = [], sampleCustomer } = options;
  const { salesJournal, entryJournal, paymentTerm } = settings;
  return [
    journalLook(lookup, salesJournal, 'salesJournal'),
    journalLook(lookup, entryJournal, 'entryJournal'),
    [`lock dates on ${today}`, () => openOn(lookup, today)],
    ['decimals', () => Promise.resolve(decimalsOf(lookup))],
    ...(paymentTerm === undefined
      ? []
      : [foundLook(`payment term ${paymentTerm}`, () => findPaymentTerm(lookup, paymentTerm))]),
    ...accounts.map((code) => foundLook(`account ${code}`, () => findAccounts(lookup, [code]))),
    ...taxCodes.map((tax) => foundLook(`VAT code ${tax.code}`, () => findTaxes(lookup, [tax]))),
    ...currencies.map((code) => foundLook(`currency ${code}`, () => findCurrency(lookup, code, today))),
    ...(sampleCustomer === undefined ? [] : [customerLook(lookup, sampleCustomer)]),
  ];
}

function journalLook({ books }: Lookup, name: string, option: 'salesJournal' | 'entryJournal'): Look {
  const look = () => Promise.resolve(`of the type ${requireJournal(books[option], name, option).type}`);
  return [`journal ${name}`, look];
}

/** Today must be open for everything: what is locked for sales alone, or for taxes alone, stops invoices. */
async function openOn(lookup: Lookup, day: PlainDate): Promise<string> {
  const dates = await findLockDates(lookup);
  const problem = checkOpen(dates, { journal: { id: 0, type: 'sale' }, hasTax: true }, day);
  if (problem !== undefined) throw new CheckFailed(`${problem.message} ${problem.remedy}`);
  const until = lockedUntil(dates, { journal: { id: 0, type: 'sale' }, hasTax: true });
  return until === null ? 'nothing is locked' : `locked until ${until}`;
}

function decimalsOf({ books }: Lookup): string {
  const { price, quantity } = books.precision;
  return `Odoo keeps ${price} of a price and ${quantity} of a quantity; a line with more is sent as one amount`;
}

function customerLook(lookup: Lookup, number: string): Look {
  const settings = { customerLookup: 'reference', createCustomers: false } as const;
  const customer = { number, name: '', country: null, vatNumber: null };
  return foundLook(`customer ${number}`, () => findCustomer(lookup, settings, customer));
}

function foundLook(subject: string, look: () => Promise<Found<unknown>>): Look {
  return [
    subject,
    async () => {
      const found = await look();
      if (!found.ok) throw new CheckFailed(`${found.problem.message} ${found.problem.remedy}`);
      return 'found';
    },
  ];
}

class CheckFailed extends Error {}

async function result(subject: string, work: () => Promise<string>): Promise<CheckResult> {
  try {
    return { subject, ok: true, detail: await work() };
  } catch (error) {
    const told = asContractError(error);
    return { subject, ok: false, detail: told instanceof Error ? told.message : 'unexpected error' };
  }
}
