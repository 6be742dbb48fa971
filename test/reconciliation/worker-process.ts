import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { startCommand, type RunningCommand } from '../cli/command';
import { eventually } from '../support/temporal';
import { SYSTEM_ID, type Books } from './books';

/** Schedules that come once a year: nothing runs by itself. */
export const NOTHING_BY_ITSELF = `systems:
  ${SYSTEM_ID}:
    schedules:
      invoice: { cron: 0 0 1 1 * }
      credit-note: { cron: 0 0 1 1 * }
      accounting-entry: { cron: 0 0 1 1 * }
    reconciliation: { enabled: false }
`;
const START_TIMEOUT_MS = 90_000;

/** Workers of the built product as processes of their own, against a test's TRAEDE, database and Temporal. */
export interface WorkerProcesses {
  /** Waits until it takes work. */
  start(): Promise<RunningCommand>;
  /** Ends all that still run. */
  close(): Promise<void>;
}

/** `timeoutMs`: after this a worker is killed. */
export function workerProcesses(
  { simulator, database, temporal }: Books,
  timeoutMs: number,
): WorkerProcesses {
  const { connection } = temporal.client;
  if (!(connection instanceof Connection)) throw new Error('the client has no connection of its own');
  const address = connection.options.address;
  const folder = mkdtempSync(join(tmpdir(), 'reconcile-'));
  const config = join(folder, 'sync.yaml');
  writeFileSync(config, NOTHING_BY_ITSELF);
  const started: RunningCommand[] = [];
  return {
    async start() {
      const worker = startCommand({
        args: ['worker', '--config', config, '--data', join(folder, 'data')],
        cwd: folder,
        environment: {
          TRAEDE_BASE_URL: simulator.url,
          TRAEDE_ACCESS_TOKEN: simulator.token,
          TRAEDE_APP_KEY: simulator.appKey,
          TRAEDE_SYSTEM_ID: SYSTEM_ID,
          DATABASE_URL: database.url,
          TEMPORAL_ADDRESS: address,
        },
        timeoutMs,
      });
      started.push(worker);
      await eventually(
        'the worker is up',
        () => worker.stderr().includes('worker is up') || worker.hasEnded(),
        START_TIMEOUT_MS,
      );
      if (worker.hasEnded()) throw new Error(`the worker did not start: ${worker.stderr()}`);
      return worker;
    },
    async close() {
      for (const worker of started) worker.signal('SIGTERM');
      await Promise.all(started.map(({ ended }) => ended));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
