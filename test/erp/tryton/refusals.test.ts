import type { Posting } from '../../../src/accounting/posting';
import { ErpAccessDeniedError, ErpNotReadyError, type ErpAdapter } from '../../../src/erp/adapter';
import { decimal } from '../../../src/money';
import { containing } from '../ledger/matchers';
import { day, invoice, invoiceReference, journalEntry } from '../ledger/postings';
import {
  openTestBooks,
  posted,
  PROVISIONING_TIMEOUT_MS,
  rejectedCode,
  statesOf,
  type TestBooks,
} from './test-books';

let books: TestBooks;
let tryton: ErpAdapter;
beforeAll(async () => {
  books = await openTestBooks();
  tryton = books.adapter();
}, PROVISIONING_TIMEOUT_MS);
afterAll(() => books.close());

describe('what cannot be booked is rejected, and leaves nothing behind', () => {
  const unbalanced = () =>
    journalEntry(102, { lines: journalEntry(102).lines.map((line) => ({ ...line, credit: decimal(0) })) });

  it.each<[string, string, Posting]>([
    [
      'a customer that is not there',
      'customer-unknown',
      invoice(101, { customer: { number: 'C404', name: 'Jane', country: 'DK', vatNumber: null } }),
    ],
    [
      'an account that is not there',
      'account-unknown',
      invoice(102, { lines: [{ net: '1.00', tax: '0.25', account: '4711' }] }),
    ],
    [
      'an account that is not there, in an entry',
      'account-unknown',
      journalEntry(101, { lines: journalEntry(101).lines.map((line) => ({ ...line, account: '4711' })) }),
    ],
    [
      'a VAT code that is not there',
      'tax-code-unknown',
      invoice(103, { lines: [{ net: '1.00', tax: '0.25', taxCode: 'U99' }] }),
    ],
    [
      'a VAT code with another rate',
      'tax-code-unknown',
      invoice(104, { lines: [{ net: '1.00', tax: '0.12', taxRate: decimal(12) }] }),
    ],
    [
      'a description that several VAT codes have',
      'tax-code-unknown',
      invoice(105, { lines: [{ net: '1.00', tax: '0.00', taxRate: decimal(0), taxCode: 'VAT 0 %' }] }),
    ],
    ['a currency that is not there', 'currency-unknown', invoice(106, { currency: 'XXX' })],
    ['a currency without a rate', 'currency-unknown', invoice(107, { currency: 'SEK' })],
    [
      'a currency before its first rate',
      'period-closed',
      invoice(108, { currency: 'EUR', date: day('2019-01-01') }),
    ],
    ['an entry in another currency', 'currency-unknown', journalEntry(103, { currency: 'EUR' })],
    ['a day without a period', 'period-closed', invoice(109, { date: day('2024-12-31') })],
    ['an entry that does not balance', 'erp-rejected', unbalanced()],
    ['fractions of a cent', 'erp-rejected', invoice(110, { lines: [{ net: '1.005', tax: '0.25' }] })],
    [
      'totals that are not those of the lines',
      'erp-rejected',
      invoice(111, { totals: { net: decimal(1), tax: decimal(1), total: decimal(2) } }),
    ],
    ['no lines', 'erp-rejected', invoice(112, { lines: [] })],
    ['VAT far from its rate', 'erp-rejected', invoice(113, { lines: [{ net: '100.00', tax: '24.00' }] })],
    [
      'an account that is not for revenue',
      'erp-rejected',
      invoice(114, { lines: [{ net: '1.00', tax: '0.25', account: '5400' }] }),
    ],
  ])('%s', async (_name, code, posting) => {
    const outcome = await tryton.post(posting);
    expect(rejectedCode(outcome)).toBe(code);
    expect(JSON.stringify(outcome)).not.toMatch(/Jane|Butik/);
    expect(await statesOf(books, posting.reference)).toEqual([]);
  });

  it('a customer of whom there are several', async () => {
    const byName = books.adapter({ customerLookup: 'name' });
    const customer = { number: 'x', name: 'Butik Syd A/S', country: null, vatNumber: null };
    const outcome = await byName.post(invoice(120, { customer }));
    expect(rejectedCode(outcome)).toBe('customer-unknown');
    expect(JSON.stringify(outcome)).not.toContain('Butik');
  });
});

describe('warnings', () => {
  const late = (id: number) => invoice(id, { date: day('2025-03-01') });

  it('that the configuration does not name stop the document, and say how to acknowledge them', async () => {
    const outcome = await books.adapter({ paymentTerm: '30 days' }).post(late(300));
    expect(outcome).toMatchObject({
      kind: 'rejected',
      problem: {
        code: 'erp-rejected',
        remedy: containing('erp.acknowledgedWarnings: [invoice_payment_term]'),
      },
    });
    expect(await statesOf(books, invoiceReference(300))).toEqual([]);
  });

  it('that the configuration names are acknowledged', async () => {
    const options = { paymentTerm: '30 days', acknowledgedWarnings: ['invoice_payment_term'] };
    posted(await books.adapter(options).post(late(301)));
  });
});

describe('periods and the order of dates', () => {
  it('a document dated before the last numbered one is told as such', async () => {
    posted(await tryton.post(invoice(400)));
    const outcome = await tryton.post(invoice(401, { date: day('2026-11-19') }));
    expect(outcome).toMatchObject({ kind: 'rejected', problem: { code: 'date-order' } });
    expect(await statesOf(books, invoiceReference(401))).toEqual([]);
  });

  it('a closed period refuses a document', async () => {
    await books.sql(`update account_period set state = 'closed' where name = '2026-10'`);
    expect(rejectedCode(await tryton.post(journalEntry(400, { date: day('2026-10-05') })))).toBe(
      'period-closed',
    );
    expect(rejectedCode(await tryton.post(invoice(402, { date: day('2026-10-05') })))).toBe('period-closed');
  });
});

describe('a Tryton that can take no document', () => {
  it.each([
    ['the company is not there', { company: 'Nobody' }, 'Nobody'],
    ['the journal is not there', { revenueJournal: 'NONE' }, 'NONE'],
    ['the payment term is not there', { paymentTerm: 'someday' }, 'someday'],
    ['the receivable account is not there', { receivableAccount: '4711' }, '4711'],
  ])('as %s', async (_name, options, named) => {
    const posting = books.adapter(options).post(invoice(500));
    await expect(posting).rejects.toThrow(ErpNotReadyError);
    await expect(posting).rejects.toThrow(named);
  });

  it('as the database is not there', async () => {
    await expect(books.adapter({ database: 'nowhere' }).post(invoice(500))).rejects.toThrow(ErpNotReadyError);
  });

  it('as the other series is configured', async () => {
    const series = books.server.series === '6.0' ? '8.2' : '6.0';
    await expect(books.adapter({ series }).post(invoice(500))).rejects.toThrow(ErpNotReadyError);
  });

  it('as the password is wrong', async () => {
    const posting = books.adapter({ password: 'wrong-canary' }).post(invoice(500));
    await expect(posting).rejects.toThrow(ErpAccessDeniedError);
    await expect(posting).rejects.not.toThrow(/canary/);
  });

  it('as no period is open', async () => {
    await books.sql(`update account_period set state = 'closed' where state = 'open' and name <> 'kept'`);
    await expect(tryton.post(invoice(500))).rejects.toThrow(ErpNotReadyError);
    await books.sql(`update account_period set state = 'open' where state = 'closed'`);
    posted(await tryton.post(invoice(500)));
  });
});
