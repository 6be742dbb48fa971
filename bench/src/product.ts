import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ScheduleNotFoundError, type Client } from '@temporalio/client';
import { loadConfig } from '../../src/config/load';
import { startBackfill } from '../../src/temporal/backfills';
import { connectClient } from '../../src/temporal/connection';
import { runNow, type StartedRun } from '../../src/temporal/run-now';
import type { BackfillInput } from '../../workflows/backfill-messages';
import { scheduleId, type SyncTuning } from '../../workflows/messages';
import type { Run, RunningCandidate, Surroundings } from './candidate';

/** `bench/dist/bench/src` is this file's folder when it runs. */
const COMMAND = join(__dirname, '..', '..', '..', '..', 'bin', 'traede-sync.js');
const START_TIMEOUT_MS = 60_000;
const POLL_INTERVAL_MS = 100;

/** A Temporal server that is up. */
export interface TemporalServer {
  readonly address: string;
  readonly namespace: string;
  readonly pids: readonly number[];
  storedBytes(): Promise<number>;
  stop(): Promise<void>;
}

export interface RunningProduct extends RunningCandidate {
  /** One backfill of the invoices that are dated from a day on, as `traede-sync backfill` starts it. */
  backfill(from: string): Promise<Run>;
}

/** The product as users run it: `traede-sync worker` in a process of its own, its schedule asked for a run. */
export async function startProduct(
  { folder, configFile, environment, systemId }: Surroundings,
  server: TemporalServer,
): Promise<RunningProduct> {
  const worker = startWorker(folder, configFile, {
    ...environment,
    TEMPORAL_ADDRESS: server.address,
    TEMPORAL_NAMESPACE: server.namespace,
  });
  const connected = await connectClient({
    connection: { address: server.address },
    namespace: server.namespace,
    uiUrl: undefined,
  });
  const { client } = connected;
  await untilScheduled(client, scheduleId(systemId, 'invoice'), worker.hasEnded);
  return {
    workerPids: [worker.pid],
    serverPids: server.pids,
    async run() {
      const started = await startRun(client, systemId);
      await client.workflow.getHandle(started.workflowId, started.runId).result();
      return takenBy(client, server.namespace, started);
    },
    async backfill(from) {
      const input: BackfillInput = {
        systemId,
        from,
        types: ['invoice'],
        tuning: tuningOf(environment, configFile),
      };
      const handle = await startBackfill(client, input);
      const { runId } = await handle.describe();
      await handle.result();
      return takenBy(client, server.namespace, { workflowId: handle.workflowId, runId });
    },
    storedBytes: () => server.storedBytes(),
    async stop() {
      await worker.stop();
      await connected.close();
      await server.stop();
    },
  };
}

/** As the worker has it, and as the command gives it to a backfill. */
function tuningOf(environment: Readonly<Record<string, string>>, configFile: string): SyncTuning {
  const [system] = loadConfig(environment, configFile).systems;
  if (system === undefined) throw new Error(`${configFile} names no system`);
  return system.tuning;
}

/** Asks a system's schedule for a run of its invoices. */
export async function startRun(client: Client, systemId: string): Promise<StartedRun> {
  return (await runNow(client, systemId, 'invoice')).next();
}

/** `traede-sync worker`; `kill` ends it as a crash would. */
export function startWorker(
  folder: string,
  configFile: string,
  environment: Readonly<Record<string, string>>,
) {
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  const log = openSync(join(folder, 'worker.log'), 'a');
  const words = [COMMAND, 'worker', '--data', data, '--config', configFile];
  const child = spawn(process.execPath, words, { env: environment, stdio: ['ignore', log, log] });
  closeSync(log);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return {
    pid: child.pid ?? 0,
    hasEnded,
    kill: () => child.kill('SIGKILL'),
    async stop() {
      if (!hasEnded()) child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Returns when a worker has registered its schedules: it is about to work. */
export async function untilScheduled(
  client: Client,
  schedule: string,
  hasEnded: () => boolean,
): Promise<void> {
  const end = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      await client.schedule.getHandle(schedule).describe();
      return;
    } catch (error) {
      if (hasEnded())
        throw new Error('the worker of the product has ended; see worker.log', { cause: error });
      if (!(error instanceof ScheduleNotFoundError) || Date.now() > end) throw error;
    }
    await sleep(POLL_INTERVAL_MS);
  }
}

/** From the start of the first to the end of the last of the executions that one run continued as. */
export async function takenBy(
  client: Client,
  namespace: string,
  { workflowId, runId }: StartedRun,
): Promise<Run> {
  const history = { events: 0, bytes: 0, longest: 0 };
  let startedAtMs: number | undefined;
  for (let current = runId; ;) {
    const execution = await client.workflow.getHandle(workflowId, current).describe();
    history.events += execution.historyLength;
    history.bytes += execution.historySize ?? 0;
    history.longest = Math.max(history.longest, execution.historyLength);
    startedAtMs ??= execution.startTime.getTime();
    const next = await continuedAs(client, namespace, { workflowId, runId: current });
    if (next === undefined) {
      return { durationMs: (execution.closeTime?.getTime() ?? Infinity) - startedAtMs, history };
    }
    current = next;
  }
}

async function continuedAs(
  client: Client,
  namespace: string,
  execution: StartedRun,
): Promise<string | undefined> {
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace,
    execution,
    maximumPageSize: 1,
  });
  const [last] = history?.events ?? [];
  return last?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
}
