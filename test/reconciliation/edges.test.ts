import type { Pool } from 'pg';
import { dayOf, parseMoment } from '../../src/plain-date';
import type { ErpAdapter } from '../../src/erp/adapter';
import { DEFAULT_BEHAVIOUR } from '../../src/simulator/behaviour';
import { reconcileProgressQuery } from '../../workflows/reconcile-messages';
import type { reconcile } from '../../workflows';
import { START_TIMEOUT_MS } from '../support/temporal';
import { keepHistory } from '../workflows/recorded-history';
import { dayFromNow, openBooks, SYSTEM_ID, type Books } from './books';

const COUNTS = { invoice: 70, 'credit-note': 10, 'accounting-entry': 90 };
const ALL = 170;
const TEST_TIMEOUT_MS = 180_000;

let books: Books;
/** What the ERP lists beside what it holds. */
let alsoListed: (erp: ErpAdapter) => ErpAdapter['list'] | undefined = () => undefined;

beforeAll(async () => {
  books = await openBooks({
    counts: COUNTS,
    wrapErp: (erp) => ({
      ...erp,
      list: (options) => (alsoListed(erp) ?? ((given) => erp.list(given)))(options),
    }),
  });
  await books.sync();
}, START_TIMEOUT_MS);
afterAll(() => books.close());
afterEach(() => {
  alsoListed = () => undefined;
  books.simulator.setBehaviour(DEFAULT_BEHAVIOUR);
  books.simulator.setFaults([]);
});

async function findings(pool: Pool, id: number) {
  const { rows } = await pool.query<{
    document_type: string;
    document_id: string;
    class: string;
    what: string;
  }>(
    `select document_type, document_id, class, differences -> 0 ->> 'what' as what
     from delivery.reconciled_documents where reconciliation_id = $1 and class <> 'agrees' order by 1, 2`,
    [id],
  );
  return rows.map((row) => [row.document_type, Number(row.document_id), row.class, row.what]);
}

it(
  'compares the documents of the period, and no others',
  async () => {
    const [from, to] = [dayFromNow(-100), dayFromNow(-60)];
    const isMeant = (day: string): boolean => day >= from && day <= to;
    const bookedOn = (createdAt: string): string => {
      const moment = parseMoment(createdAt);
      return moment === undefined ? '' : dayOf(moment, 'Europe/Copenhagen');
    };
    const { simulator } = books;
    const sales = [...simulator.documents('invoice'), ...simulator.documents('credit-note')];
    const meant =
      sales.filter(({ created_at: at }) => isMeant(bookedOn(at))).length +
      simulator.documents('accounting-entry').filter(({ date }) => isMeant(date)).length;
    const { classes, agree } = await books.reconcile({ from, to });
    expect(meant).toBeGreaterThan(20);
    expect({ agree, agrees: classes.agrees }).toEqual({ agree: true, agrees: meant });
  },
  TEST_TIMEOUT_MS,
);

it(
  'writes nothing, neither into TRAEDE nor into the ERP nor into the record',
  async () => {
    const before = await everything();
    await books.reconcile();
    expect(await everything()).toEqual(before);
  },
  TEST_TIMEOUT_MS,
);

async function everything() {
  const { rows } = await books.database.pool.query<{ all: string }>(
    `select md5(string_agg(t, '|' order by t)) as all from (
       select 'd' || d::text as t from delivery.deliveries d union all select 'c' || c::text from delivery.documents c
       union all select 'e' || e::text from delivery.events e union all select 'l' || l::text from delivery.looks l
       union all select 'b' || b::text from ledger.documents b) as everything`,
  );
  const marks = [...books.simulator.marks(SYSTEM_ID, 'invoice')].map(([id, { times }]) => [id, times]);
  return [rows[0]?.all, marks];
}

it(
  'takes another way of writing for no change, also where the record is of an older version',
  async () => {
    const { simulator, database } = books;
    const [midnight, moved, changed] = simulator.documents('accounting-entry').slice(-9);
    if (midnight === undefined || moved === undefined || changed === undefined) throw new Error('too few');
    simulator.edit('accounting-entry', midnight.id, { date: `${midnight.date.slice(0, 10)}T00:00:00Z` });
    simulator.edit('accounting-entry', moved.id, { date: `${moved.date.slice(0, 10)}T14:30:00+05:00` });
    simulator.edit('accounting-entry', changed.id, { text: 'Another text' });
    const before = await findings(database.pool, (await books.reconcile()).reconciliationId);
    expect(before).toEqual([['accounting-entry', changed.id, 'changed-after-posting', null]]);
    simulator.edit('accounting-entry', midnight.id, { date: midnight.date });
    simulator.edit('accounting-entry', moved.id, { date: moved.date });
    await database.pool.query("update delivery.deliveries set posted_hash = split_part(posted_hash, ' ', 2)");
    const after = await findings(database.pool, (await books.reconcile()).reconciliationId);
    expect(after).toEqual(before);
    simulator.edit('accounting-entry', changed.id, { text: changed.text });
  },
  TEST_TIMEOUT_MS,
);

it.each([
  { order: 'random-per-call' as const },
  { order: 'created-desc' as const, pageShort: true },
  { duplicates: 'across-pages' as const },
  { ignorePaging: 'everything' as const },
  { numbersAsStrings: true },
])(
  'reads a list that misbehaves: %j',
  async (behaviour) => {
    books.simulator.setBehaviour(behaviour);
    const { classes } = await books.reconcile();
    expect(classes).toMatchObject({ agrees: ALL });
  },
  TEST_TIMEOUT_MS,
);

it(
  'finds a document in TRAEDE that was created long after the period in which it is booked',
  async () => {
    const { database } = books;
    const [id] = books.simulator.create('accounting-entry', 1);
    if (id === undefined) throw new Error('none was created');
    books.simulator.edit('accounting-entry', id, { date: dayFromNow(-150) });
    await books.sync();
    const period = { from: dayFromNow(-151), to: dayFromNow(-149) };
    const before = await books.reconcile(period);
    expect(before).toMatchObject({ agree: true });
    expect(before.classes.agrees).toBeGreaterThan(0);
    // The record is lost: nobody says when it was created.
    await database.pool.query('truncate delivery.documents, delivery.deliveries, delivery.events');
    expect(await books.reconcile(period)).toMatchObject({ agree: true, classes: before.classes });
  },
  TEST_TIMEOUT_MS,
);

it(
  'finds a reference that stands in the ERP twice',
  async () => {
    let doubled = '';
    alsoListed = (erp) =>
      async function* (options) {
        for await (const receipt of erp.list(options)) {
          yield receipt;
          if (doubled === '' || doubled === receipt.reference) {
            doubled = receipt.reference;
            yield { ...receipt, erpId: `${receipt.erpId}-again`, number: `${receipt.number}-again` };
          }
        }
      };
    const { reconciliationId, agree } = await books.reconcile();
    expect(agree).toBe(false);
    const found = await findings(books.database.pool, reconciliationId);
    expect(found).toEqual([[expect.anything(), Number(doubled.split(':').at(-1)), 'differs', 'postings']]);
  },
  TEST_TIMEOUT_MS,
);

it(
  'finds a document that stands in the ERP on a day outside of the period',
  async () => {
    const [invoice] = books.simulator.documents('invoice').slice(-5);
    if (invoice === undefined) throw new Error('no invoice');
    const client = await books.database.pool.connect();
    await client.query('set session_replication_role = replica');
    const reference = `traede:${SYSTEM_ID}:invoice:${invoice.id}`;
    await client.query(`update ledger.documents set date = '2019-05-05' where external_reference = $1`, [
      reference,
    ]);
    await client.query('set session_replication_role = default');
    client.release();
    const { reconciliationId } = await books.reconcile();
    expect(await findings(books.database.pool, reconciliationId)).toEqual([
      ['invoice', invoice.id, 'differs', 'date'],
    ]);
  },
  TEST_TIMEOUT_MS,
);

it(
  'waits while TRAEDE is away, says so, and goes on; its history is replayed',
  async () => {
    books.simulator.setFaults([{ kind: 'server-error', status: 503, times: 7 }]);
    const { client, taskQueue } = books.temporal;
    const handle = await client.workflow.start<typeof reconcile>('reconcile', {
      workflowId: 'reconcile:away',
      taskQueue,
      args: [{ systemId: SYSTEM_ID, from: dayFromNow(-40), to: dayFromNow(-1) }],
    });
    await handle.result();
    expect(await handle.query(reconcileProgressQuery)).toMatchObject({ stage: 'done', outage: null });
    await keepHistory('reconcile', handle);
  },
  TEST_TIMEOUT_MS,
);

it(
  'refuses what it cannot do in a sentence',
  async () => {
    await expect(books.reconcile({ from: '2026-02-30' })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('Reconciling stopped. "2026-02-30" is not a day') as string },
    });
    // As a person may write it in Temporal's UI.
    const { client, taskQueue } = books.temporal;
    const asked = {
      workflowId: 'reconcile:wrong',
      taskQueue,
      args: [{ systemId: SYSTEM_ID, types: ['bills'] }],
    };
    await expect(client.workflow.execute('reconcile', asked)).rejects.toMatchObject({
      cause: { message: expect.stringContaining('"types" may name invoice') as string },
    });
  },
  TEST_TIMEOUT_MS,
);
