import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { OPEN_RULES } from '../../src/accounting/rules';
import { DELIVERY_MIGRATIONS, DELIVERY_SCHEMA } from '../../src/delivery/migrations';
import { createDeliveryRecord } from '../../src/delivery/record';
import type { ErpAdapter } from '../../src/erp/adapter';
import { createLedger, LEDGER_MIGRATIONS, LEDGER_SCHEMA } from '../../src/erp/ledger';
import { migrate } from '../../src/postgres/migrate';
import { startSimulator, type Simulator } from '../../src/simulator';
import { createAttentionDesk } from '../../src/temporal/attention-desk';
import { pythonWheel } from '../../src/temporal/binaries/python-wheel';
import { resolveTemporalCli } from '../../src/temporal/binaries/temporal-cli';
import { registerSearchAttributes } from '../../src/temporal/search-attributes';
import { taskQueueOf } from '../../src/temporal/task-queue';
import { startWorker, type RunningWorker } from '../../src/temporal/worker';
import { shareOfSystem } from '../../src/temporal/worker-share';
import type { WorkerVersion } from '../../src/temporal/worker-version';
import { createTraedeClient } from '../../src/traede/client';
import { createTestDatabase, type TestDatabase } from '../support/database';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { bundleWorkflows, startTemporalServer } from '../support/temporal';

export const DEPLOYMENT_NAME = 'traede-erp-sync';

/** A valve before the ERP: so many postings pass, the next ones wait. */
export interface Valve {
  readonly passed: number;
  readonly waiting: number;
  let(postings: number): void;
}

/** For workers without versions, and for such with. */
type Bundles = Readonly<Record<'unversioned' | 'versioned', WorkflowBundleWithSourceMap>>;

export interface VersionsStage {
  readonly temporal: TestWorkflowEnvironment;
  readonly database: TestDatabase;
  readonly bundles: Readonly<Record<'released' | 'next', Bundles>>;
  /** Are ended before the server is, also after a failed test. */
  readonly workers: RunningWorker[];
  /** The CLI, as an operator uses it. */
  temporalCli(...words: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

export async function openVersionsStage(): Promise<VersionsStage> {
  const temporal = await startTemporalServer();
  const [database, released, next, { path }] = await Promise.all([
    createTestDatabase(),
    bundle(WORKFLOWS, 'index.ts', 'versioned.ts'),
    bundle(join(__dirname, 'variants'), 'next-version.ts', 'next-version-versioned.ts'),
    resolveTemporalCli({ environment: process.env, sources: [pythonWheel()] }),
  ]);
  await registerSearchAttributes(temporal.client, 'default');
  await migrate(database.pool, DELIVERY_SCHEMA, DELIVERY_MIGRATIONS);
  await migrate(database.pool, LEDGER_SCHEMA, LEDGER_MIGRATIONS);
  const workers: RunningWorker[] = [];
  return {
    temporal,
    database,
    bundles: { released, next },
    workers,
    async temporalCli(...words) {
      const { stdout } = await promisify(execFile)(path, [...words, '--address', temporal.address]);
      return stdout;
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()));
      await temporal.teardown();
      await database.drop();
    },
  };
}

const WORKFLOWS = join(__dirname, '..', '..', 'workflows');

async function bundle(folder: string, unversioned: string, versioned: string): Promise<Bundles> {
  return {
    unversioned: await bundleWorkflows(join(folder, unversioned)),
    versioned: await bundleWorkflows(join(folder, versioned)),
  };
}

/** One system with its TRAEDE and its ledger behind a valve. */
export interface ValvedSystem {
  readonly systemId: string;
  readonly simulator: Simulator;
  readonly ledger: ErpAdapter;
  readonly valve: Valve;
  startWorker(
    code: keyof VersionsStage['bundles'],
    version: WorkerVersion | undefined,
  ): Promise<RunningWorker>;
}

export async function openSystem(
  { temporal, database, bundles, workers }: VersionsStage,
  systemId: string,
  invoices: number,
): Promise<ValvedSystem> {
  const counts = { invoice: invoices, 'credit-note': 0, 'accounting-entry': 0 };
  const simulator = await startSimulator({ seed: 5, counts, drafts: { invoice: 0, 'credit-note': 0 } });
  const traede = createTraedeClient({
    ...{ baseUrl: simulator.url, accessToken: simulator.token, appKey: simulator.appKey, systemId },
    requestTimeoutMs: 60_000,
  });
  const ledger = createLedger({ pool: database.pool });
  const { valve, adapter } = valved(ledger);
  const context = {
    systems: new Map([[systemId, { traede, erp: adapter, rules: OPEN_RULES }]]),
    record: createDeliveryRecord(database.pool),
    attention: createAttentionDesk(temporal.client),
  };
  return {
    ...{ systemId, simulator, ledger, valve },
    async startWorker(code, version) {
      const worker = await startWorker({
        temporal: { connection: { address: temporal.address }, namespace: 'default', uiUrl: undefined },
        queues: [{ taskQueue: taskQueueOf(systemId), share: shareOfSystem(1), context }],
        workflowBundle: bundles[code][version === undefined ? 'unversioned' : 'versioned'],
        version,
      });
      workers.push(worker);
      return worker;
    },
  };
}

function valved(ledger: ErpAdapter): { readonly valve: Valve; readonly adapter: ErpAdapter } {
  let left = 0;
  let passed = 0;
  const waiting: (() => void)[] = [];
  const admit = (): void => {
    while (left > 0 && waiting.length > 0) {
      left -= 1;
      passed += 1;
      waiting.shift()?.();
    }
  };
  const pass = (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      admit();
    });
  return {
    valve: {
      get passed() {
        return passed;
      },
      get waiting() {
        return waiting.length;
      },
      let(postings) {
        left += postings;
        admit();
      },
    },
    adapter: {
      ...ledger,
      async post(posting, options) {
        await pass();
        return ledger.post(posting, options);
      },
    },
  };
}
