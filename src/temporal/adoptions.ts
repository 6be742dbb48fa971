import { WorkflowIdConflictPolicy, type Client, type WorkflowHandle } from '@temporalio/client';
import { adoptWorkflowId, type AdoptInput } from '../../workflows/adopt-messages';
import { syncSystemKey } from '../../workflows/search-attributes';
import type { adopt } from '../../workflows';
import { taskQueueOf } from './task-queue';

/** A week of waiting for a word, and a day of work. */
const RUN_TIMEOUT = '8 days';

export type AdoptHandle = WorkflowHandle<typeof adopt>;

/** Starts an adoption, or joins the one of the same period that is at work. */
export async function startAdoption(client: Client, input: AdoptInput): Promise<AdoptHandle> {
  return client.workflow.start<typeof adopt>('adopt', {
    workflowId: adoptWorkflowId(input),
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
    taskQueue: taskQueueOf(input.systemId),
    args: [input],
    workflowRunTimeout: RUN_TIMEOUT,
    staticSummary: `what others posted in ${input.systemId}`,
    typedSearchAttributes: [{ key: syncSystemKey, value: input.systemId }],
  });
}
