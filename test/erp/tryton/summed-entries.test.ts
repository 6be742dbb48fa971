import type { ErpAdapter } from '../../../src/erp/adapter';
import {
  bookingsOf,
  booksOf,
  codes,
  deliverEntries,
  entryJson,
  newEntryFlow,
} from '../../delivery/entry-books';
import { createDeliveryDatabase, createWorld, forget, type World } from '../../delivery/world';
import type { TestDatabase } from '../../support/database';
import { createScriptedErp } from '../../support/scripted-erp';
import { openTestBooks, PROVISIONING_TIMEOUT_MS, type TestBooks } from './test-books';

const IDS = [17, 18, 19, 50];
const ACCOUNTS = { date: '2026-11-20', account: 2010, contra_account: 5400 };

describe('accounting entries in sums, in Tryton', () => {
  let books: TestBooks;
  let database: TestDatabase;
  let world: World;
  let erp: ErpAdapter;
  beforeAll(async () => {
    database = await createDeliveryDatabase();
    books = await openTestBooks();
    erp = books.adapter();
    world = createWorld(database.pool, createScriptedErp(), newEntryFlow());
    await store(IDS);
  }, PROVISIONING_TIMEOUT_MS);
  afterAll(async () => {
    await books.close();
    await database.drop();
  });
  const store = (ids: readonly number[]) =>
    world.store(...ids.map((id) => [id, entryJson(id, id === 50 ? '-1000.10' : id, ACCOUNTS)] as const));

  it('stand there as one, are found by a record that was lost, and later ones are the next sum', async () => {
    expect(codes(await deliverEntries(world, IDS, { erp }))).toEqual(Array(4).fill('delivered'));
    await forget(database.pool, world);
    await store([...IDS, 51]);
    expect(codes(await deliverEntries(world, [...IDS, 51], { erp }))).toEqual(Array(5).fill('delivered'));
    expect(await booksOf(erp)).toEqual([
      '2026-11-20:2010:5400:DKK:1 -946.10 TRAEDE entries 17-19, 50',
      '2026-11-20:2010:5400:DKK:2 51.00 TRAEDE entries 51',
    ]);
    for (const id of [...IDS, 51]) expect(await bookingsOf(erp, id)).toBe(1);
  });
});
