import type { Pool, PoolClient } from 'pg';
import { countDocuments, createLedgerDatabase, posted, type LedgerDatabase } from './ledger-database';
import { invoice } from './postings';

/** What the database itself refuses, spoken to in plain SQL, past the adapter and its functions. */
let database: LedgerDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createLedgerDatabase();
  pool = database.pool;
  posted(await database.ledger().post(invoice(1)));
});
afterAll(() => database.drop());

type Line = readonly [lineNumber: number, debit: string, credit: string];

async function insertEntry(client: PoolClient, lines: readonly Line[]): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `insert into ledger.entries (journal, date, currency, text) values ('general', '2026-11-20', 'DKK', '') returning id`,
  );
  const id = rows[0]?.id ?? '';
  await insertLines(client, id, lines);
  return id;
}

async function insertLines(client: PoolClient, entry: string, lines: readonly Line[]): Promise<void> {
  for (const [lineNumber, debit, credit] of lines) {
    await client.query(
      `insert into ledger.entry_lines (entry_id, line_number, account, debit, credit, text)
       values ($1, $2, '1010', $3, $4, '')`,
      [entry, lineNumber, debit, credit],
    );
  }
}

async function transaction(work: (client: PoolClient) => Promise<unknown>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await work(client);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

const UNBALANCED = { code: '23514', constraint: 'entry_balanced' };
const FINAL = { code: '23001', constraint: 'posted_is_final' };

describe('balance', () => {
  it('takes an entry whose sides are equal', async () => {
    await transaction((client) =>
      insertEntry(client, [
        [1, '10.00', '0'],
        [2, '0', '4.00'],
        [3, '0', '6.00'],
      ]),
    );
    const { rows } = await pool.query(
      `select sum(debit) - sum(credit) as difference from ledger.entry_lines`,
    );
    expect(rows).toEqual([{ difference: '0.00' }]);
  });

  it.each<[string, readonly Line[]]>([
    [
      'out by a cent',
      [
        [1, '10.00', '0'],
        [2, '0', '9.99'],
      ],
    ],
    ['with one line', [[1, '0', '0']]],
    ['without lines', []],
    [
      'with a gap in its lines',
      [
        [1, '5.00', '0'],
        [3, '0', '5.00'],
      ],
    ],
  ])('refuses an entry %s', async (_name, lines) => {
    await expect(transaction((client) => insertEntry(client, lines))).rejects.toMatchObject(UNBALANCED);
  });

  it('refuses an entry that is spoilt after it was checked', async () => {
    const attempt = transaction(async (client) => {
      const entry = await insertEntry(client, [
        [1, '5.00', '0'],
        [2, '0', '5.00'],
      ]);
      await client.query('set constraints all immediate');
      await client.query('set constraints all deferred');
      await insertLines(client, entry, [[3, '1.00', '0']]);
    });
    await expect(attempt).rejects.toMatchObject(UNBALANCED);
  });

  it.each<[string, readonly Line[]]>([
    [
      'a negative side',
      [
        [1, '-5.00', '0'],
        [2, '0', '-5.00'],
      ],
    ],
    [
      'both sides at once',
      [
        [1, '5.00', '5.00'],
        [2, '5.00', '5.00'],
      ],
    ],
  ])('refuses a line with %s', async (_name, lines) => {
    await expect(transaction((client) => insertEntry(client, lines))).rejects.toMatchObject({
      code: '23514',
    });
  });

  it('refuses a document without an entry, or with one of another date', async () => {
    const insert = (entry: string, date: string) =>
      pool.query(
        `insert into ledger.documents
           (entry_id, external_reference, number, kind, date, currency, net, tax, total, text)
         values ($1, 'x', 'X', 'journal-entry', $2, 'DKK', 0, 0, 0, '')`,
        [entry, date],
      );
    await expect(insert('999999', '2026-11-20')).rejects.toMatchObject({ code: '23503' });
    let entry = '';
    await transaction(async (client) => {
      entry = await insertEntry(client, [
        [1, '5.00', '0'],
        [2, '0', '5.00'],
      ]);
    });
    await expect(insert(entry, '2026-11-19')).rejects.toMatchObject({ code: '23503' });
  });
});

describe('what is posted', () => {
  const tables = ['documents', 'document_lines', 'entries', 'entry_lines'];

  it.each(tables)('cannot be deleted from %s', async (table) => {
    await expect(pool.query(`delete from ledger.${table}`)).rejects.toMatchObject(FINAL);
    await expect(pool.query(`truncate ledger.${table} cascade`)).rejects.toMatchObject(FINAL);
    expect(await countDocuments(pool)).toBe(1);
  });

  it.each([
    'update ledger.documents set total = total + 1, net = net + 1',
    `update ledger.document_lines set description = ''`,
    `update ledger.entries set date = '2026-01-01'`,
    'update ledger.entry_lines set debit = debit * 2, credit = credit * 2',
  ])('cannot be changed: %s', async (statement) => {
    await expect(pool.query(statement)).rejects.toMatchObject(FINAL);
  });

  it('takes no further lines, balanced or not', async () => {
    const attempt = transaction(async (client) => {
      const { rows } = await client.query<{ id: string; last: number }>(
        `select entry_id as id, max(line_number) as last from ledger.entry_lines
         where entry_id = (select entry_id from ledger.documents) group by entry_id`,
      );
      const { id = '', last = 0 } = rows[0] ?? {};
      await insertLines(client, id, [
        [last + 1, '1.00', '0'],
        [last + 2, '0', '1.00'],
      ]);
    });
    await expect(attempt).rejects.toMatchObject(FINAL);
  });

  it('takes no further lines of its document', async () => {
    const insert = pool.query(
      `insert into ledger.document_lines (document_id, line_number, kind, description, net, tax, account)
       select id, 99, 'product', '', 0, 0, '1010' from ledger.documents`,
    );
    await expect(insert).rejects.toMatchObject(FINAL);
  });

  it('keeps its reference to itself', async () => {
    const again = transaction(async (client) => {
      const entry = await insertEntry(client, [
        [1, '5.00', '0'],
        [2, '0', '5.00'],
      ]);
      await client.query(
        `insert into ledger.documents
           (entry_id, external_reference, number, kind, date, currency, net, tax, total, text)
         values ($1, 'traede:acme:invoice:1', 'X', 'journal-entry', '2026-11-20', 'DKK', 0, 0, 0, '')`,
        [entry],
      );
    });
    await expect(again).rejects.toMatchObject({ code: '23505', constraint: 'external_reference_unique' });
  });
});
