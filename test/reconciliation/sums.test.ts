import { OPEN_RULES } from '../../src/accounting/rules';
import { parseSumReference } from '../../src/document';
import { START_TIMEOUT_MS } from '../support/temporal';
import { openBooks, type Books } from './books';

const ENTRIES = 400;
const TEST_TIMEOUT_MS = 120_000;

let books: Books;

beforeAll(async () => {
  books = await openBooks({
    counts: { invoice: 0, 'credit-note': 0, 'accounting-entry': ENTRIES },
    rules: { ...OPEN_RULES, entries: 'daily-sums' },
  });
  await books.sync();
}, START_TIMEOUT_MS);
afterAll(() => books.close());

interface Sum {
  readonly id: string;
  readonly members: readonly number[];
}

/** Sums of several entries, as the ledger holds them. */
async function sums(): Promise<readonly Sum[]> {
  const { rows } = await books.database.pool.query<{ id: string; external_reference: string; ids: string[] }>(
    `select d.id, d.external_reference, array_agg(v.document_id::text order by v.document_id) as ids
     from ledger.documents d join delivery.deliveries v on v.sum_reference = d.external_reference
     group by 1, 2 having count(*) > 1 order by 1`,
  );
  expect(rows.every((row) => parseSumReference(row.external_reference) !== undefined)).toBe(true);
  return rows.map(({ id, ids }) => ({ id, members: ids.map(Number) }));
}

async function classes(id: number): Promise<ReadonlyMap<number, string>> {
  const { rows } = await books.database.pool.query<{ document_id: string; class: string }>(
    `select document_id, class from delivery.reconciled_documents
     where reconciliation_id = $1 and class <> 'agrees' order by document_id`,
    [id],
  );
  return new Map(rows.map((row) => [Number(row.document_id), row.class]));
}

it(
  'compares sums of entries with all that they stand for',
  async () => {
    expect(await books.reconcile()).toMatchObject({ agree: true, classes: { agrees: ENTRIES } });
    const [changed, moved, corrected] = await sums();
    if (changed === undefined || moved === undefined || corrected === undefined) throw new Error('no sums');

    const client = await books.database.pool.connect();
    await client.query('set session_replication_role = replica');
    await client.query('update ledger.documents set net = net + 1, total = total + 1 where id = $1', [
      changed.id,
    ]);
    await client.query("update ledger.documents set date = '2019-01-01' where id = $1", [moved.id]);
    await client.query('set session_replication_role = default');
    client.release();
    const [edited = 0, ...others] = corrected.members;
    const amount = (books.simulator.document('accounting-entry', edited)?.amount ?? 0) + 7;
    books.simulator.edit('accounting-entry', edited, { amount });

    const { reconciliationId } = await books.reconcile();
    const expected = new Map<number, string>();
    for (const id of [...changed.members, ...moved.members, ...others]) expected.set(id, 'differs');
    expected.set(edited, 'changed-after-posting');
    expect([...(await classes(reconciliationId))].toSorted()).toEqual([...expected].toSorted());
  },
  TEST_TIMEOUT_MS,
);

it('sums accounts up once for each posting', async () => {
  const { rows } = await books.database.pool.query<{ agree: boolean }>(
    `select bool_and(amount = erp_amount) as agree from delivery.reconciliation_accounts where reconciliation_id = 1`,
  );
  expect(rows).toEqual([{ agree: true }]);
});
