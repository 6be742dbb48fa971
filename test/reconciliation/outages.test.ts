import type { WorkflowHandle } from '@temporalio/client';
import { z } from 'zod';
import { ErpUnavailableError, type ErpAdapter } from '../../src/erp/adapter';
import type { FaultRule } from '../../src/simulator/faults';
import { reconcileProgressQuery } from '../../workflows/reconcile-messages';
import type { reconcile } from '../../workflows';
import { startOwnPostgres, type OwnPostgres } from '../support/own-postgres';
import { eventually, START_TIMEOUT_MS } from '../support/temporal';
import { keepHistory } from '../workflows/recorded-history';
import { syncStatusKey } from '../../workflows/search-attributes';
import { dayFromNow, openBooks, SYSTEM_ID, type Books } from './books';
import { findingsOf } from './findings';
import { plant, type Planted } from './planting';

const COUNTS = { invoice: 160, 'credit-note': 40, 'accounting-entry': 200 };
const TEST_TIMEOUT_MS = 240_000;
const TRAEDE_TIMEOUT_MS = 1_500;

let postgres: OwnPostgres;
let books: Books;
let planted: Planted;
/** Done before the ERP answers. */
let beforeErp: (call: 'list' | 'find') => Promise<void>;

beforeAll(async () => {
  postgres = await startOwnPostgres();
  const { database } = postgres;
  books = await openBooks({
    ...{ counts: COUNTS, database, requestTimeoutMs: TRAEDE_TIMEOUT_MS },
    wrapErp: (erp): ErpAdapter => ({
      ...erp,
      async *list(options) {
        await beforeErp('list');
        yield* erp.list(options);
      },
      async find(references, options) {
        await beforeErp('find');
        return erp.find(references, options);
      },
    }),
  });
  beforeErp = () => Promise.resolve();
  await books.sync();
  planted = await plant(books);
}, START_TIMEOUT_MS + TEST_TIMEOUT_MS);

afterAll(() => books.close());
afterEach(() => {
  beforeErp = () => Promise.resolve();
  books.simulator.setFaults([]);
});

function start(workflowId: string) {
  const { client, taskQueue } = books.temporal;
  return client.workflow.start<typeof reconcile>('reconcile', {
    ...{ workflowId, taskQueue },
    args: [{ systemId: SYSTEM_ID, from: dayFromNow(-200), to: dayFromNow(1) }],
  });
}

it(
  'waits while the ERP is away, says so in words, and goes on, whichever call it stays away from',
  async () => {
    let isAway = true;
    for (const call of ['list', 'find'] as const) {
      isAway = true;
      beforeErp = (current) =>
        isAway && current === call
          ? Promise.reject(new ErpUnavailableError('The ERP does not answer.'))
          : Promise.resolve();
      const run = await start(`reconcile:erp-away:${call}`);
      await eventually('it reports the outage', () => isInOutage(run), TEST_TIMEOUT_MS);
      const details = await detailsOf(run);
      expect(details).toContain(`### Reconciliation of ${SYSTEM_ID}`);
      expect(details).toContain('**Waiting: The ERP is away: The ERP does not answer.**');
      expect(details).toMatch(/next try at .*Nothing is lost, and work goes on by itself/);
      const { typedSearchAttributes } = await run.describe();
      expect(typedSearchAttributes.get(syncStatusKey)).toBe('outage');
      isAway = false;
      const { reconciliationId, verdict } = await run.result();
      expect(await findingsOf(books, reconciliationId)).toEqual(planted);
      expect(await detailsOf(run)).toContain(`**${verdict}**`);
      expect((await run.describe()).typedSearchAttributes.get(syncStatusKey)).toBe('differs');
      if (call === 'list') await keepHistory('reconcile-outage', run);
    }
  },
  TEST_TIMEOUT_MS,
);

it(
  'goes on where it was when PostgreSQL is stopped and started in the middle',
  async () => {
    let stopped: Promise<void> | undefined;
    beforeErp = () => (stopped ??= postgres.stop());
    const run = await start('reconcile:postgres-stopped');
    await eventually('it reports the outage', () => isInOutage(run), TEST_TIMEOUT_MS);
    // The ledger stands in the same PostgreSQL: either may be missed first.
    expect(await detailsOf(run)).toMatch(/\*\*Waiting: .*(database|PostgreSQL|ledger)/i);
    await postgres.start();
    const { reconciliationId } = await run.result();
    expect(await findingsOf(books, reconciliationId)).toEqual(planted);
  },
  TEST_TIMEOUT_MS,
);

/** Each once, in the middle of the lists. */
const TRAEDES_FAULTS: readonly FaultRule[] = [
  { kind: 'server-error', status: 500 },
  { kind: 'rate-limit', retryAfter: 1 },
  { kind: 'slow', delayMs: 2 * TRAEDE_TIMEOUT_MS },
  { kind: 'truncated-body' },
  { kind: 'reset' },
  { kind: 'html-page' },
  { kind: 'lost-answer' },
  { kind: 'rate-limit', retryAfter: 'date' },
];

it(
  'is not led astray by a TRAEDE that fails in every way in the middle of its lists',
  async () => {
    const CALLS_BETWEEN = 4;
    const before = books.simulator.calls.total;
    books.simulator.setFaults(
      TRAEDES_FAULTS.map((fault, index) => ({ ...fault, fromCall: 3 + index * CALLS_BETWEEN, times: 1 })),
    );
    const run = await start('reconcile:traede-fails');
    const { reconciliationId } = await run.result();
    expect(await findingsOf(books, reconciliationId)).toEqual(planted);
    const calls = books.simulator.calls.total - before;
    expect(calls).toBeGreaterThan(TRAEDES_FAULTS.length * CALLS_BETWEEN);
  },
  TEST_TIMEOUT_MS,
);

async function isInOutage(run: WorkflowHandle): Promise<boolean> {
  return (await run.query(reconcileProgressQuery)).outage !== null;
}

const metadataSchema = z.object({ currentDetails: z.string() });

/** What Temporal's UI shows under User Metadata. */
async function detailsOf(run: WorkflowHandle): Promise<string> {
  return metadataSchema.parse(await run.query('__temporal_workflow_metadata')).currentDetails;
}
