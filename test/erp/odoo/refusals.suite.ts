import type { Posting } from '../../../src/accounting/posting';
import type { ErpAdapter } from '../../../src/erp/adapter';
import type { OdooOptions } from '../../../src/erp/odoo';
import { decimal } from '../../../src/money';
import { creditNote, day, invoice, invoiceReference, journalEntry } from '../ledger/postings';
import {
  openSuiteBooks,
  posted,
  PROVISIONING_TIMEOUT_MS,
  refusal,
  RELEASE,
  type SuiteBooks,
} from './suite-books';

let books: SuiteBooks;
let odoo: ErpAdapter;

beforeAll(async () => {
  books = await openSuiteBooks();
  odoo = books.adapter();
}, PROVISIONING_TIMEOUT_MS);
afterAll(() => books.close(), 60_000);

/** As a person would set them; the tests that follow find them as they were. */
async function withLockDates(dates: Readonly<Record<string, string | null>>, test: () => Promise<void>) {
  const fields = Object.keys(dates);
  const [before] = await books.sql(
    `select ${fields.map((field) => `${field}::text`).join()} from res_company`,
  );
  const set = (values: object) =>
    books.sql(
      `update res_company set ${fields.map((field, index) => `${field} = $${index + 1}::date`).join()}`,
      Object.values(values),
    );
  await set(dates);
  try {
    await test();
  } finally {
    await set(before ?? {});
  }
}

describe('lock dates', () => {
  const early = { date: day('2026-03-15') };

  it('for taxes hold for invoices, and not for entries, which Odoo would not move', async () => {
    await withLockDates({ tax_lock_date: '2026-03-31' }, async () => {
      expect(refusal(await odoo.post(invoice(1, early)))).toBe(
        'period-closed: The day 2026-03-15 is locked: a lock date of Odoo is 2026-03-31.',
      );
      expect(posted(await odoo.post(journalEntry(1, early))).date).toBe('2026-03-15');
    });
    expect(posted(await odoo.post(invoice(1, early))).date).toBe('2026-03-15');
  });

  it('for the year hold for all, up to the day itself', async () => {
    await withLockDates({ fiscalyear_lock_date: '2026-03-15', tax_lock_date: null }, async () => {
      expect(refusal(await odoo.post(journalEntry(2, early)))).toMatch(/^period-closed/);
      expect(refusal(await odoo.post(creditNote(2, early)))).toMatch(/^period-closed/);
      expect(posted(await odoo.post(invoice(2, { date: day('2026-03-16') }))).date).toBe('2026-03-16');
    });
  });

  it('of the release hold as well', async () => {
    if (RELEASE === '19.0') {
      await withLockDates({ sale_lock_date: '2026-04-30' }, async () => {
        const april = { date: day('2026-04-30') };
        expect(refusal(await odoo.post(invoice(3, april)))).toMatch(/^period-closed/);
        expect(posted(await odoo.post(journalEntry(3, april))).date).toBe('2026-04-30');
      });
      await withLockDates({ hard_lock_date: '2026-04-30' }, async () => {
        expect(refusal(await odoo.post(journalEntry(4, early)))).toMatch(/^period-closed/);
      });
    } else {
      await withLockDates({ period_lock_date: '2026-04-30' }, async () => {
        expect(refusal(await odoo.post(journalEntry(4, early)))).toMatch(/^period-closed/);
      });
    }
  });

  it('leave a first open day, on which the document is taken', async () => {
    const locked = invoice(5, { date: day('2026-01-15') });
    const first = await odoo.firstOpenDay?.(locked);
    expect(first).toBe('2026-02-01');
    if (first === undefined) throw new Error('no day');
    expect(posted(await odoo.post({ ...locked, date: first })).date).toBe('2026-02-01');
    expect(await odoo.firstOpenDay?.(invoice(6))).toBe('2026-11-20');
  });

  it('for taxes hold for an entry on an account that belongs to a tax report', async () => {
    await books.sql(
      `insert into account_account_account_tag (account_account_id, account_account_tag_id)
       select a.id, t.id from account_account a, account_account_tag t
       where a.id = (select account_id from account_move_line l join account_move m on m.id = l.move_id
                     where m.ref = 'traede:acme:accounting-entry:1' order by l.id limit 1)
       and t.applicability = 'taxes' order by t.id limit 1`,
    );
    await withLockDates({ tax_lock_date: '2026-03-31' }, async () => {
      const outcome = await odoo.post(journalEntry(7, early));
      // Whether such a tag reaches the line is the release's affair: what counts is that the day is never moved.
      if (outcome.kind === 'posted') expect(outcome.receipt.date).toBe('2026-03-15');
      else expect(refusal(outcome)).toMatch(/^period-closed/);
    });
  });
});

describe('preflight', () => {
  async function written(): Promise<unknown> {
    const tables = ['account_move', 'account_move_line', 'res_partner', 'ir_model_data'];
    const [counts] = await books.sql(
      `select ${tables.map((table) => `(select count(*) from ${table}) as ${table}`).join()}`,
    );
    return counts;
  }

  const unlinked = creditNote(50, { corrects: invoiceReference(99_999) });
  const refused: readonly (readonly [what: string, posting: Posting, code: string])[] = [
    ['a locked day', invoice(51, { date: day('2026-01-15') }), 'period-closed'],
    [
      'an unknown account',
      invoice(52, { lines: [{ net: '1.00', tax: '0.25', account: '99999999' }] }),
      'account-unknown',
    ],
    [
      'a tax of another rate',
      invoice(53, { lines: [{ net: '1.00', tax: '0.12', taxRate: decimal(12) }] }),
      'tax-code-unknown',
    ],
    ['an inactive currency', invoice(54, { currency: 'ISK' }), 'currency-unknown'],
    ['a currency without a rate', invoice(55, { currency: 'SEK' }), 'currency-unknown'],
    ['a credit note without its invoice', unlinked, 'invoice-not-posted'],
    ['an unknown payment term', invoice(57, { paymentTerm: 'whenever' }), 'erp-rejected'],
    [
      'an entry on an unknown account',
      journalEntry(58, { lines: journalEntry(58).lines.map((line) => ({ ...line, account: '99999999' })) }),
      'account-unknown',
    ],
  ];

  it.each(refused)('says of %s what posting says, and writes nothing', async (_what, posting, code) => {
    const before = await written();
    const problem = await odoo.preflight?.(posting);
    expect(problem?.code).toBe(code);
    expect(await odoo.post(posting)).toEqual({ kind: 'rejected', problem });
    expect(await written()).toEqual(before);
  });

  it('takes no rate of a later day', async () => {
    await books.sql(
      `insert into res_currency_rate (name, rate, currency_id, company_id)
       select '2026-12-01', 1.5, id, 1 from res_currency where name = 'SEK'`,
    );
    expect((await odoo.preflight?.(invoice(59, { currency: 'SEK' })))?.code).toBe('currency-unknown');
    const december = invoice(59, { currency: 'SEK', date: day('2026-12-01') });
    expect(await odoo.preflight?.(december)).toBeUndefined();
    await books.sql("delete from res_currency_rate where name = '2026-12-01'");
  });

  it('says nothing against a good document, not even of a customer that is to be created', async () => {
    const before = await written();
    expect(await odoo.preflight?.(invoice(60))).toBeUndefined();
    const customer = { number: 'NEW', name: 'New', country: 'DK', vatNumber: null };
    const creating = books.adapter({ createCustomers: true });
    expect(await creating.preflight?.(invoice(61, { customer }))).toBeUndefined();
    expect((await odoo.preflight?.(invoice(61, { customer })))?.code).toBe('customer-unknown');
    expect(await written()).toEqual(before);
  });
});

it('the chart names what the configuration may name', async () => {
  const chart = await odoo.chart?.();
  expect(chart?.currency).toBe('DKK');
  expect(chart?.accounts).toContainEqual({ number: '1010', name: 'Sales in Denmark', kind: 'income' });
  expect(chart?.accounts).toContainEqual({ number: '6902', name: 'VAT owed', kind: 'tax' });
  expect(chart?.accounts).toContainEqual({ number: '2010', name: 'Cost of goods sold', kind: 'expense' });
  expect(chart?.accounts.some(({ kind }) => kind === 'receivable')).toBe(true);
  expect(chart?.taxCodes.find(({ code }) => code === 'U25')?.rate.toFixed()).toBe('25');
  expect(chart?.currencies).toEqual(expect.arrayContaining(['DKK', 'EUR', 'SEK']));
  expect(chart?.journals).toEqual(expect.arrayContaining(['INV', 'MISC']));
  expect(chart?.paymentTerms).toContain('30 days net');
});

describe('check', () => {
  const wrong = async (options: Partial<OdooOptions>) =>
    (await books.adapter({ today: () => day('2026-11-20'), ...options }).check()).filter(({ ok }) => !ok);

  it('finds nothing wrong with what is in order', async () => {
    const mapping = {
      accounts: ['1010', '1050'],
      taxCodes: [{ code: 'U25', rate: decimal(25) }],
      currencies: ['DKK', 'EUR'],
      paymentTerm: '30 days net',
      sampleCustomer: 'C1',
      createCustomers: true,
    };
    expect(await wrong(mapping)).toEqual([]);
  });

  it.each([
    ['an unknown account', { accounts: ['4711'] }, 'account 4711', 'Odoo does not hold the account 4711'],
    [
      'a tax of another rate',
      { taxCodes: [{ code: 'U25', rate: decimal(12) }] },
      'VAT code U25',
      "its rate is 25 %, the document's 12 %",
    ],
    [
      'an unknown tax',
      { taxCodes: [{ code: 'U99', rate: decimal(25) }] },
      'VAT code U99',
      'there is no tax on sales',
    ],
    ['a currency that is not active', { currencies: ['ISK'] }, 'currency ISK', 'not active'],
    ['a currency without a rate', { currencies: ['SEK'] }, 'currency SEK', 'no rate'],
    ['an unknown journal', { entryJournal: 'NONE' }, 'journal NONE', 'erp.entryJournal'],
    ['a journal of another type', { salesJournal: 'MISC' }, 'journal MISC', 'type Sales'],
    ['an unknown payment term', { paymentTerm: 'whenever' }, 'payment term whenever', 'whenever'],
    ['another company', { company: 'Nobody ApS' }, 'company', 'erp.company'],
    ['an unknown customer', { sampleCustomer: 'C9' }, 'customer C9', 'C9'],
    ['a locked day', { today: () => day('2026-01-15') }, 'lock dates on 2026-01-15', '2026-01-31'],
  ])('names %s, and the remedy', async (_what, options, subject, detail) => {
    const [first, ...others] = await wrong(options);
    expect(others).toEqual([]);
    expect(first?.subject).toBe(subject);
    expect(first?.detail).toContain(detail);
  });

  it('names the rights that a user lacks', async () => {
    const { company, password } = books.server;
    const restricted =
      RELEASE === '19.0' ? { key: company.keys.restricted } : { user: 'restricted', key: password };
    const told = await wrong(restricted);
    expect(told.length).toBeGreaterThan(0);
    expect(told.map(({ detail }) => detail).join(' ')).toMatch(/right|may not/);
  });

  it('names a database that is not there, and a key that is not valid', async () => {
    expect(await wrong({ database: 'nowhere' })).toEqual([
      expect.objectContaining({
        subject: 'connection',
        detail: expect.stringMatching(/erp\.database/) as string,
      }),
    ]);
    expect(await wrong({ key: 'another' })).toEqual([
      expect.objectContaining({ subject: 'connection', detail: expect.stringMatching(/API key/) as string }),
    ]);
  });
});
