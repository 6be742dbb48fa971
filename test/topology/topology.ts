import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { waitUntilReady } from '../../src/embedded/background-process';
import { freePort, isListening, LOOPBACK } from '../../src/embedded/ports';
import type { ProcessIdentity } from '../../src/embedded/process-identity';
import { connectClient, devServerAddress, type ConnectedClient } from '../../src/temporal/connection';
import { COMMON_TASK_QUEUE } from '../../src/temporal/task-queue';
import { makeDatabases } from './databases';
import { postgresPrograms, startPostgres } from './postgres';
import { ProductProcesses } from './processes';
import { startTemporalOnPostgres } from './temporal-on-postgres';

export const SYSTEM_ID = 'topology';
const SIMULATOR_PORT = 4010;
/** Three seconds on a quiet machine; a busy one may take minutes, and only what hangs is to be ended. */
const READY_TIMEOUT_MS = 600_000;

export interface TopologyOptions {
  readonly folder: string;
  /** New documents arrive while it runs. */
  readonly growing: boolean;
  readonly workers?: number;
  readonly say: (line: string) => void;
}

/** PostgreSQL, Temporal on it, the simulator, and workers, each a process of its own: what docker-compose.yml describes. */
export interface Topology {
  /** Of its own: a configuration file elsewhere is not meant. */
  readonly folder: string;
  /** What a command needs to talk to it; the worker's own variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly temporalAddress: string;
  readonly simulatorStateFile: string;
  readonly workers: readonly ProcessIdentity[];
  /** Starts one more. */
  startWorker(name: string): Promise<ProcessIdentity>;
  stop(): Promise<void>;
}

/** Starts everything in order; what was started is ended again when a later part fails. */
export async function startTopology(options: TopologyOptions): Promise<Topology> {
  const endings: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    return { ...(await startParts(options, endings)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(
  options: TopologyOptions,
  endings: (() => Promise<void>)[],
): Promise<Omit<Topology, 'stop'>> {
  const { folder, say, workers: count = 2 } = options;
  mkdirSync(join(folder, 'logs'), { recursive: true });
  const product = new ProductProcesses(folder);
  await product.clearLeftovers();

  const postgres = await startPostgres(join(folder, 'postgres'), join(folder, 'logs', 'postgres.log'));
  endings.push(() => postgres.release());
  say(`PostgreSQL   ${postgresPrograms().title} at ${new URL(postgres.url).host}`);
  const databases = await makeDatabases(postgres.url, join(folder, 'secrets'));

  const temporal = await startTemporalOnPostgres({
    dataDir: join(folder, 'temporal'),
    postgresUrl: databases.temporalUrl,
    logFile: join(folder, 'logs', 'temporal.log'),
    searchAttributes: 'left-to-workers',
    say,
  });
  endings.push(() => temporal.stop());
  say(`Temporal     server at ${temporal.address}, on that PostgreSQL`);

  endings.push(() => product.stop());
  const traede = await startSimulator(product, options);
  say(`TRAEDE       simulator at ${traede.url}`);
  const environment = {
    ...plainEnvironment(folder),
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    DATABASE_URL: databases.workerUrl,
    DATABASE_PASSWORD_FILE: databases.passwordFile,
    TRAEDE_BASE_URL: traede.url,
    TRAEDE_SYSTEM_ID: SYSTEM_ID,
    ...traede.access,
  };
  const names = Array.from({ length: count }, (_, index) => `worker-${index + 1}`);
  const startAll = (wanted: readonly string[]): Promise<readonly ProcessIdentity[]> =>
    startWorkers(product, environment, temporal.address, wanted);
  const workers = await startAll(names);
  say(`Workers      ${workers.length}, processes ${workers.map(({ pid }) => pid).join(' and ')}`);
  return {
    folder,
    environment,
    temporalAddress: temporal.address,
    simulatorStateFile: join(folder, 'simulator.jsonl'),
    workers,
    async startWorker(name) {
      const [started] = await startAll([name]);
      if (started === undefined) throw new Error(`${name} was not started`);
      return started;
    },
  };
}

/** Nothing of ours that would point the product elsewhere. */
function plainEnvironment(folder: string): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin', HOME: folder };
}

async function startSimulator(
  product: ProductProcesses,
  { folder, growing }: TopologyOptions,
): Promise<{ readonly url: string; readonly access: Readonly<Record<string, string>> }> {
  const access = {
    TRAEDE_ACCESS_TOKEN_FILE: secretFile(folder, 'traede_access_token'),
    TRAEDE_APP_KEY_FILE: secretFile(folder, 'traede_app_key'),
  };
  const port = await freePort(SIMULATOR_PORT);
  const flags = ['--port', String(port), '--data', folder, ...(growing ? ['--growing'] : [])];
  const name = 'simulator';
  const identity = await product.start({
    name,
    args: ['simulator', ...flags],
    environment: { ...plainEnvironment(folder), ...access },
  });
  const log = product.logFile(name);
  await waitUntilReady('the TRAEDE simulator', identity, log, READY_TIMEOUT_MS, () => isListening(port));
  return { url: `http://${LOOPBACK}:${port}`, access };
}

function secretFile(folder: string, name: string): string {
  const file = join(folder, 'secrets', name);
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  return file;
}

/** All at once, as a process manager does; each is ready when Temporal has heard from it. */
async function startWorkers(
  product: ProductProcesses,
  environment: Readonly<Record<string, string>>,
  temporalAddress: string,
  names: readonly string[],
): Promise<readonly ProcessIdentity[]> {
  const started = await Promise.all(
    names.map(async (name) => ({
      name,
      identity: await product.start({ name, args: ['worker'], environment }),
    })),
  );
  const connected = await connectClient(devServerAddress({ address: temporalAddress, uiUrl: undefined }));
  try {
    for (const { name, identity } of started)
      await waitUntilReady(name, identity, product.logFile(name), READY_TIMEOUT_MS, () =>
        isPolling(connected, identity),
      );
  } finally {
    await connected.close();
  }
  return started.map(({ identity }) => identity);
}

async function isPolling({ client }: ConnectedClient, { pid }: ProcessIdentity): Promise<boolean> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: COMMON_TASK_QUEUE },
  });
  return pollers.some(({ identity }) => identity === `${pid}@${hostname()}`);
}
