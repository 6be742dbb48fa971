import { closeMonth, createLedger, openMonth } from '../../../src/erp/ledger';
import { createTestDatabase } from '../../support/database';
import {
  countDocuments,
  createLedgerDatabase,
  posted,
  rejectedCode,
  type LedgerDatabase,
} from './ledger-database';
import { containing } from './matchers';
import { day, invoice } from './postings';

let database: LedgerDatabase;
beforeEach(async () => {
  database = await createLedgerDatabase();
});
afterEach(() => database.drop());

it('refuses documents of a closed month, and takes them once it is open', async () => {
  const ledger = database.ledger();
  await closeMonth(database.pool, day('2026-11-07'));
  const outcome = await ledger.post(invoice(1, { date: day('2026-11-30') }));
  expect(rejectedCode(outcome)).toBe('period-closed');
  posted(await ledger.post(invoice(2, { date: day('2026-12-01') })));
  posted(await ledger.post(invoice(3, { date: day('2026-10-31') })));
  await openMonth(database.pool, day('2026-11-30'));
  expect(posted(await ledger.post(invoice(1, { date: day('2026-11-30') }))).number).toBe('INV-2026-00003');
});

it('answers with the receipt of a document that was posted before the month was closed', async () => {
  const ledger = database.ledger();
  const first = posted(await ledger.post(invoice(1)));
  await closeMonth(database.pool, first.date);
  expect(posted(await ledger.post(invoice(1)))).toEqual(first);
});

it('is held by the database itself', async () => {
  await closeMonth(database.pool, day('2026-11-01'));
  const insert = database.pool.query(
    `insert into ledger.entries (journal, date, currency, text) values ('general', '2026-11-20', 'DKK', '')`,
  );
  await expect(insert).rejects.toMatchObject({ code: '23514', constraint: 'period_open' });
});

it('closes only after the postings on their way are in the books', async () => {
  const client = await database.pool.connect();
  await client.query('begin');
  await client.query(
    `insert into ledger.entries (journal, date, currency, text) values ('general', '2026-11-20', 'DKK', '')`,
  );
  let closed = false;
  const closing = closeMonth(database.pool, day('2026-11-01')).then(() => {
    closed = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(closed).toBe(false);
  await client.query('rollback');
  client.release();
  await closing;
  expect(rejectedCode(await database.ledger().post(invoice(1)))).toBe('period-closed');
});

it('lets nothing slip in while eight writers post and the month closes', async () => {
  const ledger = database.ledger();
  const outcomes = Array.from({ length: 100 }, (_, index) => ledger.post(invoice(index + 1)));
  await Promise.any(outcomes);
  await closeMonth(database.pool, day('2026-11-01'));
  const atClosing = await countDocuments(database.pool);
  const kinds = new Set((await Promise.all(outcomes)).map(({ kind }) => kind));
  expect(kinds).not.toContain('uncertain');
  expect(await countDocuments(database.pool)).toBe(atClosing);
});

it('is looked at by check', async () => {
  const ledger = database.ledger({ today: () => day('2026-11-22') });
  await closeMonth(database.pool, day('2026-11-22'));
  expect(await ledger.check()).toContainEqual({
    subject: 'period 2026-11',
    ok: false,
    detail: containing('Open the month'),
  });
});

it('is not looked at by check before the migrations ran', async () => {
  const empty = await createTestDatabase();
  const results = await createLedger({ pool: empty.pool }).check();
  await empty.drop();
  expect(results.map(({ subject, ok }) => [subject, ok])).toEqual([
    ['connection', true],
    ['migrations', false],
  ]);
});
