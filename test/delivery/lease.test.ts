import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { LeaseLostError, takeLease, type Lease } from '../../src/delivery/lease';
import type { Flow } from '../../src/delivery/delivery';
import type { DocumentId } from '../../src/document';
import type { TestDatabase } from '../support/database';
import { eventually } from '../support/temporal';
import { createDeliveryDatabase, newFlow } from './world';

/** PostgreSQL looks every second. */
const NOTICED_TIMEOUT_MS = 20_000;

describe('the lease on deliveries', () => {
  let database: TestDatabase;
  /** The second worker's connections. */
  let other: Pool;
  beforeAll(async () => {
    database = await createDeliveryDatabase();
    other = new Pool({ connectionString: database.url });
    other.on('error', () => undefined);
  });
  afterAll(async () => {
    await other.end();
    await database.drop();
  });
  const isFree = async (flow: Flow, id: DocumentId): Promise<boolean> => {
    const lease = await takeLease(database.pool, flow, [id]);
    await lease.release();
    return lease.held.has(id);
  };
  const held = ({ held: ids }: Lease): readonly DocumentId[] => [...ids].sort((a, b) => a - b);

  it('gives each document to one holder at a time, and to the next one after its release', async () => {
    const flow = newFlow();
    const first = await takeLease(database.pool, flow, [1, 2]);
    const second = await takeLease(other, flow, [2, 3]);
    expect([held(first), held(second)]).toEqual([[1, 2], [3]]);
    await first.release();
    const third = await takeLease(database.pool, flow, [1, 2, 3]);
    expect(held(third)).toEqual([1, 2]);
    await Promise.all([second.release(), third.release()]);
  });

  it('keeps flows apart', async () => {
    const flow = newFlow();
    const first = await takeLease(database.pool, flow, [1]);
    const sameIdOfAnotherType = await takeLease(other, { ...flow, documentType: 'credit-note' }, [1]);
    const sameIdOfAnotherSystem = await takeLease(other, newFlow(), [1]);
    expect([held(sameIdOfAnotherType), held(sameIdOfAnotherSystem)]).toEqual([[1], [1]]);
    await Promise.all([first.release(), sameIdOfAnotherType.release(), sameIdOfAnotherSystem.release()]);
  });

  it('is free at once when the connection of its holder ends, and its holder learns of it', async () => {
    const flow = newFlow();
    const first = await takeLease(other, flow, [1]);
    expect(() => {
      first.assertHeld();
    }).not.toThrow();
    await endSessionsThatHoldLocks(database);
    const second = await takeLease(database.pool, flow, [1]);
    expect(held(second)).toEqual([1]);
    await sleep(100);
    expect(() => {
      first.assertHeld();
    }).toThrow(LeaseLostError);
    // Releasing what is lost neither fails nor takes the lock from its new holder.
    await first.release();
    const third = await takeLease(other, flow, [1]);
    expect(held(third)).toEqual([]);
    await Promise.all([second.release(), third.release()]);
  });

  it('leaves no lock and no connection behind, also with more documents than any batch holds', async () => {
    const flow = newFlow();
    const ids = Array.from({ length: 2_000 }, (_, index) => index + 1);
    const lease = await takeLease(database.pool, flow, ids);
    expect(lease.held.size).toBe(ids.length);
    await lease.release();
    const { rows } = await database.pool.query<{ locks: number }>(
      `select count(*)::int as locks from pg_locks where locktype = 'advisory'
       and database = (select oid from pg_database where datname = current_database())`,
    );
    expect(rows).toEqual([{ locks: 0 }]);
    expect(database.pool.idleCount).toBe(database.pool.totalCount);
  });

  it('lets one holder at a time write to the books of a company, in the order in which they came', async () => {
    const leases = await Promise.all([1, 2, 3].map((id) => takeLease(other, newFlow(), [id])));
    const [first, second, third] = leases;
    const turns: string[] = [];
    await first?.awaitTurn('books');
    const inTurn = async (lease: Lease | undefined, name: string) => {
      await lease?.awaitTurn('books');
      turns.push(name);
    };
    const waitingSecond = inTurn(second, 'second');
    await sleep(100);
    const waitingThird = inTurn(third, 'third');
    const elsewhere = await takeLease(database.pool, newFlow(), [1]);
    await elsewhere.awaitTurn('books of another company');
    await sleep(100);
    expect(turns).toEqual([]);
    await first?.release();
    await waitingSecond;
    expect(turns).toEqual(['second']);
    await second?.release();
    await waitingThird;
    expect(turns).toEqual(['second', 'third']);
    await Promise.all([third?.release(), elsewhere.release()]);
  });

  it('stops waiting for its turn when it is called off, and then holds nothing, while the turn is still taken', async () => {
    const flow = newFlow();
    const first = await takeLease(database.pool, newFlow(), [1]);
    await first.awaitTurn('books');
    const second = await takeLease(other, flow, [1]);
    const caller = new AbortController();
    const waiting = second.awaitTurn('books', caller.signal);
    waiting.catch(() => undefined);
    await sleep(100);
    caller.abort(new Error('the run was cancelled'));
    await expect(waiting).rejects.toThrow('the run was cancelled');
    expect(() => {
      second.assertHeld();
    }).toThrow(LeaseLostError);
    await second.release();
    await eventually(
      'PostgreSQL has noticed that nobody waits any more',
      () => isFree(flow, 1),
      NOTICED_TIMEOUT_MS,
    );
    await first.release();
    const third = await takeLease(other, flow, [1]);
    await third.awaitTurn('books');
    expect(held(third)).toEqual([1]);
    await third.release();
  });

  it('holds nothing for an empty list and for ids at the end of the range', async () => {
    const flow = newFlow();
    const none = await takeLease(database.pool, flow, []);
    const last = await takeLease(database.pool, flow, [Number.MAX_SAFE_INTEGER]);
    expect([held(none), held(last)]).toEqual([[], [Number.MAX_SAFE_INTEGER]]);
    await Promise.all([none.release(), last.release()]);
  });
});

/** Returns when they have ended: a session asked to end holds its locks for some moments more. */
async function endSessionsThatHoldLocks({ pool }: TestDatabase): Promise<void> {
  await pool.query(
    `select pg_terminate_backend(pid, ${NOTICED_TIMEOUT_MS}) from pg_locks where locktype = 'advisory'
     and database = (select oid from pg_database where datname = current_database())`,
  );
}
