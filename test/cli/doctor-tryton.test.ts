import { openTestBooks, PROVISIONING_TIMEOUT_MS, type TestBooks } from '../erp/tryton/test-books';
import { openPatient, subjects, told, type Patient } from './doctor-findings';

let books: TestBooks;
let patient: Patient;
beforeAll(async () => {
  books = await openTestBooks();
  patient = openPatient(
    () => ({ TRYTON_PASSWORD: books.server.password }),
    () => configuration(),
  );
}, PROVISIONING_TIMEOUT_MS);
afterAll(async () => {
  patient.close();
  await books.close();
});

/** Right in everything, but for what is replaced. */
function configuration(erp = '', replaced: readonly [string, string] = ['', '']): string {
  const { url, database, user, series } = books.server;
  return `
systems:
  acme:
    erp: { adapter: tryton, url: "${url}", database: ${database}, user: ${user}, series: "${series}"${erp} }
    accounting:
      currencies: [DKK, EUR]
      revenue: [{ zone: domestic, account: 1010 }, { account: 1030 }]
      accounts: { shipping: 1110, handlingFee: 1120, discount: 1130 }
      taxCodes:
        - { zone: domestic, rate: 25, code: U25 }
        - { zone: export, rate: 0, code: EX0 }
`.replace(...replaced);
}

const AREA = 'ERP of acme (tryton)';

it('books without mistakes pass', async () => {
  const findings = await patient.examine();
  expect(subjects(findings)).toEqual([]);
  expect(subjects(findings, 'passed')).toEqual(
    expect.arrayContaining([`${AREA}: connection`, `${AREA}: account 1010`, `${AREA}: VAT code U25`]),
  );
});

describe('mistakes in the books, or about them', () => {
  it.each<[string, string, readonly [string, string], string, RegExp]>([
    ['a user that is not there', ', user: nobody', ['', ''], 'credentials', /user|password/],
    ['an account that is not there', '', ['account: 1030', 'account: 1099'], 'account 1099', /1099/],
    ['a VAT code that is not there', '', ['code: EX0', 'code: EX9'], 'VAT code EX9', /EX9/],
    ['a VAT code of another rate', '', ['rate: 25', 'rate: 12'], 'VAT code U25', /25 %.*12 %/],
    ['a currency that Tryton does not hold', '', ['EUR]', 'XXX]'], 'currency XXX', /Add it in Tryton/],
    ['a currency without a rate', '', ['EUR]', 'SEK]'], 'currency SEK', /no rate.*Add the rate/],
    ['a journal that is not there', ', revenueJournal: NONE', ['', ''], 'journal NONE', /erp.revenueJournal/],
    ['a company that is not there', ', company: Nobody', ['', ''], 'company', /erp.company/],
    [
      'a payment term that is not there',
      ', paymentTerm: someday',
      ['', ''],
      'payment term someday',
      /someday.*erp.paymentTerm/,
    ],
    [
      'a payment term of the mapping that is not there',
      '',
      ['currencies: [DKK, EUR]', 'paymentTerms: [{ erp: never }]'],
      'payment term never',
      /never/,
    ],
    ['a database that is not there', ', database: nowhere', ['', ''], 'connection', /erp.database/],
  ])('%s', async (_name, erp, replaced, subject, says) => {
    const override = /^, (user|database):/.exec(erp)?.[1];
    const config = configuration(override === undefined ? erp : '', replaced).replace(
      new RegExp(`(?<=, )${override ?? 'nothing'}: [^,}]+`),
      erp.slice(2),
    );
    const findings = await patient.examine({ config });
    expect(subjects(findings)).toContain(`${AREA}: ${subject}`);
    expect(told(findings, `${AREA}: ${subject}`)).toMatch(says);
  });

  it('a wrong password', async () => {
    const findings = await patient.examine({ environment: { TRYTON_PASSWORD: 'canary-wrong' } });
    expect(subjects(findings)).toEqual([`${AREA}: credentials`]);
    expect(told(findings, `${AREA}: credentials`)).toMatch(/Check user, password and the groups/);
    expect(JSON.stringify(findings)).not.toContain('canary');
  });

  it('a Tryton that is away', async () => {
    const config = configuration('', [books.server.url, 'http://127.0.0.1:1']);
    const findings = await patient.examine({ config });
    expect(subjects(findings)).toEqual([`${AREA}: connection`]);
  });

  it('a period of today that is closed', async () => {
    const today = new Date().toISOString().slice(0, 10);
    await books.sql(
      `update account_period set state = 'closed' where type = 'standard' and $1::date between start_date and end_date`,
      [today],
    );
    const findings = await patient.examine();
    await books.sql(`update account_period set state = 'open' where state = 'closed'`);
    expect(subjects(findings)).toEqual([`${AREA}: period of ${today}`]);
    expect(told(findings, `${AREA}: period of ${today}`)).toMatch(/[Oo]pen/);
  });

  it('a user without rights', async () => {
    await books.sql(
      `insert into res_user (name, login, password_hash, active, company)
       select 'No rights', 'no-rights', password_hash, true, company from res_user where login = $1`,
      [books.server.user],
    );
    await books.sql(
      `insert into "res_user-company_company" ("user", company)
       select id, company from res_user where login = 'no-rights'`,
    );
    const findings = await patient.examine({
      config: configuration('', [`user: ${books.server.user}`, 'user: no-rights']),
    });
    expect(subjects(findings)).toContain(`${AREA}: rights on invoices`);
    expect(told(findings, `${AREA}: rights on invoices`)).toMatch(
      /may not .*create.*Put the user into the groups/,
    );
  });
});
