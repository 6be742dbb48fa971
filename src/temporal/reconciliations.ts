import {
  ScheduleOverlapPolicy,
  WorkflowIdConflictPolicy,
  type Client,
  type ScheduleOptions,
  type WorkflowHandle,
} from '@temporalio/client';
import type { SystemConfig } from '../config/config';
import {
  reconcileScheduleId,
  reconcileWorkflowId,
  type ReconcileInput,
} from '../../workflows/reconcile-messages';
import { syncSystemKey } from '../../workflows/search-attributes';
import type { reconcile } from '../../workflows';
import { ensureSchedule, removeSchedule, type ScheduleMode } from './ensure-schedule';
import { taskQueueOf } from './task-queue';

/** A night's work at most; the next night begins anew. */
const RUN_TIMEOUT = '20h';
/** A night that was missed is made up for in the morning. */
const CATCH_UP_WINDOW = '6h';

/** Creates, updates or removes the nightly reconciliation of a system. An operator's pause and note are kept. */
export async function ensureReconcileSchedule(
  client: Client,
  system: SystemConfig,
  mode: ScheduleMode,
): Promise<void> {
  const { reconciliation } = system;
  const id = reconcileScheduleId(system.systemId);
  if (!reconciliation.enabled) return removeSchedule(client, id);
  return ensureSchedule(client, scheduleOptions(system, id), mode);
}

function scheduleOptions({ systemId, reconciliation }: SystemConfig, id: string) {
  const { cron, timeZone, days, keep } = reconciliation;
  const input: ReconcileInput = { systemId, keep, ...(days === undefined ? {} : { days }) };
  return {
    scheduleId: id,
    spec: { cronExpressions: [cron], timezone: timeZone },
    policies: {
      overlap: ScheduleOverlapPolicy.SKIP,
      catchupWindow: CATCH_UP_WINDOW,
      pauseOnFailure: false,
    },
    action: {
      ...{
        type: 'startWorkflow',
        workflowType: 'reconcile',
        workflowId: id,
        taskQueue: taskQueueOf(systemId),
      },
      args: [input],
      workflowRunTimeout: RUN_TIMEOUT,
      staticSummary: `TRAEDE and ${systemId} compared`,
      typedSearchAttributes: [{ key: syncSystemKey, value: systemId }],
    },
  } satisfies ScheduleOptions & { action: { args: Parameters<typeof reconcile> } };
}

export type ReconcileHandle = WorkflowHandle<typeof reconcile>;

/** Starts a reconciliation, or joins the one of the same period that is at work. */
export async function startReconciliation(client: Client, input: ReconcileInput): Promise<ReconcileHandle> {
  return client.workflow.start<typeof reconcile>('reconcile', {
    workflowId: reconcileWorkflowId(input),
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
    taskQueue: taskQueueOf(input.systemId),
    args: [input],
    workflowRunTimeout: RUN_TIMEOUT,
    staticSummary: `TRAEDE and ${input.systemId} compared`,
    typedSearchAttributes: [{ key: syncSystemKey, value: input.systemId }],
  });
}
