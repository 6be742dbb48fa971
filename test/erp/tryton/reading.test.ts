import { ErpUnavailableError, type ErpAdapter, type Receipt } from '../../../src/erp/adapter';
import type { ExternalReference } from '../../../src/document';
import { creditNote, day, invoice, invoiceReference, journalEntry } from '../ledger/postings';
import { startLossyProxy } from './lossy-proxy';
import { openTestBooks, posted, PROVISIONING_TIMEOUT_MS, type TestBooks } from './test-books';

let books: TestBooks;
let tryton: ErpAdapter;
const receipts: Receipt[] = [];
beforeAll(async () => {
  books = await openTestBooks();
  tryton = books.adapter();
  for (let id = 1; id <= 5; id += 1) {
    const date = day(`2026-11-0${id}`);
    receipts.push(posted(await tryton.post(invoice(id, { date }))));
    receipts.push(posted(await tryton.post(journalEntry(id, { date }))));
  }
  receipts.push(
    posted(await tryton.post(creditNote(5, { date: day('2026-11-05'), corrects: invoiceReference(5) }))),
  );
}, PROVISIONING_TIMEOUT_MS);
afterAll(() => books.close());

async function collect(list: AsyncIterable<Receipt>): Promise<Receipt[]> {
  const collected: Receipt[] = [];
  for await (const receipt of list) collected.push(receipt);
  return collected;
}

function byReference(given: readonly Receipt[]): Receipt[] {
  return given.toSorted((a, b) => (a.reference < b.reference ? -1 : 1));
}

describe('find', () => {
  it('answers for all kinds at once, equal to what the postings answered, by one search for each model', async () => {
    const proxy = await startLossyProxy(books.server.url);
    const adapter = books.adapter({ url: proxy.url });
    const wanted = receipts.map(({ reference }) => reference);
    const unknown = Array.from({ length: 150 }, (_, index) => invoiceReference(9_000 + index));
    const found = await adapter.find([...wanted, ...unknown]);
    expect(byReference([...found.values()])).toEqual(byReference(receipts));
    expect(proxy.methods.filter((method) => /account\.(invoice|move)\.search_read/.test(method))).toEqual([
      'model.account.invoice.search_read',
      'model.account.move.search_read',
    ]);
    await proxy.close();
  });

  it('takes more references than one search holds', async () => {
    const many = Array.from({ length: 450 }, (_, index) => invoiceReference(index + 1));
    expect((await tryton.find(many)).size).toBe(5);
  });

  it('keeps types with the same number apart', async () => {
    const found = await tryton.find(['traede:acme:accounting-entry:5', 'traede:acme:credit-note:5']);
    expect([...found.values()].map(({ reference }) => reference).sort()).toEqual([
      'traede:acme:accounting-entry:5',
      'traede:acme:credit-note:5',
    ]);
  });

  it.each<[string, ExternalReference[]]>([
    ['no reference', []],
    ['one that cannot be stored', ['traede:a\u0000:invoice:1']],
    ['hostile ones', ["traede:'; drop table account_invoice; --:invoice:1", 'traede:%:invoice:1']],
  ])('finds nothing for %s', async (_name, references) => {
    expect(await tryton.find(references)).toEqual(new Map());
  });

  it('does not find an invoice that was cancelled', async () => {
    const { reference, erpId } = posted(await tryton.post(invoice(77)));
    await books.sql(`update account_invoice set state = 'cancelled' where id = $1`, [Number(erpId)]);
    expect(await tryton.find([reference])).toEqual(new Map());
  });

  it('finds an invoice that was paid', async () => {
    const { reference, erpId } = posted(await tryton.post(invoice(78)));
    await books.sql(`update account_invoice set state = 'paid' where id = $1`, [Number(erpId)]);
    expect((await tryton.find([reference])).size).toBe(1);
    await books.sql(`update account_invoice set state = 'cancelled' where id = $1`, [Number(erpId)]);
  });
});

describe('list', () => {
  it('gives everything under our references, oldest first', async () => {
    const listed = await collect(tryton.list());
    expect(byReference(listed)).toEqual(byReference(receipts));
    const dates = listed.map(({ date }) => date);
    expect(dates).toEqual([...dates].sort());
  });

  it('begins with the day that is asked for', async () => {
    const listed = await collect(tryton.list({ since: day('2026-11-04') }));
    expect(byReference(listed)).toEqual(byReference(receipts.filter(({ date }) => date >= '2026-11-04')));
  });

  it('passes from page to page without losing or repeating one', async () => {
    // Copies in the database: posting hundreds of documents would take minutes.
    await books.sql(
      `insert into account_move (number, company, period, journal, date, post_date, description, state)
       select 'copy-' || n, m.company, m.period, m.journal, date '2026-11-10' + n % 7, m.post_date,
         'traede:acme:accounting-entry:' || 1000 + n, 'posted'
       from account_move m, generate_series(1, 450) n where m.description = 'traede:acme:accounting-entry:1'`,
    );
    const listed = await collect(tryton.list({ since: day('2026-11-10') }));
    expect(listed).toHaveLength(450);
    expect(new Set(listed.map(({ reference }) => reference)).size).toBe(450);
    expect(listed.map(({ date }) => date)).toEqual(listed.map(({ date }) => date).toSorted());
    await books.sql(`delete from account_move where number like 'copy-%'`);
  });

  it('passes over documents whose reference is none of ours, drafts, and suppliers’ invoices', async () => {
    await books.sql(
      `insert into account_move (number, company, period, journal, date, description, state)
       select 'hand-' || d.state, m.company, m.period, m.journal, m.date, d.description, d.state
       from account_move m, (values ('traede: by hand', 'posted'), ('traede:acme:accounting-entry:66', 'draft')) d(description, state)
       where m.description = 'traede:acme:accounting-entry:1'`,
    );
    expect(await collect(tryton.list())).toHaveLength(receipts.length);
  });

  it('can be left early and aborted', async () => {
    const listing = tryton.list()[Symbol.asyncIterator]();
    expect((await listing.next()).done).toBe(false);
    await listing.return?.();
    await expect(collect(tryton.list({ signal: AbortSignal.abort() }))).rejects.toThrow(ErpUnavailableError);
  });
});

it('names the books without credentials', () => {
  const { company } = books.adapter({ url: `${books.server.url}/` });
  expect(company).toBe(
    `tryton ${new URL(books.server.url).host}/${books.server.database} company the only one`,
  );
});
