import { ScheduleOverlapPolicy, type Client, type ScheduleOptions } from '@temporalio/client';
import type { purgeContents } from '../../workflows';
import { ensureSchedule, removeSchedule } from './ensure-schedule';
import { COMMON_TASK_QUEUE } from './task-queue';

/** Id of the schedule that purges contents, and of its runs (Temporal appends a time stamp to those). */
export const PURGE_SCHEDULE_ID = 'purge';
/** Personal data is kept by the day. */
const EVERY = '1d';
/** In the small hours of Europe, before the reconciliations. */
const AT = '1h';
/** The first one may go through years. */
const RUN_TIMEOUT = '12h';
/** A worker that was away at night purges when it is back. */
const CATCH_UP_WINDOW = '1d';

/** Creates or updates the schedule. An operator's pause and note are kept. */
export async function ensurePurgeSchedule(client: Client): Promise<void> {
  const options = {
    scheduleId: PURGE_SCHEDULE_ID,
    spec: { intervals: [{ every: EVERY, offset: AT }] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: CATCH_UP_WINDOW, pauseOnFailure: false },
    action: {
      type: 'startWorkflow',
      workflowType: 'purgeContents',
      workflowId: PURGE_SCHEDULE_ID,
      taskQueue: COMMON_TASK_QUEUE,
      args: [],
      workflowRunTimeout: RUN_TIMEOUT,
      staticSummary: 'purge the contents of documents that ended long ago',
    },
  } satisfies ScheduleOptions & { action: { args: Parameters<typeof purgeContents> } };
  await ensureSchedule(client, options, 'by-schedule');
}

/** Contents are kept for ever from now on. */
export async function removePurgeSchedule(client: Client): Promise<void> {
  await removeSchedule(client, PURGE_SCHEDULE_ID);
}
