import { ScheduleOverlapPolicy, type Client, type ScheduleOptions } from '@temporalio/client';
import { notifyScheduleId, type NotifyPeopleInput } from '../../workflows/notify-messages';
import type { notifyPeople } from '../../workflows';
import { ensureSchedule, removeSchedule } from './ensure-schedule';
import { COMMON_TASK_QUEUE } from './task-queue';

/** When people are told. */
export interface NotifySchedule {
  readonly deployment: string;
  readonly everyMs: number;
}

/** A look and its messages take seconds; with a chat that is away some ten minutes. */
const RUN_TIMEOUT = '30m';
/** What was missed is looked at the next time: it is all the same still there. */
const CATCH_UP_WINDOW = '1m';

/** Creates or updates the schedule that tells people. An operator's pause and note are kept. */
export async function ensureNotifySchedule(
  client: Client,
  { deployment, everyMs }: NotifySchedule,
): Promise<void> {
  const scheduleId = notifyScheduleId(deployment);
  const input: NotifyPeopleInput = { deployment };
  const options = {
    scheduleId,
    spec: { intervals: [{ every: everyMs }] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: CATCH_UP_WINDOW, pauseOnFailure: false },
    action: {
      type: 'startWorkflow',
      workflowType: 'notifyPeople',
      workflowId: scheduleId,
      taskQueue: COMMON_TASK_QUEUE,
      args: [input],
      workflowRunTimeout: RUN_TIMEOUT,
      staticSummary: `tell people what needs them in ${deployment}`,
    },
  } satisfies ScheduleOptions & { action: { args: Parameters<typeof notifyPeople> } };
  await ensureSchedule(client, options, 'by-schedule');
}

/** Nobody is to be told any more. */
export async function removeNotifySchedule(client: Client, deployment: string): Promise<void> {
  await removeSchedule(client, notifyScheduleId(deployment));
}
