import type { Client } from '@temporalio/client';
import type { SystemId } from '../document';
import { COMMON_TASK_QUEUE, taskQueueOf } from './task-queue';

/** A worker asks for work at least once a minute; whoever has not for longer is gone. */
const GONE_AFTER_MS = 75_000;

export interface WorkerPresence {
  /** Some worker asks for work. One that was killed counts for another minute: it cannot say good-bye. */
  readonly polling: boolean;
  /** When one last asked; null where the server remembers none. */
  readonly lastSeenAt: Date | null;
}

export interface DeploymentPresence extends WorkerPresence {
  /** Whether a worker takes the work of each system. */
  readonly systems: ReadonlyMap<SystemId, WorkerPresence>;
}

/** Whether workers take work, for any of these systems and for each, by what the Temporal server saw. */
export async function workerPresence(
  client: Client,
  systemIds: readonly SystemId[],
): Promise<DeploymentPresence> {
  return presence(client, systemIds, () => true);
}

/** Whether the workers of one machine do. */
export async function presenceOnHost(
  client: Client,
  systemIds: readonly SystemId[],
  host: string,
): Promise<DeploymentPresence> {
  // The SDK names a worker `<process id>@<host name>`.
  return presence(client, systemIds, (identity) => identity.endsWith(`@${host}`));
}

async function presence(
  client: Client,
  systemIds: readonly SystemId[],
  isMeant: (identity: string) => boolean,
): Promise<DeploymentPresence> {
  const common = await queuePresence(client, COMMON_TASK_QUEUE, isMeant);
  const systems = new Map<SystemId, WorkerPresence>();
  for (const systemId of systemIds)
    systems.set(systemId, await queuePresence(client, taskQueueOf(systemId), isMeant));
  const all = [common, ...systems.values()];
  const lastSeenMs = Math.max(0, ...all.map(({ lastSeenAt }) => lastSeenAt?.getTime() ?? 0));
  return {
    polling: all.some(({ polling }) => polling),
    lastSeenAt: lastSeenMs === 0 ? null : new Date(lastSeenMs),
    systems,
  };
}

async function queuePresence(
  client: Client,
  taskQueue: string,
  isMeant: (identity: string) => boolean,
): Promise<WorkerPresence> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: taskQueue },
  });
  const seen = pollers
    .filter(({ identity }) => isMeant(identity ?? ''))
    .map(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000);
  const lastSeenMs = Math.max(0, ...seen);
  return {
    polling: Date.now() - lastSeenMs < GONE_AFTER_MS,
    lastSeenAt: lastSeenMs === 0 ? null : new Date(lastSeenMs),
  };
}
