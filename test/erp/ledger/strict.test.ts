import { ensureChart, type Chart } from '../../../src/erp/ledger';
import {
  countDocuments,
  createLedgerDatabase,
  posted,
  rejectedCode,
  type LedgerDatabase,
} from './ledger-database';
import { decimal } from '../../../src/money';
import { containing } from './matchers';
import { invoice, journalEntry } from './postings';

const CHART: Chart = {
  accounts: [
    { number: '1010', name: 'Sales', kind: 'income' },
    { number: '1050', name: 'Shipping', kind: 'income' },
    { number: '5600', name: 'Debtors', kind: 'asset' },
    { number: '6902', name: 'Output VAT', kind: 'liability' },
  ],
  taxCodes: [{ code: 'U25', name: 'Sales 25 %', ratePercent: '25' }],
  currencies: ['DKK'],
  customers: [{ number: 'C1', name: 'Butik Nord ApS', country: 'DK' }],
};

let database: LedgerDatabase;
beforeAll(async () => {
  database = await createLedgerDatabase();
  await ensureChart(database.pool, CHART);
});
afterAll(() => database.drop());

describe('a ledger with a configured chart', () => {
  it('posts what it knows', async () => {
    expect(posted(await database.ledger({ mode: 'strict' }).post(invoice(1))).number).toBe('INV-2026-00001');
  });

  it.each([
    ['account-unknown', invoice(2, { lines: [{ net: '1.00', tax: '0.25', account: '9999' }] }), '9999'],
    ['account-unknown', journalEntry(2), '2010, 5400'],
    ['tax-code-unknown', invoice(2, { lines: [{ net: '1.00', tax: '0.25', taxCode: 'U99' }] }), 'U99'],
    ['currency-unknown', invoice(2, { currency: 'SEK' }), 'SEK'],
    [
      'customer-unknown',
      invoice(2, { customer: { number: 'C404', name: 'Name', country: null, vatNumber: null } }),
      'C404',
    ],
  ])('refuses with %s', async (code, posting, subject) => {
    const outcome = await database.ledger({ mode: 'strict' }).post(posting);
    expect(outcome).toEqual({
      kind: 'rejected',
      problem: { code, message: containing(subject), remedy: containing('resync') },
    });
    expect(await countDocuments(database.pool)).toBe(1);
  });

  it('refuses when its own receivable account is unknown', async () => {
    const ledger = database.ledger({ mode: 'strict', receivableAccount: '5601' });
    expect(rejectedCode(await ledger.post(invoice(3)))).toBe('account-unknown');
  });

  it('needs no VAT account for a document without VAT', async () => {
    const ledger = database.ledger({ mode: 'strict', taxAccount: '6903' });
    expect(rejectedCode(await ledger.post(invoice(4)))).toBe('account-unknown');
    posted(await ledger.post(invoice(5, { lines: [{ net: '10.00', tax: '0.00' }] })));
  });

  it('posts a refused document once its chart knows what was missing', async () => {
    const ledger = database.ledger({ mode: 'strict' });
    const posting = invoice(6, { currency: 'EUR' });
    expect(rejectedCode(await ledger.post(posting))).toBe('currency-unknown');
    await ensureChart(database.pool, { currencies: ['EUR'] });
    expect(posted(await ledger.post(posting)).currency).toBe('EUR');
  });
});

describe('ensureChart', () => {
  it('may be repeated, by several at once, and brings names up to date', async () => {
    const renamed: Chart = {
      ...CHART,
      accounts: [{ number: '1010', name: 'Sales, Denmark', kind: 'income' }],
    };
    await Promise.all(Array.from({ length: 8 }, () => ensureChart(database.pool, renamed)));
    const { rows } = await database.pool.query(
      `select count(*)::integer as accounts, max(name) filter (where number = '1010') as name
       from ledger.accounts where number in ('1010', '1050', '5600', '6902')`,
    );
    expect(rows).toEqual([{ accounts: 4, name: 'Sales, Denmark' }]);
  });
});

describe('check', () => {
  const U25 = { code: 'U25', rate: decimal(25) };
  const options = { mode: 'strict', accounts: ['1010'], taxCodes: [U25], currencies: ['DKK'] } as const;

  it('finds everything in order', async () => {
    const results = await database.ledger(options).check();
    expect(results.map(({ subject, ok }) => `${subject}: ${ok}`)).toEqual([
      'connection: true',
      'migrations: true',
      expect.stringMatching(/^period \d{4}-\d{2}: true$/),
      'account 5600: true',
      'account 6902: true',
      'account 1010: true',
      'VAT code U25: true',
      'currency DKK: true',
    ]);
  });

  it('names what the chart lacks, and what to do', async () => {
    const ledger = database.ledger({
      ...options,
      accounts: ['4711'],
      taxCodes: [{ ...U25, code: 'U7' }],
      currencies: ['NOK'],
    });
    const failed = (await ledger.check()).filter(({ ok }) => !ok);
    expect(failed.map(({ subject }) => subject)).toEqual(['account 4711', 'VAT code U7', 'currency NOK']);
    expect(failed.every(({ detail }) => detail.includes('add it to the configured chart'))).toBe(true);
  });

  it('names a VAT code of another rate, in either mode', async () => {
    const taxCodes = [{ code: 'U25', rate: decimal(12) }];
    for (const mode of ['strict', 'open'] as const) {
      const failed = (await database.ledger({ ...options, mode, taxCodes }).check()).filter(({ ok }) => !ok);
      expect(failed).toEqual([
        {
          subject: 'VAT code U25',
          ok: false,
          detail: containing('25 % in the ledger, 12 % in the mapping'),
        },
      ]);
    }
  });

  it('lets open mode open the VAT codes that it does not know', async () => {
    const results = await database.ledger({ mode: 'open', taxCodes: [{ ...U25, code: 'U7' }] }).check();
    expect(results.at(-1)).toEqual({ subject: 'VAT code U7', ok: true, detail: 'opened on first use' });
  });

  it('writes nothing', async () => {
    const before = await countDocuments(database.pool);
    await database.ledger().check();
    expect(await countDocuments(database.pool)).toBe(before);
  });
});
