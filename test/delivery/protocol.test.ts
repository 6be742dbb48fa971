import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { LeaseLostError } from '../../src/delivery/lease';
import type { Flow } from '../../src/delivery/delivery';
import { PostingTurns } from '../../src/delivery/posting-turns';
import { deliverDocuments, MAX_NOTE_AGE_MS, type DeliveryOutcome } from '../../src/delivery/protocol';
import type { DocumentId } from '../../src/document';
import type { Receipt } from '../../src/erp/adapter';
import { decimal } from '../../src/money';
import { parsePlainDate } from '../../src/plain-date';
import type { TestDatabase } from '../support/database';
import {
  createScriptedErp,
  ERP_REFUSES,
  withACentMore,
  type ScriptedErpOptions,
} from '../support/scripted-erp';
import { createDeliveryDatabase, createWorld, forget, invoiceJson, type World } from './world';

const IDS = [1, 2, 3] as const;
const TRAEDE_CHANGED_THE_PRICE = { net_price: 190, vat_amount: 60, total_price_after_vat: 300 };
const ENDED_TIMEOUT_MS = 20_000;

describe('the delivery protocol', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDeliveryDatabase();
  });
  afterAll(() => database.drop());

  const worldWith = async (options: ScriptedErpOptions = {}, ids: readonly DocumentId[] = IDS) => {
    const world = createWorld(database.pool, createScriptedErp(options));
    await world.store(...ids.map((id) => [id, invoiceJson(id, 2)] as const));
    return world;
  };
  const deliver = ({ protocol, flow }: World, ids: readonly DocumentId[] = IDS, afresh = false) =>
    deliverDocuments(protocol, flow, ids, { afresh });
  const postings = ({ erp }: World) => erp.calls.filter(({ kind }) => kind === 'post').length;
  const problemCodes = (outcomes: readonly DeliveryOutcome[]) =>
    outcomes.map((outcome) => (outcome.kind === 'attention' ? outcome.problem.code : outcome.kind));

  it('looks a batch up in one call, posts what is absent, and reads it back in one call', async () => {
    const world = await worldWith();
    expect(await deliver(world)).toEqual(IDS.map((documentId) => ({ kind: 'delivered', documentId })));
    expect(world.erp.calls.map(({ kind }) => kind)).toEqual(['find', 'post', 'post', 'post', 'find']);
    expect(await deliver(world)).toHaveLength(3);
    expect(postings(world)).toBe(3);
  });

  it('lets batches side by side post no more at once than the ERP takes, one after the other', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => index + 1);
    let [atOnce, most] = [0, 0];
    const whilePosting = async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await sleep(5);
      atOnce -= 1;
    };
    const world = await worldWith({ concurrency: 2, whilePosting }, ids);
    const protocol = { ...world.protocol, turns: new PostingTurns(2) };
    const [first, second] = [ids.slice(0, 6), ids.slice(6)];
    await Promise.all([first, second].map((batch) => deliver({ ...world, protocol }, batch)));
    expect(most).toBe(2);
    const order = world.erp.calls.flatMap((call) => (call.kind === 'post' ? [call.reference] : []));
    const batches = order.map((reference) => first.some((id) => world.reference(id) === reference));
    const changes = batches.filter((isFirst, index) => index > 0 && isFirst !== batches[index - 1]).length;
    // The second may have had turns before the first had come.
    expect(changes).toBeLessThanOrEqual(2);
  });

  it('notes the postings of a batch together, and those that wait long once more together', async () => {
    const ids = Array.from({ length: 9 }, (_, index) => index + 1);
    const world = await worldWith(
      { concurrency: 3, whilePosting: () => sleep(MAX_NOTE_AGE_MS / 2 + 50) },
      ids,
    );
    const notes: (readonly DocumentId[])[] = [];
    const record = {
      ...world.record,
      beginPosting: async (flow: Flow, noted: readonly DocumentId[]) => {
        if (noted.length > 0) notes.push([...noted].sort((a, b) => a - b));
        await world.record.beginPosting(flow, noted);
      },
    };
    await deliver({ ...world, protocol: { ...world.protocol, record } }, ids);
    expect(notes).toEqual([ids, ids.slice(6)]);
  });

  it('sends nothing of a batch any more once the ERP refuses us, neither what waits for its turn', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => index + 1);
    const world = await worldWith({ concurrency: 12 }, ids);
    const turns = new PostingTurns(2);
    // The first call looks the batch up, the second posts.
    world.erp.failAt(2, 'access-denied');
    await expect(deliver({ ...world, protocol: { ...world.protocol, turns } }, ids)).rejects.toThrow();
    expect(postings(world)).toBeLessThanOrEqual(3);
  });

  it('names every id that it was given, also those that the record does not know', async () => {
    const world = await worldWith();
    expect(await deliver(world, [1, 99])).toEqual([
      { kind: 'unknown', documentId: 99 },
      { kind: 'delivered', documentId: 1 },
    ]);
  });

  it('does not post again what was changed in TRAEDE after it was posted', async () => {
    const world = await worldWith();
    await deliver(world);
    await world.store([2, invoiceJson(2, 3)]);
    expect(problemCodes(await deliver(world, [2]))).toEqual(['changed-after-posting']);
    // A person asks for it: it is compared with what the ERP holds, and still not posted.
    expect(problemCodes(await deliver(world, [2], true))).toEqual(['posted-differently']);
    expect(world.erp.held(world.reference(2))).toHaveLength(1);
    await world.store([2, invoiceJson(2, 2)]);
    expect(problemCodes(await deliver(world, [2], true))).toEqual(['delivered']);
    expect(postings(world)).toBe(3);
  });

  it('finds in the ERP what a lost record does not know, and does not post it', async () => {
    const world = await worldWith();
    await deliver(world);
    await forget(database.pool, world);
    expect(problemCodes(await deliver(world))).toEqual(['unknown', 'unknown', 'unknown']);
    await world.store(...IDS.map((id) => [id, invoiceJson(id, 2)] as const));
    expect(problemCodes(await deliver(world))).toEqual(['delivered', 'delivered', 'delivered']);
    expect(postings(world)).toBe(3);
    expect((await world.delivery(1)).receipt?.number).toBe('ERP-1');
  });

  it('asks a person where the ERP does not hold any more what was delivered, and posts it on demand', async () => {
    const world = await worldWith();
    await deliver(world);
    world.erp.remove(world.reference(2));
    expect(problemCodes(await deliver(world, [2]))).toEqual(['missing-in-erp']);
    expect(problemCodes(await deliver(world, [2]))).toEqual(['missing-in-erp']);
    expect(postings(world)).toBe(3);
    expect(problemCodes(await deliver(world, [2], true))).toEqual(['delivered']);
    expect(postings(world)).toBe(4);
  });

  it('leaves skipped documents alone until a person asks for them', async () => {
    const world = await worldWith();
    await world.record.recordSkipped(world.flow, 2, 'Kim', 'a test order');
    expect(await deliver(world, [2])).toEqual([{ kind: 'skipped', documentId: 2 }]);
    expect(world.erp.calls).toEqual([]);
    expect(problemCodes(await deliver(world, [2], true))).toEqual(['delivered']);
  });

  it('does not post what a person booked by hand, though TRAEDE lists it again', async () => {
    const world = await worldWith();
    await world.record.recordExportedByHand(world.flow, 2, undefined, 'Kim', 'booked in March');
    expect(problemCodes(await deliver(world, [2]))).toEqual(['missing-in-erp']);
    expect(postings(world)).toBe(0);
  });

  it('leaves alone what a resync marked after the run had listed it', async () => {
    const world = await worldWith();
    const runStartedAt = await world.record.now();
    await deliver(world, [1]);
    await world.record.recordExported(world.flow, [1]);
    const calls = world.erp.calls.length;
    expect(await deliverDocuments(world.protocol, world.flow, [1], { runStartedAt })).toEqual([
      { kind: 'delivered', documentId: 1, again: true },
    ]);
    expect(world.erp.calls).toHaveLength(calls);
    expect(await world.record.load(world.flow, [1])).toMatchObject([{ state: 'exported' }]);
    // Marked before the run, and listed all the same: it goes the whole way.
    await deliverDocuments(world.protocol, world.flow, [1], { runStartedAt: await world.record.now() });
    expect(await world.record.load(world.flow, [1])).toMatchObject([{ state: 'delivered' }]);
  });

  it('lets what waits for a person wait, without a call to the ERP', async () => {
    const world = await worldWith();
    world.erp.refuse(world.reference(1), ERP_REFUSES);
    await deliver(world, [1]);
    const calls = world.erp.calls.length;
    expect(problemCodes(await deliver(world, [1]))).toEqual(['erp-rejected']);
    expect(world.erp.calls).toHaveLength(calls);
  });

  it.each<[string, (receipt: Receipt) => Receipt]>([
    ['total', withACentMore],
    ['date', (receipt) => ({ ...receipt, date: parsePlainDate('2026-11-22') ?? receipt.date })],
    ['number of lines', (receipt) => ({ ...receipt, lines: receipt.lines.slice(1) })],
    ['currency', (receipt) => ({ ...receipt, currency: 'EUR' })],
    ['tax', (receipt) => ({ ...receipt, tax: decimal(0) })],
  ])('asks a person where the ERP holds another %s', async (what, change) => {
    const world = await worldWith();
    await deliver(world, [1]);
    world.erp.alter(world.reference(1), change);
    await forget(database.pool, world);
    await world.store([1, invoiceJson(1, 2)]);
    const [outcome] = await deliver(world, [1]);
    expect(outcome).toMatchObject({ kind: 'attention', problem: { code: 'posted-differently' } });
    expect(outcome?.kind === 'attention' ? outcome.problem.message : '').toContain(`${what} is`);
    expect(postings(world)).toBe(1);
  });

  it('lets one of two deliverers at once work on a document', async () => {
    const world = await worldWith({ enforcesUniqueness: false, whilePosting: () => sleep(20) });
    const rounds = await Promise.all([deliver(world), deliver(world), deliver(world)]);
    expect(rounds.flat().filter(({ kind }) => kind === 'delivered')).toHaveLength(3);
    expect(rounds.flat().filter(({ kind }) => kind === 'deferred')).toHaveLength(6);
    for (const id of IDS) expect(world.erp.held(world.reference(id))).toHaveLength(1);
  });

  it('stops posting when its lock is lost in the middle of a batch', async () => {
    const world = await worldWith({
      enforcesUniqueness: false,
      whilePosting: async () => {
        await endSessionsThatHoldLocks(database.pool);
        await sleep(100);
      },
    });
    await expect(deliver(world)).rejects.toThrow(LeaseLostError);
    expect(postings(world)).toBe(1);
    // What may be on its way is left alone by the next one.
    expect((await deliver(world)).map(({ kind }) => kind)).toEqual(['deferred', 'deferred', 'deferred']);
  });

  it("counts the ERP's time-out from the sending, also for the last posting of a slow batch", async () => {
    const slowness = MAX_NOTE_AGE_MS / 2 + 100;
    const world = await worldWith({ settleTimeMs: 400, whilePosting: () => sleep(slowness) }, [1, 2, 3, 4]);
    world.erp.failAt(5, 'worker-dies-acts-late');
    await expect(deliver(world, [1, 2, 3, 4])).rejects.toThrow();
    expect(await deliver(world, [4])).toMatchObject([{ kind: 'deferred' }]);
  });

  it('keeps waiting for a posting on its way, whatever else happens to the document', async () => {
    const world = await worldWith({ enforcesUniqueness: false });
    await deliver(world);
    world.erp.remove(world.reference(1));
    world.erp.failAt(2, 'acts-late');
    expect(await deliver(world, [1], true)).toMatchObject([{ kind: 'deferred' }]);
    await world.store([1, invoiceJson(1, 3)]);
    expect(await deliver(world, [1])).toMatchObject([{ kind: 'deferred' }]);
    await world.record.recordSkipped(world.flow, 1, 'Kim', 'by mistake');
    expect(await deliver(world, [1], true)).toMatchObject([{ kind: 'deferred' }]);
    await world.passTime(61_000);
    expect(problemCodes(await deliver(world, [1], true))).toEqual(['posted-differently']);
    expect(world.erp.held(world.reference(1))).toHaveLength(1);
  });

  it('posts by date where the ERP wants that', async () => {
    const world = await worldWith({ order: 'by-date' });
    await world.store(
      [1, invoiceJson(1, 2, { created_at: '2026-11-20' })],
      [2, invoiceJson(2, 2, { created_at: '2026-11-18' })],
      [3, invoiceJson(3, 2, { created_at: '2026-11-19' })],
    );
    await deliver(world);
    const numbers = [1, 2, 3].map((id) => world.erp.held(world.reference(id))[0]?.number);
    expect(numbers).toEqual(['ERP-3', 'ERP-1', 'ERP-2']);
  });

  it('posts nothing behind a document that may still arrive, where the ERP wants dates in order', async () => {
    const world = await worldWith({ order: 'by-date' });
    world.erp.failAt(3, 'acts-late');
    expect((await deliver(world)).map(({ kind }) => kind)).toEqual(['deferred', 'deferred', 'delivered']);
    expect(postings(world)).toBe(2);
    await world.store([4, invoiceJson(4, 2)]);
    expect(await deliver(world, [1, 2, 4])).toMatchObject([
      { kind: 'deferred', documentId: 2 },
      { kind: 'delivered', documentId: 1 },
      { kind: 'deferred', documentId: 4, reason: 'follows a document that may still arrive' },
    ]);
    expect(postings(world)).toBe(2);
    await world.passTime(61_000);
    expect((await deliver(world)).map(({ kind }) => kind)).toEqual(['delivered', 'delivered', 'delivered']);
    const numbers = IDS.map((id) => world.erp.held(world.reference(id)).map(({ number }) => number));
    expect(numbers).toEqual([['ERP-1'], ['ERP-2'], ['ERP-3']]);
  });

  it('posts one document at a time to the books of an ERP that wants one writer, over all flows', async () => {
    let writing = 0;
    let mostAtOnce = 0;
    const whilePosting = async () => {
      mostAtOnce = Math.max(mostAtOnce, (writing += 1));
      await sleep(20);
      writing -= 1;
    };
    const flows = (company: string) =>
      Promise.all([1, 2, 3].map(() => worldWith({ concurrency: 1, company, whilePosting })));
    const worlds = await flows('books');
    await Promise.all(worlds.map((world) => deliver(world)));
    expect(mostAtOnce).toBe(1);
    const [ours, theirs] = await Promise.all([flows('books of one'), flows('books of another')]);
    await Promise.all([...ours.slice(0, 1), ...theirs.slice(0, 1)].map((world) => deliver(world)));
    expect(mostAtOnce).toBe(2);
  });

  it('takes a number of SQL statements that does not grow with the batch', async () => {
    const statementsFor = async (count: number): Promise<number> => {
      const ids = Array.from({ length: count }, (_, index) => index + 1);
      const world = await worldWith({ concurrency: 4 }, ids);
      const counted = countStatements(database.pool);
      await deliver(createWorld(counted.pool, world.erp, world.flow), ids);
      return counted.count();
    };
    const few = await statementsFor(2);
    // Lock, load, clock, note of the postings, outcome, unlock.
    expect(few).toBe(6);
    expect(await statementsFor(50)).toBe(few);
  });

  it('shows a price that TRAEDE changed before posting in the books as changed', async () => {
    const world = await worldWith();
    await world.store([1, invoiceJson(1, 2, TRAEDE_CHANGED_THE_PRICE)]);
    const [outcome] = await deliver(world, [1]);
    // The lines still say 200: the document contradicts itself, and is not posted.
    expect(outcome).toMatchObject({ kind: 'attention', problem: { code: 'totals-do-not-add-up' } });
    expect(world.erp.held(world.reference(1))).toEqual([]);
  });
});

/** Returns when they have ended: a session asked to end holds its locks for some moments more. */
async function endSessionsThatHoldLocks(pool: Pool): Promise<void> {
  await pool.query(
    `select pg_terminate_backend(pid, ${ENDED_TIMEOUT_MS}) from pg_locks
     where locktype = 'advisory' and pid <> pg_backend_pid()
       and database = (select oid from pg_database where datname = current_database())`,
  );
}

/** Counts what is asked of the pool and of the connections that it hands out. */
function countStatements(pool: Pool): { readonly pool: Pool; count(): number } {
  let statements = 0;
  const counting = <T extends object>(target: T, onConnect: (value: unknown) => unknown): T =>
    new Proxy(target, {
      get(object, name) {
        const value: unknown = Reflect.get(object, name, object);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          if (name === 'query') statements += 1;
          const result: unknown = Reflect.apply(value, object, args);
          return name === 'connect' && result instanceof Promise ? result.then(onConnect) : result;
        };
      },
    });
  const wrapConnection = (client: unknown): unknown =>
    typeof client === 'object' && client !== null ? counting(client, (value) => value) : client;
  return { pool: counting(pool, wrapConnection), count: () => statements };
}
