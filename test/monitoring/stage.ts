import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { alertFile, JOB, type AlertThresholds } from '../../monitoring/alerts';
import { DOCUMENT_TYPES, type DocumentType, type SystemId } from '../../src/document';
import { freePort, LOOPBACK } from '../../src/embedded/ports';
import { startSimulator, type Simulator } from '../../src/simulator';
import { pythonWheel } from '../../src/temporal/binaries/python-wheel';
import { resolveTemporalCli } from '../../src/temporal/binaries/temporal-cli';
import { connectClient, devServerAddress } from '../../src/temporal/connection';
import { startDevServer } from '../../src/temporal/dev-server';
import { scheduleId } from '../../workflows/messages';
import { startCommand, type EndedCommand } from '../cli/command';
import { startReceiver, SIGNING_KEY, type Receiver } from '../erp/http/receiver';
import { startWorkerProcess, type WorkerProcess } from '../faults/worker-process';
import { createTestDatabase } from '../support/database';
import { startPrometheus, type Prometheus } from '../support/prometheus';
import { eventually } from '../support/temporal';

export const TOKEN = 'canary-token-51c7';
const COUNTS = { invoice: 30, 'credit-note': 6, 'accounting-entry': 12 };
const COMMAND_TIMEOUT_MS = 120_000;
export const CARRIED_TIMEOUT_MS = 120_000;

/** `books` into the ledger, `refused` by its TRAEDE, `away` into an ERP behind HTTP: each with a TRAEDE of its own. */
export const SYSTEMS = ['books', 'refused', 'away'] as const;
export type System = (typeof SYSTEMS)[number];

/** The rules of the house, in seconds instead of minutes. */
const SHORT: AlertThresholds = {
  silentIntervals: 3,
  silentSeconds: 20,
  waitingSeconds: 2,
  differenceSeconds: 1,
  rejectedSeconds: 1,
  awaySeconds: 1,
  failedSeconds: 1,
  noWorkerSeconds: 2,
  unseenSeconds: 120,
};

/** The product as it is deployed, with a real Prometheus that asks its worker. */
export interface Stage {
  readonly traede: Readonly<Record<System, Simulator>>;
  readonly erp: Receiver;
  readonly client: Client;
  readonly prometheus: Prometheus;
  /** `127.0.0.1:…`, where the worker offers its metrics. */
  readonly metricsAddress: string;
  /** @param flags beyond the usual ones */
  startWorker(...flags: readonly string[]): WorkerProcess;
  workerLog(): string;
  run(...args: readonly string[]): Promise<EndedCommand>;
  trigger(systemId: SystemId, documentType: DocumentType): Promise<void>;
  stop(): Promise<void>;
}

function systemConfig(system: System, traede: Simulator, erp: string): string {
  const often = '{ every: 5s, jitter: 1s }';
  return `  ${system}:
    traede: { baseUrl: "${traede.url}" }
    erp: ${erp}
    schedules: { invoice: ${often}, credit-note: ${often}, accounting-entry: { every: 1d } }
    reconciliation: { enabled: false }
`;
}

export async function openStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'traede-monitoring-'));
  const endings: (() => unknown)[] = [
    () => {
      rmSync(folder, { recursive: true, force: true });
    },
  ];
  const stop = async (): Promise<void> => {
    for (const end of endings.toReversed()) await end();
  };
  try {
    return { ...(await open(folder, endings)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function open(folder: string, endings: (() => unknown)[]): Promise<Omit<Stage, 'stop'>> {
  const keep = <T>(started: T, end: (started: T) => unknown): T => {
    endings.push(() => end(started));
    return started;
  };
  const database = keep(await createTestDatabase(), (one) => one.drop());
  const { path } = await resolveTemporalCli({ environment: process.env, sources: [pythonWheel()] });
  const temporal = keep(
    await startDevServer({
      cliPath: path,
      folder: join(folder, 'temporal'),
      logFile: join(folder, 'temporal.log'),
    }),
    (one) => one.stop(),
  );
  const traede = {
    books: keep(await startTraede(1), (one) => one.stop()),
    refused: keep(await startTraede(2), (one) => one.stop()),
    away: keep(await startTraede(3), (one) => one.stop()),
  };
  const erp = keep(await startReceiver(), (one) => one.remove());
  const metricsAddress = `${LOOPBACK}:${await freePort(0)}`;
  const prometheus = keep(
    await startPrometheus({ targets: [metricsAddress], job: JOB, rules: alertFile(SHORT) }),
    (one) => one.stop(),
  );
  const { client } = keep(await connectClient(devServerAddress(temporal)), (one) => one.close());

  const config = join(folder, 'sync.config.yaml');
  const http = `{ adapter: http, url: "${erp.url}", requestTimeout: 5s, settleTime: 1s }`;
  writeFileSync(
    config,
    [
      'systems:\n',
      ...SYSTEMS.map((system) =>
        systemConfig(system, traede[system], system === 'away' ? http : '{ adapter: ledger }'),
      ),
    ].join(''),
  );
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: temporal.address,
    TRAEDE_ACCESS_TOKEN: TOKEN,
    TRAEDE_APP_KEY: traede.books.appKey,
    ERP_SIGNING_KEY: SIGNING_KEY,
  };
  const logFile = join(folder, 'worker.log');
  const options = ['--data', join(folder, 'data'), '--config', config];
  mkdirSync(join(folder, 'data'));
  return {
    ...{ traede, erp, client, prometheus, metricsAddress },
    startWorker: (...flags) =>
      keep(
        startWorkerProcess({
          arguments: ['worker', ...options, ...flags],
          environment: { ...environment, TRAEDE_SYNC_METRICS_ADDRESS: metricsAddress },
          logFile,
        }),
        (one) => one.stop(),
      ),
    workerLog: () => readFileSync(logFile, 'utf8'),
    run: (...args) =>
      startCommand({ args: [...args, ...options], cwd: folder, environment, timeoutMs: COMMAND_TIMEOUT_MS })
        .ended,
    trigger: (systemId, documentType) =>
      client.schedule.getHandle(scheduleId(systemId, documentType)).trigger(ScheduleOverlapPolicy.SKIP),
  };
}

function startTraede(seed: number): Promise<Simulator> {
  return startSimulator({ seed, token: TOKEN, counts: COUNTS, drafts: { invoice: 0, 'credit-note': 0 } });
}

/** Waits until TRAEDE was told of all documents of a system, but for so many that wait. */
export async function carried(stage: Stage, system: System, but = 0): Promise<void> {
  const traede = stage.traede[system];
  await eventually(
    `all documents to ${system} are exported`,
    () =>
      DOCUMENT_TYPES.reduce(
        (left, type) => left + traede.documents(type).length - traede.marks(system, type).size,
        0,
      ) === but,
    CARRIED_TIMEOUT_MS,
  );
}

/** Starts a run of each flow as soon as the worker has made its schedules. @throws with the worker's last words */
export async function triggerAll(stage: Stage): Promise<void> {
  let failure: unknown;
  await eventually(
    'the schedules are there',
    async () => {
      try {
        for (const system of SYSTEMS) for (const type of DOCUMENT_TYPES) await stage.trigger(system, type);
        return true;
      } catch (error) {
        failure = error;
        return false;
      }
    },
    CARRIED_TIMEOUT_MS,
  ).catch(() => {
    throw new Error(
      `no schedules were made; the worker's log ends with:\n${stage.workerLog().slice(-2_000)}`,
      {
        cause: failure,
      },
    );
  });
}
