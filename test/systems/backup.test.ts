import { writeFileSync } from 'node:fs';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Pool } from 'pg';
import { DOCUMENT_TYPES, externalReference, type DocumentType } from '../../src/document';
import { createLedger } from '../../src/erp/ledger';
import type { Simulator } from '../../src/simulator';
import { scheduleId } from '../../workflows/messages';
import { openSandbox, SYSTEM_ID, TEST_TIMEOUT_MS, type RunOptions, type Sandbox } from '../cli/sandbox';
import type { RunningCommand } from '../cli/command';
import { violations } from '../faults/invariants';
import { eventually, startTemporalServer } from '../support/temporal';
import { ARRIVAL_TIMEOUT_MS, isUp, marked } from './deployment';
import { startPostgresWithTools, type PostgresWithTools } from './postgres-with-tools';

const COUNTS = { invoice: 60, 'credit-note': 8, 'accounting-entry': 60 };
const ALL = Object.values(COUNTS).reduce((sum, count) => sum + count, 0);
const WORKER_TIMEOUT_MS = 600_000;
/** Small batches, one after the other, of an ERP of which nothing is known to be slow: there is a middle of the run to hit. */
const CONFIG = `
systems:
  ${SYSTEM_ID}:
    sync: { pageSize: 10, batchSize: 2, batchesInFlight: 1 }
    schedules: { invoice: { every: 30d }, credit-note: { every: 30d }, accounting-entry: { every: 30d } }
`;

describe('the record, dumped in mid-run, and restored into a new database after more was posted', () => {
  let postgres: PostgresWithTools;
  let temporal: TestWorkflowEnvironment;
  let sandbox: Sandbox;
  let traede: Simulator;
  let restored: string;
  let worker: RunningCommand;
  const pools: Pool[] = [];

  beforeAll(async () => {
    sandbox = openSandbox();
    writeFileSync(sandbox.path('sync.config.yaml'), CONFIG);
    [postgres, temporal, traede] = await Promise.all([
      startPostgresWithTools(),
      startTemporalServer(),
      sandbox.simulator({ seed: 3, counts: COUNTS, drafts: { invoice: 0, 'credit-note': 0 } }),
    ]);
  }, TEST_TIMEOUT_MS);
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await sandbox.close();
    await temporal.teardown();
    await postgres.stop();
  });

  const on = (databaseUrl: string): RunOptions => ({
    traede,
    environment: { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporal.address },
    timeoutMs: WORKER_TIMEOUT_MS,
  });
  const startWorker = async (databaseUrl: string): Promise<void> => {
    worker = sandbox.start(['worker', '--config', sandbox.path('sync.config.yaml')], on(databaseUrl));
    await isUp(worker);
  };
  const booksOn = (databaseUrl: string) => {
    const pool = new Pool({ connectionString: databaseUrl, max: 2 });
    pools.push(pool);
    return { systemId: SYSTEM_ID, simulator: traede, ledger: createLedger({ pool }), pool };
  };

  it(
    'posts nothing twice and loses nothing, though the ERP is ahead of it',
    async () => {
      await startWorker(postgres.url);
      for (const type of DOCUMENT_TYPES) await trigger(type);
      await eventually('some are exported', () => marked(traede, SYSTEM_ID) >= 20, ARRIVAL_TIMEOUT_MS);
      const dump = sandbox.path('record.dump');
      await postgres.run('pg_dump', '--format=custom', '--schema=delivery', `--file=${dump}`, postgres.url);
      const dumpedAt = marked(traede, SYSTEM_ID);
      await eventually('more are', () => marked(traede, SYSTEM_ID) >= dumpedAt + 10, ARRIVAL_TIMEOUT_MS);
      worker.signal('SIGKILL');
      await worker.ended;
      expect(marked(traede, SYSTEM_ID)).toBeLessThan(ALL);

      // The ledger is an ERP: it stays as it is, and is ahead of the record.
      restored = await postgres.createDatabase('restored');
      const books = sandbox.path('books.dump');
      await postgres.run('pg_dump', '--format=custom', '--schema=ledger', `--file=${books}`, postgres.url);
      for (const file of [books, dump])
        await postgres.run('pg_restore', '--exit-on-error', `--dbname=${restored}`, file);
      const lost = marksOf(traede);
      await startWorker(restored);
      await eventually('the runs have ended', async () => (await running()) === 0, ARRIVAL_TIMEOUT_MS);
      // Credit notes whose invoices were on their way are the next run's.
      await trigger('credit-note');
      await eventually('all are exported', () => marked(traede, SYSTEM_ID) === ALL, ARRIVAL_TIMEOUT_MS);
      await eventually('the run has ended', async () => (await running()) === 0, ARRIVAL_TIMEOUT_MS);
      // What was exported between the dump and the loss is no longer listed by TRAEDE: the record does not hear of it.
      expect(await violations(booksOn(restored), { forgotten: lost })).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'is complete again after a backfill',
    async () => {
      const words = ['backfill', '--from', '2026-01-01', '--yes', '--json'];
      const { exitCode, stderr } = await sandbox.run(
        [...words, '--config', sandbox.path('sync.config.yaml')],
        on(restored),
      );
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
      expect(await violations(booksOn(restored))).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  async function trigger(type: DocumentType): Promise<void> {
    await temporal.client.schedule.getHandle(scheduleId(SYSTEM_ID, type)).trigger(ScheduleOverlapPolicy.SKIP);
  }

  async function running(): Promise<number> {
    const query = 'WorkflowType = "syncDocuments" AND ExecutionStatus = "Running"';
    return (await temporal.client.workflow.count(query)).count;
  }
});

/** References of all that TRAEDE holds as exported. */
function marksOf(traede: Simulator): ReadonlySet<string> {
  return new Set(
    DOCUMENT_TYPES.flatMap((documentType) =>
      [...traede.marks(SYSTEM_ID, documentType).keys()].map((documentId) =>
        externalReference({ systemId: SYSTEM_ID, documentType, documentId }),
      ),
    ),
  );
}
