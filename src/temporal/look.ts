import { ScheduleNotFoundError, type Client, type ScheduleDescription } from '@temporalio/client';

/** Looks at a Temporal server that change nothing. */

/** @throws gRPC's error: NOT_FOUND (5) where there is no such namespace */
export async function describeNamespace(client: Client, namespace: string): Promise<void> {
  await client.workflowService.describeNamespace({ namespace });
}

/**
 * How many workers have polled a task queue lately (the server forgets them after five minutes); its side of workflows,
 * which is what the server takes when no side is named: a worker of ours polls both.
 */
export async function countPollers(client: Client, namespace: string, taskQueue: string): Promise<number> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
  });
  return pollers.length;
}

/** `undefined`: there is no such schedule. */
export async function describeSchedule(client: Client, id: string): Promise<ScheduleDescription | undefined> {
  try {
    return await client.schedule.getHandle(id).describe();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}
