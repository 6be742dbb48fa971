import {
  WorkflowIdConflictPolicy,
  WorkflowNotFoundError,
  type Client,
  type WorkflowHandle,
} from '@temporalio/client';
import { backfillWorkflowId, type BackfillInput } from '../../workflows/backfill-messages';
import { syncSystemKey } from '../../workflows/search-attributes';
import type { backfill } from '../../workflows';
import { taskQueueOf } from './task-queue';

export type BackfillHandle = WorkflowHandle<typeof backfill>;

/** Starts a backfill, or joins the one of the same period and types that is at work. */
export async function startBackfill(client: Client, input: BackfillInput): Promise<BackfillHandle> {
  const handle = await client.workflow.start<typeof backfill>('backfill', {
    workflowId: backfillWorkflowId(input),
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
    taskQueue: taskQueueOf(input.systemId),
    args: [input],
    staticSummary: `what is dated from ${input.from} on → ${input.systemId}`,
    typedSearchAttributes: [{ key: syncSystemKey, value: input.systemId }],
  });
  return runOf(client, handle.workflowId, handle.firstExecutionRunId);
}

/** The same backfill where it is at work already. */
export async function runningBackfill(
  client: Client,
  input: BackfillInput,
): Promise<BackfillHandle | undefined> {
  const handle = runOf(client, backfillWorkflowId(input));
  try {
    const { status } = await handle.describe();
    return status.name === 'RUNNING' ? handle : undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** Through all its continuations. */
function runOf(client: Client, workflowId: string, firstExecutionRunId?: string): BackfillHandle {
  return client.workflow.getHandle<typeof backfill>(
    workflowId,
    undefined,
    firstExecutionRunId === undefined ? {} : { firstExecutionRunId },
  );
}
