import type { WorkflowHandle } from '@temporalio/client';
import { adoptWorkflowId, type AdoptInput, type AdoptResult } from '../../workflows/adopt-messages';
import type { adopt } from '../../workflows';
import { dayFromNow, SYSTEM_ID, type Books } from '../reconciliation/books';

/** The simulator's half year, and what comes in while a test runs. */
export const ALL_TIME = { from: dayFromNow(-200), to: dayFromNow(1) };

export function startAdoption(
  { temporal }: Pick<Books, 'temporal'>,
  given: Partial<AdoptInput> = {},
): Promise<WorkflowHandle<typeof adopt>> {
  const input = { ...ALL_TIME, ...given, systemId: SYSTEM_ID };
  return temporal.client.workflow.start<typeof adopt>('adopt', {
    workflowId: adoptWorkflowId(input),
    taskQueue: temporal.taskQueue,
    args: [input],
  });
}

export async function adoptOn(
  books: Pick<Books, 'temporal'>,
  given: Partial<AdoptInput> = {},
): Promise<AdoptResult> {
  return (await startAdoption(books, given)).result();
}
