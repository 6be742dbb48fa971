import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { DOCUMENT_TYPES, type SystemId } from '../../src/document';
import { keepRunning } from '../../src/embedded/keep-running';
import { acquireEmbeddedPostgres, type EmbeddedPostgres } from '../../src/embedded/postgres';
import type { Simulator } from '../../src/simulator';
import { pythonWheel } from '../../src/temporal/binaries/python-wheel';
import { resolveTemporalCli } from '../../src/temporal/binaries/temporal-cli';
import { connectClient, devServerAddress } from '../../src/temporal/connection';
import { startDevServer, type DevServer } from '../../src/temporal/dev-server';
import { startWorkerProcess, type WorkerProcess } from './worker-process';

export interface ProductOptions {
  /** TRAEDE, which stays in this process. */
  readonly simulator: Simulator;
  /** `sync.config.yaml`. */
  readonly configuration: string;
  /** For the workers, beyond what reaches database, Temporal and TRAEDE. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly workers: number;
}

/** The whole product, everything that can be killed in a process of its own, restarted when it ends. */
export interface ProductProcesses {
  /** Holds `temporal`, `postgres`, and each worker's `worker-1/worker.log`. */
  readonly folder: string;
  readonly workers: readonly WorkerProcess[];
  readonly pool: Pool;
  /** Failures of runs, as Temporal lists them: kills are no reason to fail. */
  failedRuns(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export async function startProductProcesses(options: ProductOptions): Promise<ProductProcesses> {
  const folder = mkdtempSync(join(tmpdir(), 'traede-product-'));
  const database = await acquireEmbeddedPostgres({
    folder: join(folder, 'postgres'),
    logFile: join(folder, 'postgres.log'),
  });
  const { path } = await resolveTemporalCli({ environment: process.env, sources: [pythonWheel()] });
  const temporal = await startDevServer({
    cliPath: path,
    folder: join(folder, 'temporal'),
    logFile: join(folder, 'temporal.log'),
  });
  const workers = Array.from({ length: options.workers }, (_, index) =>
    startWorkerProcess(workerOptions(join(folder, `worker-${index + 1}`), database, temporal, options)),
  );
  const keeper = keepRunning({ PostgreSQL: database, Temporal: temporal }, () => undefined);
  const pool = new Pool({ connectionString: database.url, max: 2 });
  pool.on('error', () => undefined);
  return {
    folder,
    workers,
    pool,
    failedRuns: () => failedRuns(temporal),
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()));
      await pool.end();
      await keeper.stop();
      await temporal.stop();
      await database.release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function workerOptions(
  folder: string,
  database: EmbeddedPostgres,
  temporal: DevServer,
  { simulator, configuration, environment }: ProductOptions,
) {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'sync.config.yaml');
  writeFileSync(config, configuration);
  return {
    arguments: ['worker', '--data', join(folder, 'data'), '--config', config],
    logFile: join(folder, 'worker.log'),
    environment: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: temporal.address,
      TRAEDE_BASE_URL: simulator.url,
      TRAEDE_ACCESS_TOKEN: simulator.token,
      TRAEDE_APP_KEY: simulator.appKey,
      ...environment,
    },
  };
}

/** Documents that TRAEDE still lists. */
export function remaining(simulator: Simulator, systemId: SystemId): number {
  return DOCUMENT_TYPES.reduce((sum, type) => {
    const marks = simulator.marks(systemId, type);
    return sum + simulator.documents(type).filter(({ id }) => !marks.has(id)).length;
  }, 0);
}

export function documentCount(simulator: Simulator): number {
  return DOCUMENT_TYPES.reduce((sum, type) => sum + simulator.documents(type).length, 0);
}

async function failedRuns(temporal: DevServer): Promise<readonly string[]> {
  const connected = await connectClient(devServerAddress(temporal));
  const { client } = connected;
  const failed: string[] = [];
  for await (const run of client.workflow.list({ query: 'ExecutionStatus = "Failed"' })) {
    const handle = client.workflow.getHandle(run.workflowId, run.runId);
    const reason = await handle
      .result()
      .then(String, (error: unknown) => String(error instanceof Error ? error.cause : error));
    failed.push(`${run.workflowId}: ${reason}`);
  }
  await connected.close();
  return failed;
}
