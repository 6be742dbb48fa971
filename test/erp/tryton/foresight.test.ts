import type { Posting } from '../../../src/accounting/posting';
import { ErpAccessDeniedError, ErpNotReadyError, type ErpAdapter } from '../../../src/erp/adapter';
import type { TrytonOptions } from '../../../src/erp/tryton';
import { decimal } from '../../../src/money';
import { creditNote, day, invoice, invoiceReference, journalEntry } from '../ledger/postings';
import { startLossyProxy, type LossyProxy } from './lossy-proxy';
import { openTestBooks, posted, PROVISIONING_TIMEOUT_MS, type TestBooks } from './test-books';

let books: TestBooks;
let tryton: ErpAdapter;
let proxy: LossyProxy;
beforeAll(async () => {
  books = await openTestBooks();
  tryton = books.adapter();
  proxy = await startLossyProxy(books.server.url);
}, PROVISIONING_TIMEOUT_MS);
afterAll(async () => {
  await books.close();
  await proxy.close();
});

const stranger = { number: 'NEW-1', name: 'New Shop', country: null, vatNumber: null };

function preflight(adapter: ErpAdapter, posting: Posting) {
  if (adapter.preflight === undefined) throw new Error('no preflight');
  return adapter.preflight(posting);
}

function firstOpenDay(posting: Posting) {
  if (tryton.firstOpenDay === undefined) throw new Error('no first open day');
  return tryton.firstOpenDay(posting);
}

describe('preflight', () => {
  it('finds nothing against what can be posted, and only reads', async () => {
    const adapter = books.adapter({ url: proxy.url, createCustomers: true });
    for (const posting of [
      invoice(1),
      creditNote(1),
      journalEntry(1),
      invoice(2, { customer: stranger, paymentTerm: '14 days' }),
    ]) {
      expect(await preflight(adapter, posting)).toBeUndefined();
    }
    const methods = new Set(proxy.methods.map((method) => method.split('.').at(-1)));
    expect([...methods].toSorted()).toEqual(['login', 'read', 'search_read']);
    const rows = await books.sql(`select from party_party where code = 'NEW-1'`);
    expect(rows).toEqual([]);
  });

  it.each<[string, string, Posting, Partial<TrytonOptions>]>([
    ['a customer that would not be created', 'customer-unknown', invoice(3, { customer: stranger }), {}],
    [
      'a customer that cannot be created',
      'customer-unknown',
      invoice(3, { customer: { ...stranger, country: 'XX' } }),
      { createCustomers: true },
    ],
    ['a payment term that is not there', 'payment-term-unknown', invoice(4, { paymentTerm: 'someday' }), {}],
    ['a day without a period', 'period-closed', invoice(5, { date: day('2024-12-31') }), {}],
    ['a currency without a rate', 'currency-unknown', invoice(6, { currency: 'SEK' }), {}],
    [
      'an invoice that is not there',
      'invoice-not-posted',
      creditNote(7, { corrects: invoiceReference(404) }),
      {},
    ],
    ['an entry in another currency', 'currency-unknown', journalEntry(8, { currency: 'EUR' }), {}],
  ])('foresees that %s is refused', async (_name, code, posting, options) => {
    expect(await preflight(books.adapter(options), posting)).toMatchObject({ code });
  });

  it('tells what concerns every document as such', async () => {
    await expect(preflight(books.adapter({ revenueJournal: 'NONE' }), invoice(9))).rejects.toThrow(
      ErpNotReadyError,
    );
    await expect(preflight(books.adapter({ password: 'wrong' }), invoice(9))).rejects.toThrow(
      ErpAccessDeniedError,
    );
  });
});

describe('the first open day', () => {
  const closed = (month: string, state: 'open' | 'closed') =>
    books.sql(`update account_period set state = $2 where name = $1`, [month, state]);

  it('is the next period, where the own one is closed', async () => {
    await closed('2026-03', 'closed');
    await closed('2026-04', 'closed');
    expect(await firstOpenDay(invoice(10, { date: day('2026-03-14') }))).toBe('2026-05-01');
    expect(await firstOpenDay(journalEntry(10, { date: day('2026-03-14') }))).toBe('2026-05-01');
    expect(await firstOpenDay(invoice(10, { date: day('2026-05-14') }))).toBe('2026-05-14');
  });

  it('is past years, where nothing earlier is open, and none where nothing is', async () => {
    expect(await firstOpenDay(invoice(11, { date: day('2019-07-01') }))).toBe('2025-01-01');
    expect(await firstOpenDay(invoice(11, { date: day('2099-01-01') }))).toBeUndefined();
  });

  it('is not before the last day that Tryton has numbered, each sequence for itself', async () => {
    posted(await tryton.post(invoice(12, { date: day('2026-06-10') })));
    expect(await firstOpenDay(invoice(13, { date: day('2026-03-14') }))).toBe('2026-06-10');
    expect(await firstOpenDay(creditNote(13, { date: day('2026-03-14') }))).toBe('2026-05-01');
    expect(await firstOpenDay(journalEntry(13, { date: day('2026-03-14') }))).toBe('2026-05-01');
    // Last year's sequence has numbered nothing.
    expect(await firstOpenDay(invoice(13, { date: day('2025-03-14') }))).toBe('2025-03-14');
  });

  it('goes on where the last day lies in a period that was closed since', async () => {
    await closed('2026-06', 'closed');
    expect(await firstOpenDay(invoice(14, { date: day('2026-03-14') }))).toBe('2026-07-01');
  });

  it('is a day that Tryton takes, and preflight foresees those that it does not', async () => {
    const early = invoice(15, { date: day('2026-05-14') });
    expect(await preflight(tryton, early)).toMatchObject({ code: 'date-order' });
    const date = await firstOpenDay(early);
    if (date === undefined) throw new Error('there is one');
    expect(await preflight(tryton, { ...early, date })).toBeUndefined();
    posted(await tryton.post({ ...early, date }));
  });

  it('matters no more to a document that is posted', async () => {
    await closed('2026-07', 'closed');
    expect(await preflight(tryton, invoice(15, { date: day('2026-07-01') }))).toBeUndefined();
  });
});

it('tells the chart of the books', async () => {
  await books.sql(`update account_account set closed = true where code = '1190'`);
  await books.sql(`update currency_currency set active = false where code = 'SEK'`);
  const chart = await tryton.chart?.();
  const kinds = new Map(chart?.accounts.map(({ number, kind }) => [number, kind]));
  expect(Object.fromEntries(kinds)).toMatchObject({
    '1010': 'income',
    '2010': 'expense',
    '5400': 'other',
    '5600': 'receivable',
    '6902': 'tax',
  });
  expect(kinds.has('1190')).toBe(false);
  expect(chart).toMatchObject({
    currency: 'DKK',
    currencies: ['DKK', 'EUR'],
  });
  expect(chart?.paymentTerms).toEqual(expect.arrayContaining(['14 days', '30 days']));
  expect(chart?.journals).toEqual(expect.arrayContaining(['REV', 'MISC']));
  expect(chart?.taxCodes.find(({ code }) => code === 'U25')).toEqual({
    code: 'U25',
    name: 'VAT 25 %',
    rate: decimal(25),
  });
});
