import type { Posting } from '../../src/accounting/posting';
import { deliverDocuments } from '../../src/delivery/protocol';
import type { DocumentId, ExternalReference } from '../../src/document';
import { decimal, ZERO } from '../../src/money';
import { parsePlainDate, type PlainDate } from '../../src/plain-date';
import type { TestDatabase } from '../support/database';
import {
  createScriptedErp,
  POST_FAULTS,
  FIND_FAULTS,
  withACentMore,
  type ScriptedErpOptions,
} from '../support/scripted-erp';
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

const IDS: readonly DocumentId[] = [1, 2, 3, 5];

describe('accounting entries in sums', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDeliveryDatabase();
  });
  afterAll(() => database.drop());

  const worldWith = async (options: ScriptedErpOptions = {}, ids = IDS): Promise<World> => {
    const world = createWorld(database.pool, createScriptedErp(options), newEntryFlow());
    await world.store(...ids.map((id) => [id, entryJson(id, id * 10)] as const));
    return world;
  };
  const sum = ({ flow }: World, number: number): ExternalReference =>
    `traede:${flow.systemId}:accounting-entry-sum:2026-03-31:1310:2100:DKK:${number}`;
  const all = (outcome: string, ids = IDS) => ids.map(() => outcome);

  it('are one booking for each day, pair of accounts and currency, which names them', async () => {
    const world = await worldWith();
    await world.store(
      [11, entryJson(11, 7, { date: '2026-04-01' })],
      [12, entryJson(12, 7, { contra_account: 2200 })],
      [13, entryJson(13, 7, { currency: 'EUR' })],
      [14, entryJson(14, '0.01')],
    );
    expect(codes(await deliverEntries(world, [...IDS, 11, 12, 13, 14]))).toEqual(Array(8).fill('delivered'));
    expect(await booksOf(world.erp)).toEqual([
      '2026-03-31:1310:2100:DKK:1 110.01 TRAEDE entries 1-3, 5, 14',
      '2026-03-31:1310:2100:EUR:1 7.00 TRAEDE entries 13',
      '2026-03-31:1310:2200:DKK:1 7.00 TRAEDE entries 12',
      '2026-04-01:1310:2100:DKK:1 7.00 TRAEDE entries 11',
    ]);
    expect((await world.delivery(2)).receipt).toMatchObject({ number: 'ERP-1', lineCount: 2 });
  });

  it('are looked up before anything is posted, and read back after', async () => {
    const world = await worldWith();
    await deliverEntries(world, IDS);
    expect(world.erp.calls.map(({ kind }) => kind)).toEqual(['find', 'post', 'find']);
    await deliverEntries(world, IDS);
    expect(world.erp.calls.filter(({ kind }) => kind === 'post')).toHaveLength(1);
  });

  it('that come later on the same day are a sum of their own', async () => {
    const world = await worldWith();
    await deliverEntries(world, IDS);
    await world.store([4, entryJson(4, '-200')]);
    expect(codes(await deliverEntries(world, [...IDS, 4]))).toEqual(Array(5).fill('delivered'));
    expect(await booksOf(world.erp)).toEqual([
      '2026-03-31:1310:2100:DKK:1 110.00 TRAEDE entries 1-3, 5',
      '2026-03-31:1310:2100:DKK:2 -200.00 TRAEDE entries 4',
    ]);
  });

  it('may be negative, outweigh each other, or come to nothing', async () => {
    const world = await worldWith({}, []);
    await world.store([1, entryJson(1, '10.10')], [2, entryJson(2, '-30.30')]);
    await world.store([3, entryJson(3, 5, { account: 1 })], [4, entryJson(4, -5, { account: 1 })]);
    expect(codes(await deliverEntries(world, [1, 2, 3, 4]))).toEqual(Array(4).fill('delivered'));
    expect(await booksOf(world.erp)).toEqual([
      '2026-03-31:1310:2100:DKK:1 -20.20 TRAEDE entries 1-2',
      '2026-03-31:1:2100:DKK:1 0.00 TRAEDE entries 3-4',
    ]);
    await forget(database.pool, world);
    await world.store([1, entryJson(1, '10.10')], [2, entryJson(2, '-30.30')]);
    expect(codes(await deliverEntries(world, [1, 2]))).toEqual(['delivered', 'delivered']);
  });

  it('are parted where one text cannot name them all', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => 1_000_001 + 2 * index);
    const world = await worldWith({}, ids);
    expect(codes(await deliverEntries(world, ids))).toEqual(all('delivered', ids));
    const receipts = await receiptsIn(world.erp);
    expect(receipts.length).toBeGreaterThan(1);
    for (const id of ids) expect(await bookingsOf(world.erp, id)).toBe(1);
  });

  it('leave a bad one out, which waits alone', async () => {
    const world = await worldWith();
    await world.store([4, entryJson(4, 10, { account: 0 })]);
    expect(codes(await deliverEntries(world, [...IDS, 4]))).toEqual(['account-missing', ...all('delivered')]);
    expect(await booksOf(world.erp)).toEqual(['2026-03-31:1310:2100:DKK:1 110.00 TRAEDE entries 1-3, 5']);
    await world.store([4, entryJson(4, 10)]);
    expect(codes(await deliverEntries(world, [4], { afresh: true }))).toEqual(['delivered']);
    expect(await booksOf(world.erp)).toHaveLength(2);
  });

  it('wait together, for one cause, when the ERP refuses their sum', async () => {
    const world = await worldWith();
    world.erp.refuse(sum(world, 1), {
      code: 'account-unknown',
      message: 'No account 1310.',
      remedy: 'Add it.',
    });
    expect(codes(await deliverEntries(world, IDS))).toEqual(all('account-unknown'));
    expect(await receiptsIn(world.erp)).toEqual([]);
  });

  it('are found by a record that was lost, and posted no second time', async () => {
    const world = await worldWith();
    await deliverEntries(world, [1, 2]);
    await deliverEntries(world, [3, 5]);
    await forget(database.pool, world);
    await world.store(...[...IDS, 6].map((id) => [id, entryJson(id, id * 10)] as const));
    expect(codes(await deliverEntries(world, [...IDS, 6]))).toEqual(Array(5).fill('delivered'));
    expect(await booksOf(world.erp)).toEqual([
      '2026-03-31:1310:2100:DKK:1 30.00 TRAEDE entries 1-2',
      '2026-03-31:1310:2100:DKK:2 80.00 TRAEDE entries 3, 5',
      '2026-03-31:1310:2100:DKK:3 60.00 TRAEDE entries 6',
    ]);
  });

  it('are found where they were booked one by one, and the other way round', async () => {
    const world = await worldWith();
    await deliverEntries(world, [1, 2], { entries: 'single' });
    expect(codes(await deliverEntries(world, IDS))).toEqual(all('delivered'));
    await forget(database.pool, world);
    await world.store(...IDS.map((id) => [id, entryJson(id, id * 10)] as const));
    expect(codes(await deliverEntries(world, IDS, { entries: 'single' }))).toEqual(all('delivered'));
    expect(await booksOf(world.erp)).toEqual([
      '2026-03-31:1310:2100:DKK:1 80.00 TRAEDE entries 3, 5',
      'accounting-entry:1 10.00 Cost of goods sold',
      'accounting-entry:2 20.00 Cost of goods sold',
    ]);
  });

  it('are found in any of many sums, whatever was removed between them', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => index + 1);
    const world = await worldWith({}, ids);
    for (const id of ids) await deliverEntries(world, [id]);
    expect(await booksOf(world.erp)).toHaveLength(12);
    for (const number of [1, 8]) world.erp.remove(sum(world, number));
    await forget(database.pool, world);
    await world.store([12, entryJson(12, 120)], [9, entryJson(9, 90)]);
    expect(codes(await deliverEntries(world, [9, 12]))).toEqual(['delivered', 'delivered']);
    for (const id of [9, 12]) expect(await bookingsOf(world.erp, id)).toBe(1);
  });

  it('ask a person where the sum is gone, and one that is asked for again is a sum of its own', async () => {
    const world = await worldWith();
    await deliverEntries(world, IDS);
    world.erp.remove(sum(world, 1));
    expect(codes(await deliverEntries(world, IDS))).toEqual(all('missing-in-erp'));
    expect(codes(await deliverEntries(world, [2], { afresh: true }))).toEqual(['delivered']);
    expect(await booksOf(world.erp)).toEqual(['2026-03-31:1310:2100:DKK:1 20.00 TRAEDE entries 2']);
  });

  it('are put right together where the sum is not what they come to', async () => {
    const world = await worldWith();
    await deliverEntries(world, IDS);
    world.erp.alter(sum(world, 1), withACentMore);
    await forget(database.pool, world);
    await world.store(...IDS.map((id) => [id, entryJson(id, id * 10)] as const));
    const outcomes = await deliverEntries(world, [1, 2]);
    // The others are not known to the record's batch, but to the record.
    expect(codes(outcomes)).toEqual(['posted-differently', 'posted-differently']);
    expect(outcomes[0]?.kind === 'attention' ? outcomes[0].problem.message : '').toContain(
      'total is 110.01 instead of 110.00',
    );
  });

  it('wait where somebody has changed the text that names them', async () => {
    const world = await worldWith();
    await deliverEntries(world, [1, 2]);
    world.erp.alter(sum(world, 1), (receipt) => ({
      ...receipt,
      lines: receipt.lines.map((line) => ({ ...line, description: 'Cost of March' })),
    }));
    expect(codes(await deliverEntries(world, [1, 3], { afresh: true }))).toEqual([
      'posted-differently',
      'posted-differently',
    ]);
    expect(await booksOf(world.erp)).toHaveLength(1);
  });

  it('are told when they are booked twice', async () => {
    const world = await worldWith();
    await deliverEntries(world, [1, 2]);
    const erp = world.erp;
    await world.store([1, entryJson(1, 10)]);
    await erp.post({ ...journal(), reference: world.reference(1) });
    const [outcome] = await deliverEntries(world, [1], { afresh: true });
    expect(outcome?.kind === 'attention' ? outcome.problem.message : '').toContain('is 2 instead of 1');
  });

  describe('that TRAEDE changes afterwards', () => {
    it('are not posted again on their new day, though a person asks for it', async () => {
      const world = await worldWith();
      await deliverEntries(world, IDS);
      await world.store([2, entryJson(2, 20, { date: '2026-04-01' })]);
      expect(codes(await deliverEntries(world, IDS))).toEqual(
        ['changed-after-posting', ...all('delivered').slice(1)].toSorted(),
      );
      const [outcome] = await deliverEntries(world, [2], { afresh: true });
      expect(outcome).toMatchObject({ kind: 'attention', problem: { code: 'posted-differently' } });
      expect(await booksOf(world.erp)).toHaveLength(1);
    });

    it('are compared with the sum when their amount changed', async () => {
      const world = await worldWith();
      await deliverEntries(world, IDS);
      await world.store([2, entryJson(2, '20.50')]);
      const [outcome] = await deliverEntries(world, [2], { afresh: true });
      expect(outcome?.kind === 'attention' ? outcome.problem.message : '').toContain(
        '110.00 instead of 110.50',
      );
      // Those beside it are what they were.
      expect(codes(await deliverEntries(world, [1], { afresh: true }))).toEqual(['delivered']);
    });

    it('while their posting was on its way, are found where they were sent', async () => {
      const world = await worldWith({ enforcesUniqueness: false });
      world.erp.failAt(2, 'acts-late');
      expect(codes(await deliverEntries(world, IDS))).toEqual(all('deferred'));
      await world.store([2, entryJson(2, 20, { account: 1320 })]);
      await world.passTime(62_000);
      const codesNow = codes(await deliverEntries(world, IDS));
      expect(codesNow.toSorted()).toEqual([...all('delivered').slice(1), 'posted-differently']);
      expect(await booksOf(world.erp)).toHaveLength(1);
    });
  });

  describe('two writers at once', () => {
    it('of one record take turns, and no number twice', async () => {
      const ids = Array.from({ length: 12 }, (_, index) => index + 1);
      const world = await worldWith({ concurrency: 4, enforcesUniqueness: false }, ids);
      const batches = [ids.slice(0, 4), ids.slice(4, 8), ids.slice(8)];
      const outcomes = (await Promise.all(batches.map((batch) => deliverEntries(world, batch)))).flat();
      expect(codes(outcomes)).toEqual(all('delivered', ids));
      for (const id of ids) expect(await bookingsOf(world.erp, id)).toBe(1);
      expect(new Set((await receiptsIn(world.erp)).map(({ reference }) => reference)).size).toBe(3);
    });

    it('with records of their own: what the ERP shows under the number decides', async () => {
      const foreign = { taken: false };
      const world = await worldWith({
        whilePosting: async (posting: Posting) => {
          if (foreign.taken) return;
          foreign.taken = true;
          // Another installation posts its own sum under the same number first.
          const lines = journal().lines.map((line) => ({ ...line, text: 'TRAEDE entries 2, 77' }));
          await world.erp.post({ ...journal('97'), reference: posting.reference, lines });
        },
      });
      const [first, second, ...others] = await deliverEntries(world, [1, 2, 3]);
      // 2 is in the other's sum, whose amount cannot be checked: 77 is not known here.
      expect(first).toMatchObject({ kind: 'delivered', documentId: 2 });
      expect([second, ...others].map((outcome) => outcome?.kind)).toEqual(['deferred', 'deferred']);
      await world.passTime(62_000);
      expect(codes(await deliverEntries(world, [1, 3]))).toEqual(['delivered', 'delivered']);
      expect((await booksOf(world.erp)).at(-1)).toBe('2026-03-31:1310:2100:DKK:2 40.00 TRAEDE entries 1, 3');
    });
  });

  describe.each([...POST_FAULTS, ...FIND_FAULTS])('disturbed by %s', (fault) => {
    it.each([1, 2, 3, 4, 5])('at call %s, come to one booking each', async (call) => {
      const world = await worldWith({ concurrency: 4 });
      await world.store([6, entryJson(6, 1, { account: 1320 })]);
      const ids = [...IDS, 6];
      world.erp.failAt(call, fault);
      for (let round = 0; round < 4; round += 1) {
        await deliverEntries(world, ids, { afresh: round > 0 }).catch(() => []);
        await world.passTime(62_000);
      }
      for (const id of ids) expect(await bookingsOf(world.erp, id)).toBe(1);
      if (fault === 'posted-differently') return;
      expect(codes(await deliverEntries(world, ids))).toEqual(all('delivered', ids));
    });
  });

  it('stand on the first open day where their own is closed and the configuration says so', async () => {
    const world = await worldWith();
    const firstOpen = day('2026-04-01');
    world.erp.closeBefore(firstOpen);
    const protocol = {
      ...world.protocol,
      entries: 'daily-sums' as const,
      closedPeriods: 'first-open-day' as const,
    };
    expect(codes(await deliverDocuments(protocol, world.flow, IDS))).toEqual(all('delivered'));
    expect(await receiptsIn(world.erp)).toMatchObject([{ date: firstOpen }]);
    expect(await booksOf(world.erp)).toEqual([
      '2026-03-31:1310:2100:DKK:1 110.00 TRAEDE entries 1-3, 5 (dated 2026-03-31)',
    ]);
    await forget(database.pool, world);
    await world.store(...IDS.map((id) => [id, entryJson(id, id * 10)] as const));
    expect(codes(await deliverDocuments(protocol, world.flow, IDS))).toEqual(all('delivered'));
    expect(await receiptsIn(world.erp)).toHaveLength(1);
  });

  it('go out by date where the ERP wants that', async () => {
    const world = await worldWith({ order: 'by-date' });
    await world.store(
      [8, entryJson(8, 8, { date: '2026-03-01' })],
      [9, entryJson(9, 9, { date: '2026-03-15' })],
    );
    await deliverEntries(world, [...IDS, 8, 9]);
    const dates = (await receiptsIn(world.erp)).map(({ date }) => date);
    expect(dates).toEqual(['2026-03-01', '2026-03-15', '2026-03-31']);
  });
});

/** An entry of 10.00 beside those of the tests. */
function journal(amount = '10'): Extract<Posting, { kind: 'journal-entry' }> {
  const size = decimal(amount);
  return {
    kind: 'journal-entry',
    reference: 'traede:none:accounting-entry:1',
    date: day('2026-03-31'),
    currency: 'DKK',
    text: 'by hand',
    amount: size,
    lines: [
      { account: '1310', debit: size, credit: ZERO, text: 'by hand' },
      { account: '2100', debit: ZERO, credit: size, text: 'by hand' },
    ],
  };
}

function day(text: string): PlainDate {
  const date = parsePlainDate(text);
  if (date === undefined) throw new Error(`no day: ${text}`);
  return date;
}
