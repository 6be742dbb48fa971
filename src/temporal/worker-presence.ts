import type { Client } from '@temporalio/client';
import { TASK_QUEUE } from './task-queue';

/** A worker asks for work at least once a minute; whoever has not for longer is gone. */
const GONE_AFTER_MS = 75_000;

export interface WorkerPresence {
  /** Some worker asks for work. One that was killed counts for another minute: it cannot say good-bye. */
  readonly polling: boolean;
  /** When one last asked; null where the server remembers none. */
  readonly lastSeenAt: Date | null;
}

/** Whether any worker takes work, by what the Temporal server saw. */
export async function workerPresence(client: Client): Promise<WorkerPresence> {
  return presence(client, () => true);
}

/** Whether a worker of one machine does. */
export async function presenceOnHost(client: Client, host: string): Promise<WorkerPresence> {
  // The SDK names a worker `<process id>@<host name>`.
  return presence(client, (identity) => identity.endsWith(`@${host}`));
}

async function presence(client: Client, isMeant: (identity: string) => boolean): Promise<WorkerPresence> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: TASK_QUEUE },
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
