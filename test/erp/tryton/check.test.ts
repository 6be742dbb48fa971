import type { CheckResult } from '../../../src/erp/adapter';
import type { TrytonOptions } from '../../../src/erp/tryton';
import { decimal } from '../../../src/money';
import { containing } from '../ledger/matchers';
import { day } from '../ledger/postings';
import { startLossyProxy } from './lossy-proxy';
import { openTestBooks, PROVISIONING_TIMEOUT_MS, type TestBooks } from './test-books';

let books: TestBooks;
beforeAll(async () => {
  books = await openTestBooks();
}, PROVISIONING_TIMEOUT_MS);
afterAll(() => books.close());

const OPTIONS: Partial<TrytonOptions> = {
  paymentTerm: '30 days',
  accounts: ['1010', '1050'],
  taxCodes: [{ code: 'U25', rate: decimal(25) }],
  paymentTerms: ['14 days'],
  currencies: ['DKK', 'EUR'],
  sampleCustomer: 'C1',
  today: () => day('2026-11-22'),
};

async function check(given: Partial<TrytonOptions> = {}): Promise<CheckResult[]> {
  return [...(await books.adapter({ ...OPTIONS, ...given }).check())];
}

async function complaints(given: Partial<TrytonOptions> = {}): Promise<CheckResult[]> {
  return (await check(given)).filter(({ ok }) => !ok);
}

it('passes where everything is there, and looks at each thing', async () => {
  const results = await check();
  expect(results.filter(({ ok }) => !ok)).toEqual([]);
  expect(results.map(({ subject }) => subject)).toEqual([
    'connection',
    'credentials',
    'rights on invoices',
    'rights on invoice taxes',
    'rights on account moves',
    'rights on account move lines',
    'rights on parties',
    'company',
    'journal REV',
    'journal MISC',
    'payment term 30 days',
    'receivable account',
    'period of 2026-11-22',
    'account 1010',
    'account 1050',
    'VAT code U25',
    'payment term 14 days',
    'currency DKK',
    'currency EUR',
    'precision of prices',
    'customer C1',
  ]);
});

it('writes nothing', async () => {
  const proxy = await startLossyProxy(books.server.url);
  await check({ url: proxy.url });
  const methods = new Set(proxy.methods.map((method) => method.split('.').at(-1)));
  expect([...methods].toSorted()).toEqual(['fields_get', 'get_access', 'login', 'read', 'search_read']);
  await proxy.close();
});

describe('what the configuration names wrongly', () => {
  it.each<[string, Partial<TrytonOptions>, string, string]>([
    ['a password', { password: 'canary' }, 'credentials', 'Check user, password'],
    ['a user', { user: 'canary' }, 'credentials', 'Check user, password'],
    ['a company', { company: 'Nobody' }, 'company', 'Set erp.company'],
    ['a revenue journal', { revenueJournal: 'NONE' }, 'journal NONE', 'Set erp.revenueJournal'],
    ['an entry journal', { entryJournal: 'NONE' }, 'journal NONE', 'Set erp.revenueJournal'],
    ['a payment term', { paymentTerm: 'someday' }, 'payment term someday', 'Correct erp.paymentTerm'],
    [
      'a mapped payment term',
      { paymentTerms: ['someday'] },
      'payment term someday',
      'mapping of payment terms',
    ],
    ['an account', { accounts: ['1010', '4711'] }, 'account 4711', 'Open the account'],
    ['a VAT code', { taxCodes: [{ code: 'U99', rate: decimal(25) }] }, 'VAT code U99', 'there is none'],
    [
      'a VAT code of another rate',
      { taxCodes: [{ code: 'U25', rate: decimal(12) }] },
      'VAT code U25',
      'its rate in Tryton is 25 %, and not 12 %',
    ],
    ['a currency', { currencies: ['XXX'] }, 'currency XXX', 'Add it in Tryton'],
    ['a currency without a rate', { currencies: ['SEK'] }, 'currency SEK', 'Add the rate'],
    ['a day without a period', { today: () => day('2024-12-31') }, 'period of 2024-12-31', 'Open the period'],
    ['a customer', { sampleCustomer: 'C404' }, 'customer C404', 'Create the party'],
  ])('%s is the only thing that fails, with its remedy', async (_name, given, subject, remedy) => {
    const failed = await complaints(given);
    expect(failed).toEqual([{ subject, ok: false, detail: containing(remedy) }]);
    expect(JSON.stringify(failed)).not.toContain('canary');
  });
});

it('a receivable account that is not there is named, and so is the customer that needs it', async () => {
  const failed = await complaints({ receivableAccount: '4711' });
  expect(failed).toEqual([
    { subject: 'receivable account', ok: false, detail: containing('Correct erp.receivableAccount') },
    { subject: 'customer C1', ok: false, detail: containing('or erp.receivableAccount') },
  ]);
});

describe('what is wrong in Tryton', () => {
  it.each<[string, string, string, string, string]>([
    [
      'an account that was closed',
      `update account_account set closed = true where code = '1010'`,
      `update account_account set closed = false where code = '1010'`,
      'account 1010',
      'it is closed',
    ],
    [
      'an account that became a view',
      `update account_account set template_override = true, note = type::text, type = null where code = '1010'`,
      `update account_account set type = note::integer, note = null where code = '1010'`,
      'account 1010',
      'it is a view',
    ],
    [
      'the period of today, closed',
      `update account_period set state = 'closed' where name = '2026-11'`,
      `update account_period set state = 'open' where name = '2026-11'`,
      'period of 2026-11-22',
      'Open the period',
    ],
    [
      'an inactive currency',
      `update currency_currency set active = false where code = 'EUR'`,
      `update currency_currency set active = true where code = 'EUR'`,
      'currency EUR',
      'Activate it',
    ],
    [
      'a currency whose rate comes later',
      `update currency_currency_rate set date = '2027-01-01' where currency = (select id from currency_currency where code = 'EUR')`,
      `update currency_currency_rate set date = '2020-01-01' where currency = (select id from currency_currency where code = 'EUR')`,
      'currency EUR',
      'on or before 2026-11-22',
    ],
    [
      'a currency in whole units',
      `update currency_currency set digits = 0, rounding = 1 where code = 'EUR'`,
      `update currency_currency set digits = 2, rounding = 0.01 where code = 'EUR'`,
      'currency EUR',
      'Set 2 decimals and rounding 0.01',
    ],
    [
      'another rate of VAT',
      `update account_tax set rate = 0.24 where name = 'U25'`,
      `update account_tax set rate = 0.25 where name = 'U25'`,
      'VAT code U25',
      'its rate in Tryton is 24 %, and not 25 %',
    ],
    [
      'VAT as a fixed amount',
      `update account_tax set type = 'fixed' where name = 'U25'`,
      `update account_tax set type = 'percentage' where name = 'U25'`,
      'VAT code U25',
      'it is not a percentage',
    ],
  ])('%s is found', async (_name, plant, mend, subject, remedy) => {
    await books.sql(plant);
    try {
      expect(await complaints()).toEqual([{ subject, ok: false, detail: containing(remedy) }]);
    } finally {
      await books.sql(mend);
    }
    expect(await complaints()).toEqual([]);
  });

  it('rights that the user lacks are named', async () => {
    await books.sql(
      `insert into res_user (name, login, password_hash, active, company, menu)
       select 'Guest', 'guest', password_hash, true, company, menu from res_user where login = 'traede'`,
    );
    await books.sql(
      `insert into "res_user-company_company" ("user", company)
       select id, company from res_user where login = 'guest'`,
    );
    const failed = await complaints({ user: 'guest' });
    expect(failed.filter(({ subject }) => subject.startsWith('rights on'))).toEqual(
      expect.arrayContaining([
        {
          subject: 'rights on invoices',
          ok: false,
          detail: containing('may not read, create, write, delete invoices'),
        },
        {
          subject: 'rights on account moves',
          ok: false,
          detail: containing('groups of users'),
        },
      ]),
    );
  });
});
