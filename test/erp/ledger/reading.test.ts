import type { ExternalReference } from '../../../src/document';
import type { Receipt } from '../../../src/erp/adapter';
import { createLedger } from '../../../src/erp/ledger';
import { createLedgerDatabase, posted, quietPool, type LedgerDatabase } from './ledger-database';
import { day, invoice, invoiceReference, journalEntry } from './postings';

/** More than two pages of a list. */
const DOCUMENT_COUNT = 1_203;

let database: LedgerDatabase;
beforeAll(async () => {
  database = await createLedgerDatabase();
  const ledger = database.ledger();
  const ids = Array.from({ length: DOCUMENT_COUNT }, (_, index) => index + 1);
  const writer = async () => {
    for (let id = ids.shift(); id !== undefined; id = ids.shift()) {
      posted(await ledger.post(invoice(id, { date: dateOf(id) })));
    }
  };
  await Promise.all(Array.from({ length: 8 }, writer));
});
afterAll(() => database.drop());

/** Many documents a day, and not in the order of their posting. */
function dateOf(id: number) {
  return day(`2026-11-${String(1 + ((id * 7) % 20)).padStart(2, '0')}`);
}

async function collect(receipts: AsyncIterable<Receipt>): Promise<Receipt[]> {
  const collected: Receipt[] = [];
  for await (const receipt of receipts) collected.push(receipt);
  return collected;
}

describe('list', () => {
  it('gives every document once, oldest first', async () => {
    const receipts = await collect(database.ledger().list());
    expect(new Set(receipts.map(({ reference }) => reference)).size).toBe(DOCUMENT_COUNT);
    expect(receipts).toHaveLength(DOCUMENT_COUNT);
    const dates = receipts.map(({ date }) => date);
    expect(dates).toEqual([...dates].sort());
  });

  it('begins with the day that is asked for', async () => {
    const receipts = await collect(database.ledger().list({ since: day('2026-11-15') }));
    const expected = Array.from({ length: DOCUMENT_COUNT }, (_, index) => dateOf(index + 1));
    expect(receipts).toHaveLength(expected.filter((date) => date >= '2026-11-15').length);
    expect(receipts[0]?.date).toBe('2026-11-15');
  });

  it('can be left early and aborted', async () => {
    const receipts = database.ledger().list()[Symbol.asyncIterator]();
    expect((await receipts.next()).done).toBe(false);
    await receipts.return?.();
    const aborted = database.ledger().list({ signal: AbortSignal.abort() });
    await expect(collect(aborted)).rejects.toThrow('aborted by the caller');
  });

  it('passes over documents whose reference is not ours', async () => {
    await database.pool.query(
      `select ledger.post($1::jsonb, '{"mode": "open", "unlinkedCreditNotes": "reject"}')`,
      [
        JSON.stringify({
          kind: 'journal-entry',
          reference: 'by hand',
          date: '2026-10-01',
          currency: 'DKK',
          net: '1',
          tax: '0',
          total: '1',
          text: '',
          lines: [
            { kind: 'journal', account: '1', description: '', net: '1', tax: '0', debit: '1', credit: '0' },
            { kind: 'journal', account: '2', description: '', net: '-1', tax: '0', debit: '0', credit: '1' },
          ],
        }),
      ],
    );
    expect(await collect(database.ledger().list())).toHaveLength(DOCUMENT_COUNT);
  });
});

describe('find', () => {
  it('answers for a thousand references by one query, and leaves out what is not there', async () => {
    const known = Array.from({ length: 1_000 }, (_, index) => invoiceReference(index + 1));
    const unknown = Array.from({ length: 1_000 }, (_, index) => invoiceReference(900_000 + index));
    const queries = jest.spyOn(database.pool, 'connect');
    const found = await database.ledger().find([...known, ...unknown]);
    expect(queries).toHaveBeenCalledTimes(1);
    queries.mockRestore();
    expect(found.size).toBe(1_000);
    expect(known.every((reference) => found.get(reference)?.reference === reference)).toBe(true);
  });

  it('gives the same receipt as the posting', async () => {
    const receipt = posted(await database.ledger().post(journalEntry(1)));
    expect(await database.ledger().find([receipt.reference])).toEqual(
      new Map([[receipt.reference, receipt]]),
    );
  });

  it.each<[string, ExternalReference[]]>([
    ['no reference', []],
    ['one that cannot be stored', ['traede:a\u0000:invoice:1']],
    ['hostile ones', ["traede:'; drop table ledger.documents; --:invoice:1", 'traede:{"}:invoice:1']],
  ])('finds nothing for %s', async (_name, references) => {
    expect(await database.ledger().find(references)).toEqual(new Map());
  });

  it('gives dates as plain days, whatever the session shows', async () => {
    const german = quietPool({ connectionString: database.url, options: '-c datestyle=German' });
    const shown = await german.query<{ day: string }>(`select date '2026-11-20'::text as day`);
    expect(shown.rows).toEqual([{ day: '20.11.2026' }]);
    const found = await createLedger({ pool: german }).find([invoiceReference(1)]);
    await german.end();
    expect(found.get(invoiceReference(1))?.date).toBe(dateOf(1));
  });
});
