import { startReconciliation, type ReconcileHandle } from '../../src/temporal/reconciliations';
import type { ReconcileActivities } from '../../activities/reconcile-index';
import type { ReconcileInput } from '../../workflows/reconcile-messages';
import { eventually, START_TIMEOUT_MS } from '../support/temporal';
import { dayFromNow, openBooks, SYSTEM_ID, type Books } from './books';
import { findingsOf } from './findings';
import { plant, type Planted } from './planting';
import { workerProcesses, type WorkerProcesses } from './worker-process';

const COUNTS = { invoice: 160, 'credit-note': 40, 'accounting-entry': 200 };
/** A reading of each side, and the comparison. A killed worker is noticed after the heartbeat time-out of seven seconds. */
const KILLED_AT: readonly (keyof ReconcileActivities)[] = ['readTraede', 'readErp', 'compare'];
const TEST_TIMEOUT_MS = 300_000;
const ALL_TIME = { systemId: SYSTEM_ID, from: dayFromNow(-200), to: dayFromNow(1) };

let books: Books;
let planted: Planted;
let workers: WorkerProcesses;

beforeAll(async () => {
  books = await openBooks({ counts: COUNTS });
  workers = workerProcesses(books, TEST_TIMEOUT_MS);
  await books.sync();
  planted = await plant(books);
}, START_TIMEOUT_MS + TEST_TIMEOUT_MS);

afterAll(async () => {
  await workers.close();
  await books.close();
}, TEST_TIMEOUT_MS);

it(
  'ends right, however often its worker is killed in the middle',
  async () => {
    const handle = await startReconciliation(books.temporal.client, ALL_TIME);
    for (const activity of KILLED_AT) {
      const worker = await workers.start();
      await eventually(`${activity} is at work`, () => isAtWork(handle, activity), TEST_TIMEOUT_MS);
      worker.signal('SIGKILL');
      await worker.ended;
    }
    await workers.start();
    const { reconciliationId } = await handle.result();
    expect(await findingsOf(books, reconciliationId)).toEqual(planted);
  },
  TEST_TIMEOUT_MS,
);

it(
  'may be asked for twice at once: the same period once, another one beside it',
  async () => {
    const { client } = books.temporal;
    const other: ReconcileInput = { ...ALL_TIME, from: dayFromNow(-60) };
    const ask = async (input: ReconcileInput) => (await startReconciliation(client, input)).result();
    const [one, same, shorter] = await Promise.all([ask(ALL_TIME), ask(ALL_TIME), ask(other)]);
    expect(same).toEqual(one);
    expect(shorter.reconciliationId).not.toBe(one.reconciliationId);
    expect(await findingsOf(books, one.reconciliationId)).toEqual(planted);
    const ofShorter = await findingsOf(books, shorter.reconciliationId);
    expect(ofShorter.size).toBeGreaterThan(0);
    expect([...planted]).toEqual(expect.arrayContaining([...ofShorter]));
  },
  TEST_TIMEOUT_MS,
);

/** Started by a worker, and not ended yet. */
async function isAtWork(handle: ReconcileHandle, activity: string): Promise<boolean> {
  const { raw } = await handle.describe();
  return (raw.pendingActivities ?? []).some(
    ({ activityType, lastStartedTime, lastWorkerIdentity }) =>
      activityType?.name === activity && (lastStartedTime ?? null) !== null && lastWorkerIdentity !== '',
  );
}
