import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { documentTypeKey, syncStatusKey, syncSystemKey } from '../../workflows/search-attributes';
import type { syncDocuments } from '../../workflows';
import type { SyncTuning } from '../../workflows/messages';
import type { TestTemporal } from '../support/temporal';

export type RunHandle = WorkflowHandleWithFirstExecutionRunId<typeof syncDocuments>;

export const TUNING: SyncTuning = { pageSize: 20, batchSize: 10, batchesInFlight: 4 };

/** Starts a run for the invoices of a system, with the search attributes that its schedule would give it. */
export function startRun(
  temporal: TestTemporal,
  systemId: string,
  tuning: Partial<SyncTuning> = {},
): Promise<RunHandle> {
  return temporal.client.workflow.start<typeof syncDocuments>('syncDocuments', {
    workflowId: `sync:${systemId}:invoice`,
    taskQueue: temporal.taskQueue,
    args: [{ systemId, documentType: 'invoice', tuning: { ...TUNING, ...tuning } }],
    typedSearchAttributes: [
      { key: syncSystemKey, value: systemId },
      { key: documentTypeKey, value: 'invoice' },
    ],
  });
}

export async function eventCount(handle: Pick<RunHandle, 'fetchHistory'>): Promise<number> {
  const { events } = await handle.fetchHistory();
  return events?.length ?? 0;
}

/** `running`, `outage`, …: what the list of workflows shows. */
export async function syncStatusOf(handle: Pick<RunHandle, 'describe'>): Promise<string | undefined> {
  const { typedSearchAttributes } = await handle.describe();
  return typedSearchAttributes.get(syncStatusKey);
}
