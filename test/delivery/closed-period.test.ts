import { OPEN_RULES, type ClosedPeriods } from '../../src/accounting/rules';
import { deliverDocuments, type DeliveryOutcome } from '../../src/delivery/protocol';
import { timelineOf } from '../../src/delivery/timeline';
import type { DocumentId } from '../../src/document';
import type { ErpAdapter, Receipt } from '../../src/erp/adapter';
import { closeMonth, createLedger, LEDGER_MIGRATIONS, openMonth } from '../../src/erp/ledger';
import { parsePlainDate, type PlainDate } from '../../src/plain-date';
import { migrate } from '../../src/postgres/migrate';
import { prepareBy } from '../../activities/prepare';
import type { TestDatabase } from '../support/database';
import { createScriptedErp, type ScriptedErpOptions } from '../support/scripted-erp';
import { createDeliveryDatabase, createWorld, forget, invoiceJson, type World } from './world';

const OWN_DAY = day('2026-01-15');
const OPEN_DAY = day('2026-02-01');
const DATED = '(dated 2026-01-15)';

describe('a document whose day the ERP holds closed', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDeliveryDatabase();
  });
  afterAll(() => database.drop());

  const worldWith = async (options: ScriptedErpOptions = {}, closed = true): Promise<World> => {
    const world = createWorld(database.pool, createScriptedErp(options));
    if (closed) world.erp.closeBefore(OPEN_DAY);
    await world.store([1, invoiceJson(1, 2, { created_at: OWN_DAY })]);
    return world;
  };
  const deliver = (
    { protocol, flow }: World,
    closedPeriods: ClosedPeriods = 'first-open-day',
    ids: readonly DocumentId[] = [1],
    afresh = false,
  ) => deliverDocuments({ ...protocol, closedPeriods }, flow, ids, { afresh });
  const inErp = (world: World): readonly Receipt[] => world.erp.held(world.reference(1));

  it('waits for a person, unless the configuration says otherwise', async () => {
    const world = await worldWith();
    expect(codes(await deliver(world, 'attention'))).toEqual(['period-closed']);
    expect(codes(await deliverDocuments(world.protocol, world.flow, [1], { afresh: true }))).toEqual([
      'period-closed',
    ]);
    expect(inErp(world)).toEqual([]);
  });

  it('is booked on the first open day, with its own day in the text', async () => {
    const world = await worldWith();
    expect(codes(await deliver(world))).toEqual(['delivered']);
    expect(inErp(world)).toMatchObject([{ date: OPEN_DAY }]);
    expect(inErp(world)[0]?.lines[0]?.description.endsWith(DATED)).toBe(true);
    expect(inErp(world)[0]?.lines.filter(({ description }) => description.includes(DATED))).toHaveLength(1);
    expect((await world.delivery(1)).receipt?.date).toBe(OPEN_DAY);
    const timeline = await timelineOf(database.pool, world.flow, 1);
    expect(timeline.at(-1)).toMatchObject({
      event: 'date moved',
      detail: 'from 2026-01-15 to 2026-02-01, the first open day',
    });
  });

  it('is not moved where its day is open, or the ERP refuses something else', async () => {
    const world = await worldWith({}, false);
    expect(codes(await deliver(world))).toEqual(['delivered']);
    expect(inErp(world)).toMatchObject([{ date: OWN_DAY }]);
    const refused = await worldWith();
    refused.erp.failAt(2, 'rejected');
    refused.erp.refuse(refused.reference(1), { code: 'account-unknown', message: 'No.', remedy: 'Add it.' });
    expect(codes(await deliver(refused))).toEqual(['account-unknown']);
  });

  it('waits where the ERP has no day to offer', async () => {
    const world = await worldWith();
    const none: ErpAdapter = { ...world.erp, firstOpenDay: () => Promise.resolve(undefined) };
    const same: ErpAdapter = { ...world.erp, firstOpenDay: ({ date }) => Promise.resolve(date) };
    for (const erp of [none, same]) {
      const protocol = { ...world.protocol, erp, closedPeriods: 'first-open-day' as const };
      expect(codes(await deliverDocuments(protocol, world.flow, [1], { afresh: true }))).toEqual([
        'period-closed',
      ]);
    }
    expect(inErp(world)).toEqual([]);
  });

  it('is found on its new day by a record that was lost, and not posted again', async () => {
    const world = await worldWith();
    await deliver(world);
    await forget(database.pool, world);
    await world.store([1, invoiceJson(1, 2, { created_at: OWN_DAY })]);
    expect(codes(await deliver(world))).toEqual(['delivered']);
    expect(inErp(world)).toHaveLength(1);
  });

  it('is not taken for moved without the policy, or without its own day in the text', async () => {
    const world = await worldWith();
    await deliver(world);
    expect(codes(await deliver(world, 'attention', [1], true))).toEqual(['posted-differently']);
    const withoutText = (receipt: Receipt): Receipt => ({
      ...receipt,
      lines: receipt.lines.map((line) => ({ ...line, description: 'Coats' })),
    });
    world.erp.alter(world.reference(1), withoutText);
    expect(codes(await deliver(world, 'first-open-day', [1], true))).toEqual(['posted-differently']);
  });

  it('must be equal in all but the day', async () => {
    const world = await worldWith();
    await deliver(world);
    world.erp.alter(world.reference(1), (receipt) => ({ ...receipt, total: receipt.total.plus('0.01') }));
    expect(codes(await deliver(world, 'first-open-day', [1], true))).toEqual(['posted-differently']);
    // An earlier day was never ours.
    const earlier = await worldWith();
    await deliver(earlier);
    earlier.erp.alter(earlier.reference(1), (receipt) => ({ ...receipt, date: day('2026-01-14') }));
    expect(codes(await deliver(earlier, 'first-open-day', [1], true))).toEqual(['posted-differently']);
  });

  it.each(['answer-lost', 'acts-late', 'request-lost', 'worker-dies-after'] as const)(
    'is booked once though the call that moves it meets: %s',
    async (fault) => {
      const world = await worldWith({ enforcesUniqueness: false });
      // Look-up, the refused posting, then the moved one.
      world.erp.failAt(3, fault);
      const first = await deliver(world).catch(() => []);
      expect(codes(first)).not.toContain('delivered');
      expect(codes(await deliver(world))).toEqual(['deferred']);
      await world.passTime(62_000);
      expect(codes(await deliver(world))).toEqual(['delivered']);
      expect(inErp(world)).toMatchObject([{ date: OPEN_DAY }]);
    },
  );

  it('stays in order for an ERP that wants dates in order', async () => {
    const world = await worldWith({ order: 'by-date' });
    await world.store([2, invoiceJson(2, 2, { created_at: '2026-02-03' })]);
    await world.store([3, invoiceJson(3, 2, { created_at: '2026-01-02' })]);
    expect(codes(await deliver(world, 'first-open-day', [1, 2, 3]))).toEqual(Array(3).fill('delivered'));
    const numbers = [3, 1, 2].map((id) => world.erp.held(world.reference(id))[0]?.number);
    expect(numbers).toEqual(['ERP-1', 'ERP-2', 'ERP-3']);
  });
});

describe('with the ledger', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDeliveryDatabase();
    await migrate(database.pool, 'ledger', LEDGER_MIGRATIONS);
  });
  afterAll(() => database.drop());

  it('a month that a person closes and opens again decides where a document stands', async () => {
    const { pool } = database;
    const erp = createLedger({ pool, unlinkedCreditNotes: 'allow' });
    const world = createWorld(pool, createScriptedErp());
    const protocol = {
      ...world.protocol,
      erp,
      prepare: prepareBy(OPEN_RULES),
      closedPeriods: 'first-open-day' as const,
    };
    await closeMonth(pool, OWN_DAY);
    await world.store([1, invoiceJson(1, 2, { created_at: OWN_DAY })]);
    expect(codes(await deliverDocuments(protocol, world.flow, [1]))).toEqual(['delivered']);
    await openMonth(pool, OWN_DAY);
    await world.store([2, invoiceJson(2, 2, { created_at: OWN_DAY })]);
    expect(codes(await deliverDocuments(protocol, world.flow, [1, 2], { afresh: true }))).toEqual([
      'delivered',
      'delivered',
    ]);
    const receipts = await erp.find([world.reference(1), world.reference(2)]);
    expect(receipts.get(world.reference(1))?.date).toBe(OPEN_DAY);
    expect(receipts.get(world.reference(1))?.lines[0]?.description.endsWith(DATED)).toBe(true);
    expect(receipts.get(world.reference(2))?.date).toBe(OWN_DAY);
  });
});

function codes(outcomes: readonly DeliveryOutcome[]): readonly string[] {
  return outcomes.map((outcome) => (outcome.kind === 'attention' ? outcome.problem.code : outcome.kind));
}

function day(text: string): PlainDate {
  const date = parsePlainDate(text);
  if (date === undefined) throw new Error(`no day: ${text}`);
  return date;
}
