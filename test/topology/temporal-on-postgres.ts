import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { startInBackground, stopProcess, waitUntilReady } from '../../src/embedded/background-process';
import { LOOPBACK } from '../../src/embedded/ports';
import { isRunning, readIdentity, type ProcessIdentity } from '../../src/embedded/process-identity';
import { connectClient, devServerAddress } from '../../src/temporal/connection';
import { DEV_NAMESPACE } from '../../src/temporal/dev-server';
import { registerSearchAttributes } from '../../src/temporal/search-attributes';
import { setUpTemporalDatabases } from './temporal-databases';
import { choosePorts, type TemporalPorts } from './temporal-ports';
import { temporalPrograms } from './temporal-programs';

const PREFERRED_PORT = 7233;
/** Fixed for ever when the databases are made. Enough for what one process does; each costs some polling when idle. */
const HISTORY_SHARDS = 4;
/** Its services look for each other for some seconds, longer after a crash. */
const READY_TIMEOUT_MS = 600_000;
const STOP_TIMEOUT_MS = 20_000;
/** How long ended runs can be looked at, as in the containers. */
const RETENTION = '30 days';

export interface TemporalOnPostgresOptions {
  /** A folder of its own: ports, configuration, identity of the process. Made when missing. */
  readonly dataDir: string;
  /** A PostgreSQL whose user may make databases: `temporal` and `temporal_visibility` are made on its server. */
  readonly postgresUrl: string;
  readonly logFile?: string;
  /** Where clients connect; taken where it is free. Default 7233. */
  readonly preferredPort?: number;
  readonly historyShards?: number;
  /** Where Prometheus finds the server's metrics, e.g. `127.0.0.1:9091`. Default: nowhere. */
  readonly metricsAddress?: string;
  /** Whether the product's search attributes are registered at once (default), or by the first worker, as in the containers. */
  readonly searchAttributes?: 'registered' | 'left-to-workers';
  /** Hears of what takes long: the build, once per machine. */
  readonly say?: (line: string) => void;
}

export interface TemporalOnPostgres {
  readonly address: string;
  readonly namespace: string;
  /** The server's process: for measuring it, or killing it. */
  process(): ProcessIdentity;
  /** Starts the server again, on the same ports, where it has died; @returns whether it had. */
  revive(): Promise<boolean>;
  stop(): Promise<void>;
}

/**
 * Starts Temporal's production server on PostgreSQL, all services in one process on the loopback address: schemas set up,
 * namespace and the product's search attributes registered. One that a killed process left behind is ended first.
 */
export async function startTemporalOnPostgres(
  options: TemporalOnPostgresOptions,
): Promise<TemporalOnPostgres> {
  const { dataDir, postgresUrl, preferredPort = PREFERRED_PORT } = options;
  const programs = await temporalPrograms(options.say);
  mkdirSync(dataDir, { recursive: true });
  const pidFile = join(dataDir, 'server.json');
  const leftBehind = readIdentity(pidFile);
  if (leftBehind !== undefined) await stopProcess(leftBehind, 'SIGTERM', STOP_TIMEOUT_MS);
  await setUpTemporalDatabases(programs, postgresUrl);
  const ports = await choosePorts(join(dataDir, 'ports.json'), preferredPort);
  const start = async (): Promise<ProcessIdentity> => {
    const identity = await startServer(programs.server, options, ports);
    writeFileSync(pidFile, JSON.stringify(identity));
    return identity;
  };
  let identity = await start();
  const address = addressOf(ports);
  const stop = async (): Promise<void> => {
    await stopProcess(identity, 'SIGTERM', STOP_TIMEOUT_MS);
    rmSync(pidFile, { force: true });
  };
  try {
    await prepareNamespace(address, options.searchAttributes ?? 'registered');
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    address,
    namespace: DEV_NAMESPACE,
    process: () => identity,
    async revive() {
      if (isRunning(identity)) return false;
      identity = await start();
      return true;
    },
    stop,
  };
}

function addressOf({ FRONTEND_GRPC_PORT }: TemporalPorts): string {
  return `${LOOPBACK}:${FRONTEND_GRPC_PORT}`;
}

async function startServer(
  command: string,
  options: TemporalOnPostgresOptions,
  ports: TemporalPorts,
): Promise<ProcessIdentity> {
  const { dataDir, logFile = join(dataDir, 'server.log') } = options;
  const identity = await startInBackground({
    command,
    args: ['--allow-no-auth', 'start'],
    cwd: dataDir,
    logFile,
    environment: serverEnvironment(options, ports),
  });
  await waitUntilReady('the Temporal server', identity, logFile, READY_TIMEOUT_MS, () =>
    answers(addressOf(ports)),
  );
  return identity;
}

/** The variables of the containers (docker-compose.yml), and nothing of ours. */
function serverEnvironment(
  { dataDir, postgresUrl, historyShards = HISTORY_SHARDS, metricsAddress }: TemporalOnPostgresOptions,
  ports: TemporalPorts,
): Record<string, string> {
  const { hostname, port, username, password } = new URL(postgresUrl);
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: dataDir,
    DB: 'postgres12',
    POSTGRES_SEEDS: hostname,
    DB_PORT: port,
    POSTGRES_USER: decodeURIComponent(username),
    POSTGRES_PWD: decodeURIComponent(password),
    NUM_HISTORY_SHARDS: String(historyShards),
    DYNAMIC_CONFIG_FILE_PATH: join(__dirname, '..', '..', 'deploy', 'temporal', 'dynamic-config.yaml'),
    LOG_LEVEL: 'warn',
    BIND_ON_IP: LOOPBACK,
    ...(metricsAddress === undefined ? {} : { PROMETHEUS_ENDPOINT: metricsAddress }),
    ...Object.fromEntries(Object.entries(ports).map(([name, value]) => [name, String(value)])),
  };
}

async function answers(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: '1s' });
    try {
      const { status } = await connection.healthService.check({
        service: 'temporal.api.workflowservice.v1.WorkflowService',
      });
      const code: number = status;
      return code === SERVING;
    } finally {
      await connection.close();
    }
  } catch {
    return false;
  }
}

/** grpc.health.v1.HealthCheckResponse.ServingStatus */
const SERVING = 1;

/** Makes namespace and search attributes, and waits until all of the server knows them. */
async function prepareNamespace(
  address: string,
  searchAttributes: 'registered' | 'left-to-workers',
): Promise<void> {
  const connected = await connectClient(devServerAddress({ address, uiUrl: undefined }), {
    checkNamespace: false,
  });
  const { client } = connected;
  try {
    await registerNamespace(client.connection);
    if (searchAttributes === 'left-to-workers') return;
    await registerSearchAttributes(client, DEV_NAMESPACE);
  } finally {
    await connected.close();
  }
}

async function registerNamespace(connection: Pick<Connection, 'workflowService'>): Promise<void> {
  try {
    await connection.workflowService.registerNamespace({
      namespace: DEV_NAMESPACE,
      workflowExecutionRetentionPeriod: msToTs(RETENTION),
    });
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
}

/** grpc's status code */
const ALREADY_EXISTS = 6;

function isAlreadyExists(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === ALREADY_EXISTS;
}
