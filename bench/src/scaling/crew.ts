import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { taskQueueOf } from '../../../src/temporal/task-queue';
import { scheduleId } from '../../../workflows/messages';
import { startWorker, untilScheduled } from '../product';
import type { Deployment } from '../world';

/** Several `traede-sync worker` of one deployment. */
export interface Crew {
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

const LOOK_INTERVAL_MS = 100;
/** Four workers that start at once on two cores take some ten seconds. */
const START_TIMEOUT_MS = 120_000;

/** Starts workers and waits until each asks for the work of every system: a run would else be the first one's alone. */
export async function startCrew(
  count: number,
  { surroundings, systems }: Deployment,
  address: string,
  client: Client,
): Promise<Crew> {
  const settings = { ...surroundings.environment, TEMPORAL_ADDRESS: address };
  const workers = Array.from({ length: count }, (_, index) => {
    const folder = join(surroundings.folder, `worker-${index + 1}`);
    return startWorker(folder, surroundings.configFile, settings);
  });
  const stop = async (): Promise<void> => {
    await Promise.all(workers.map((worker) => worker.stop()));
  };
  const hasEnded = () => workers.some((worker) => worker.hasEnded());
  const pids = workers.map(({ pid }) => pid);
  try {
    for (const { systemId } of systems) {
      await untilScheduled(client, scheduleId(systemId, 'invoice'), hasEnded);
      await untilAllAsk(client, systemId, pids, hasEnded);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { pids, stop };
}

async function untilAllAsk(
  client: Client,
  systemId: string,
  pids: readonly number[],
  hasEnded: () => boolean,
): Promise<void> {
  const end = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const { pollers } = await client.workflowService.describeTaskQueue({
      namespace: client.options.namespace,
      taskQueue: { name: taskQueueOf(systemId) },
    });
    // The SDK names a worker `<process id>@<host name>`.
    const asking = new Set(pollers.map(({ identity }) => identity));
    if (pids.every((pid) => asking.has(`${pid}@${hostname()}`))) return;
    if (hasEnded()) throw new Error('a worker has ended; see its worker.log');
    if (Date.now() > end) throw new Error(`not all workers ask for the work of ${systemId}`);
    await sleep(LOOK_INTERVAL_MS);
  }
}
