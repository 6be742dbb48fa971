import { setTimeout as sleep } from 'node:timers/promises';
import { ScheduleOverlapPolicy, type Client, type ScheduleHandle } from '@temporalio/client';
import type { DocumentType, SystemId } from '../document';
import { scheduleId } from '../../workflows/messages';

/** One execution of `syncDocuments`; `runId` is that of its first run, before it continued as new. */
export interface StartedRun {
  readonly workflowId: string;
  readonly runId: string;
}

export interface RequestedRun {
  /** A run that was at work already. */
  readonly current: StartedRun | undefined;
  /** The run that began after the request, and therefore sees everything that was there when it was asked for. */
  next(): Promise<StartedRun>;
}

const POLL_INTERVAL_MS = 100;

/**
 * Asks a schedule for a run now. If one is at work, the new one follows it: a trigger without an overlap policy would
 * start a second one beside it.
 */
export async function runNow(
  client: Client,
  systemId: SystemId,
  documentType: DocumentType,
): Promise<RequestedRun> {
  const schedule = client.schedule.getHandle(scheduleId(systemId, documentType));
  const before = await actions(schedule);
  await schedule.trigger(ScheduleOverlapPolicy.BUFFER_ONE);
  return {
    current: before.running[0],
    async next() {
      const known = new Set([...before.recent, ...before.running].map(({ runId }) => runId));
      for (;;) {
        const { recent } = await actions(schedule);
        const started = recent.find(({ runId }) => !known.has(runId));
        if (started !== undefined) return started;
        await sleep(POLL_INTERVAL_MS);
      }
    },
  };
}

async function actions(
  schedule: ScheduleHandle,
): Promise<{ recent: readonly StartedRun[]; running: readonly StartedRun[] }> {
  const { info } = await schedule.describe();
  return {
    recent: info.recentActions.map(({ action }) => toRun(action.workflow)),
    running: info.runningActions.map(({ workflow }) => toRun(workflow)),
  };
}

function toRun(workflow: { readonly workflowId: string; readonly firstExecutionRunId: string }): StartedRun {
  return { workflowId: workflow.workflowId, runId: workflow.firstExecutionRunId };
}
