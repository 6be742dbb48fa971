import { closeMonth, createLedger, LEDGER_MIGRATIONS, openMonth } from '../../src/erp/ledger';
import type { ErpAdapter } from '../../src/erp/adapter';
import { decimal, formatAmount, sum } from '../../src/money';
import { parsePlainDate } from '../../src/plain-date';
import { countSums, membersOfSum } from '../../src/delivery/sums';
import { migrate } from '../../src/postgres/migrate';
import type { TestDatabase } from '../support/database';
import { createScriptedErp } from '../support/scripted-erp';
import {
  bookingsOf,
  booksOf,
  codes,
  deliverEntries,
  entryJson,
  newEntryFlow,
  receiptsIn,
} from './entry-books';
import { createDeliveryDatabase, createWorld, forget, type World } from './world';

/** 90 entries of three days and two pairs of accounts; every fifth is negative, amounts have cents. */
const ENTRIES = Array.from({ length: 90 }, (_, index) => ({
  id: 501 + index,
  amount: decimal(index % 5 === 4 ? -index : index).plus('0.37'),
  changes: { date: `2026-03-${29 + (index % 3)}`, contra_account: index % 2 === 0 ? 2100 : '2/100:x' },
}));
const IDS = ENTRIES.map(({ id }) => id);

describe('accounting entries in sums, in the ledger', () => {
  let database: TestDatabase;
  let world: World;
  let erp: ErpAdapter;
  beforeEach(async () => {
    database = await createDeliveryDatabase();
    await migrate(database.pool, 'ledger', LEDGER_MIGRATIONS);
    erp = createLedger({ pool: database.pool });
    world = createWorld(database.pool, createScriptedErp(), newEntryFlow());
    await store();
  });
  afterEach(() => database.drop());

  const store = () =>
    world.store(
      ...ENTRIES.map(({ id, amount, changes }) => [id, entryJson(id, amount.toFixed(), changes)] as const),
    );

  const expectAllOnce = async (): Promise<void> => {
    for (const id of IDS) expect(await bookingsOf(erp, id)).toBe(1);
    const receipts = await receiptsIn(erp);
    const balance = (lines: number) =>
      sum(receipts.flatMap((receipt) => receipt.lines.slice(lines, lines + 1)).map(({ net }) => net));
    const total = formatAmount(sum(ENTRIES.map(({ amount }) => amount)));
    expect([formatAmount(balance(0)), formatAmount(balance(1).neg())]).toEqual([total, total]);
  };

  it('stand there once each, to the cent, though the record is lost on the way', async () => {
    expect(codes(await deliverEntries(world, IDS.slice(0, 50), { erp }))).toEqual(
      Array(50).fill('delivered'),
    );
    await forget(database.pool, world);
    await store();
    expect(codes(await deliverEntries(world, IDS, { erp }))).toEqual(Array(90).fill('delivered'));
    await expectAllOnce();
  });

  it('stand there once each when three workers post them at once, answers are lost, and modes change', async () => {
    const losing = losingAnswers(erp);
    for (let round = 0; round < 3; round += 1) {
      const batches = [IDS.slice(0, 40), IDS.slice(30, 70), IDS.slice(60)];
      await Promise.all(batches.map((batch) => deliverEntries(world, batch, { erp: losing })));
      await world.passTime(60_000);
    }
    expect(codes(await deliverEntries(world, IDS, { erp, entries: 'single' }))).toEqual(
      Array(90).fill('delivered'),
    );
    await expectAllOnce();
    expect((await booksOf(erp)).length).toBeLessThan(30);
  });

  it('are named by the record, sum by sum, as long as they are in one', async () => {
    await deliverEntries(world, IDS, { erp });
    const books = await booksOf(erp);
    const { flow } = world;
    expect(await countSums(database.pool, flow.systemId)).toEqual({ sums: books.length, entries: 90 });
    const named = await Promise.all(
      (await receiptsIn(erp)).map(({ reference }) => membersOfSum(database.pool, flow, reference)),
    );
    expect(
      named
        .flat()
        .map(({ documentId }) => documentId)
        .sort((a, b) => a - b),
    ).toEqual(IDS);
    expect(new Set(named.flat().map(({ state }) => state))).toEqual(new Set(['delivered']));
  });

  it('of a closed month wait, and are booked when it is open again', async () => {
    const march = parsePlainDate('2026-03-31');
    if (march === undefined) throw new Error('no such day');
    await closeMonth(database.pool, march);
    expect(new Set(codes(await deliverEntries(world, IDS, { erp })))).toEqual(new Set(['period-closed']));
    await openMonth(database.pool, march);
    expect(codes(await deliverEntries(world, IDS, { erp, afresh: true }))).toEqual(
      Array(90).fill('delivered'),
    );
    await expectAllOnce();
  });
});

/** Every other posting arrives, and its answer does not. */
function losingAnswers(erp: ErpAdapter): ErpAdapter {
  let posted = 0;
  return {
    ...erp,
    async post(posting, options) {
      const outcome = await erp.post(posting, options);
      posted += 1;
      return posted % 2 === 1 ? { kind: 'uncertain', reason: 'connection lost' } : outcome;
    },
  };
}
