import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleOptions,
} from '@temporalio/client';
import { notifyScheduleId, type NotifyPeopleInput } from '../../workflows/notify-messages';
import type { notifyPeople } from '../../workflows';
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
  try {
    await client.schedule.create(options);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const { spec, action, policies } = options;
    await client.schedule.getHandle(scheduleId).update(({ state }) => ({ spec, action, policies, state }));
  }
}

/** Nobody is to be told any more. */
export async function removeNotifySchedule(client: Client, deployment: string): Promise<void> {
  try {
    await client.schedule.getHandle(notifyScheduleId(deployment)).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}
