import { z } from 'zod';
import type { Posting } from '../../../src/accounting/posting';
import type { ErpAdapter } from '../../../src/erp/adapter';
import { openJsonPost } from '../../../src/erp/json-post';
import { createSession, type Session } from '../../../src/erp/tryton/session';
import { creditNote, day, invoice, invoiceReference, journalEntry } from '../ledger/postings';
import { startLossyProxy, type LossyProxy } from './lossy-proxy';
import { openTestBooks, posted, PROVISIONING_TIMEOUT_MS, statesOf, type TestBooks } from './test-books';

let books: TestBooks;
let tryton: ErpAdapter;
let proxy: LossyProxy;
/** What a person does by hand in Tryton. */
let person: Session;
beforeAll(async () => {
  books = await openTestBooks();
  tryton = books.adapter();
  proxy = await startLossyProxy(books.server.url);
  const { url, series } = books.server;
  person = createSession(openJsonPost(url, 20_000, 6), series, books.server);
  person.setContext({ company: 1 });
}, PROVISIONING_TIMEOUT_MS);
afterAll(async () => {
  await person.close();
  await books.close();
  await proxy.close();
});

/** Leaves a draft behind, as a writer that dies before it posts. @returns its id */
async function leaveDraft(posting: Posting): Promise<number> {
  const isEntry = posting.kind === 'journal-entry';
  proxy.failAt(1, 'request-lost', `model.account.${isEntry ? 'move' : 'invoice'}.post`);
  const outcome = await books.adapter({ url: proxy.url }).post(posting);
  expect(outcome.kind).toBe('uncertain');
  const table = isEntry ? 'account_move where description' : 'account_invoice where reference';
  const rows = await books.sql<{ id: number }>(`select max(id) as id from ${table} = $1`, [
    posting.reference,
  ]);
  return rows[0]?.id ?? 0;
}

/** A second draft with the same content. */
async function doubleInvoice(id: number, reference: string): Promise<number> {
  const date = { __class__: 'date', year: 2026, month: 11, day: 20 };
  const values = { reference, invoice_date: date, accounting_date: date };
  const ids = await person.call('model.account.invoice.copy', [[id], values], z.array(z.number()));
  return ids[0] ?? 0;
}

describe('of drafts under one reference', () => {
  it('the lowest is posted, the others are removed', async () => {
    const first = await leaveDraft(invoice(1));
    const second = await doubleInvoice(first, invoiceReference(1));
    expect(second).toBeGreaterThan(first);
    expect(await statesOf(books, invoiceReference(1))).toEqual(['draft', 'draft']);
    expect(posted(await tryton.post(invoice(1))).erpId).toBe(String(first));
    expect(await statesOf(books, invoiceReference(1))).toEqual(['posted']);
  });

  it('one that is posted already wins, whatever its id', async () => {
    const first = await leaveDraft(invoice(2));
    const second = await doubleInvoice(first, invoiceReference(2));
    await person.call('model.account.invoice.post', [[second]], z.unknown());
    expect(posted(await tryton.post(invoice(2))).erpId).toBe(String(second));
    expect(await statesOf(books, invoiceReference(2))).toEqual(['posted']);
  });

  it('none is found, as a draft is not posted', async () => {
    await leaveDraft(invoice(3));
    expect(await tryton.find([invoiceReference(3)])).toEqual(new Map());
  });

  it('one whose content is not what is to be posted is replaced', async () => {
    const stale = await leaveDraft(invoice(4));
    const changed = invoice(4, { lines: [{ net: '10.00', tax: '2.50' }] });
    const receipt = posted(await tryton.post(changed));
    expect(receipt.erpId).not.toBe(String(stale));
    expect(receipt.total.toFixed(2)).toBe('12.50');
    expect(await statesOf(books, invoiceReference(4))).toEqual(['posted']);
  });

  it('the same holds for journal entries', async () => {
    const first = await leaveDraft(journalEntry(1));
    expect(posted(await tryton.post(journalEntry(1))).erpId).toBe(String(first));
    expect(await statesOf(books, journalEntry(1).reference)).toEqual(['posted']);
  });
});

/** Enough for the writers to meet at many different moments. */
const ROUNDS = 6;
const RACE_TIMEOUT_MS = 300_000;

describe('two writers without a turn', () => {
  it.each<[string, (id: number) => Posting]>([
    ['an invoice', (id) => invoice(100 + id, { date: day('2026-12-01') })],
    ['a credit note', (id) => creditNote(100 + id, { date: day('2026-12-01') })],
    ['a journal entry', (id) => journalEntry(100 + id)],
  ])(
    'post %s once, and both are told the same',
    async (_name, make) => {
      const writers = [
        books.adapter({ acknowledgedWarnings: ['invoice_date_future'] }),
        books.adapter({ acknowledgedWarnings: ['invoice_date_future'] }),
      ];
      for (let id = 1; id <= ROUNDS; id += 1) {
        const posting = make(id);
        const [one, other] = await Promise.all(writers.map((writer) => writer.post(posting)));
        expect(await statesOf(books, posting.reference)).toEqual(['posted']);
        expect(one?.kind).toBe('posted');
        expect(other).toEqual(one);
      }
    },
    RACE_TIMEOUT_MS,
  );

  it('post once when the second draft appears right before the first is posted', async () => {
    const posting = invoice(200, { date: day('2026-12-01') });
    let second: Promise<unknown> = Promise.resolve();
    const options = { acknowledgedWarnings: ['invoice_date_future'] };
    proxy.before('model.account.invoice.post', async () => {
      proxy.before('model.account.invoice.post', () => Promise.resolve());
      const [draft] = await books.sql<{ id: number }>('select id from account_invoice where reference = $1', [
        posting.reference,
      ]);
      await doubleInvoice(draft?.id ?? 0, posting.reference);
      second = books.adapter(options).post(posting);
      await second;
    });
    const first = await books.adapter({ ...options, url: proxy.url }).post(posting);
    expect(await second).toEqual(first);
    expect(first.kind).toBe('posted');
    expect(await statesOf(books, posting.reference)).toEqual(['posted']);
  });
});
