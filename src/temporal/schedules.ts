import {
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleHandle,
  type ScheduleOptions,
  type ScheduleSpec,
} from '@temporalio/client';
import { DOCUMENT_TYPE_NAMES, DOCUMENT_TYPES, type DocumentType } from '../document';
import type { ScheduleConfig, SystemConfig } from '../config/config';
import { RUN_GUIDE } from '../../workflows/descriptions';
import { scheduleId, type SyncDocumentsInput } from '../../workflows/messages';
import { documentTypeKey, syncSystemKey } from '../../workflows/search-attributes';
import type { syncDocuments } from '../../workflows';
import { spanOf } from '../span-of-time';
import { taskQueueOf } from './task-queue';

/**
 * `by-schedule`: runs start at their times. `on-request`: only when triggered, as long as nobody asks for the former
 * (`up --once`, whose counts a run that starts by itself would falsify).
 */
export type ScheduleMode = 'by-schedule' | 'on-request';

/** The note of a pause that is ours, and not an operator's. */
export const OUR_PAUSE = 'paused by `up --once`; `up` and `worker` resume it';

/**
 * Creates or updates the schedule of each document type of a system. An operator's pause and note are kept.
 */
export async function ensureSchedules(
  client: Client,
  system: SystemConfig,
  mode: ScheduleMode,
): Promise<void> {
  await Promise.all(DOCUMENT_TYPES.map((documentType) => ensureSchedule(client, system, documentType, mode)));
}

async function ensureSchedule(
  client: Client,
  system: SystemConfig,
  documentType: DocumentType,
  mode: ScheduleMode,
): Promise<void> {
  const options = scheduleOptions(system, documentType);
  try {
    await client.schedule.create({ ...options, state: mode === 'on-request' ? ourPause() : {} });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const { spec, action, policies } = options;
    await client.schedule
      .getHandle(options.scheduleId)
      .update((previous) => ({ spec, action, policies, state: nextState(previous.state, mode) }));
  }
}

export type ScheduleState = Parameters<Parameters<ScheduleHandle['update']>[0]>[0]['state'];

export function nextState(state: ScheduleState, mode: ScheduleMode): ScheduleState {
  const isOurPause = state.paused && state.note === OUR_PAUSE;
  if (mode === 'on-request') return state.paused ? state : { ...state, ...ourPause() };
  return isOurPause ? { ...state, paused: false, note: '' } : state;
}

export function ourPause(): { readonly paused: true; readonly note: string } {
  return { paused: true, note: OUR_PAUSE };
}

function scheduleOptions(system: SystemConfig, documentType: DocumentType) {
  const { systemId, tuning } = system;
  const schedule = system.schedules[documentType];
  const id = scheduleId(systemId, documentType);
  const input: SyncDocumentsInput = { systemId, documentType, tuning, repeats: repeats(schedule) };
  return {
    scheduleId: id,
    spec: scheduleSpec(schedule, documentType),
    policies: {
      // A run that is still going does the work of the one that would start now.
      overlap: ScheduleOverlapPolicy.SKIP,
      catchupWindow: schedule.catchUpWindowMs,
      // One failed run must not stop all later ones.
      pauseOnFailure: false,
    },
    action: {
      type: 'startWorkflow',
      workflowType: 'syncDocuments',
      workflowId: id,
      taskQueue: taskQueueOf(systemId),
      args: [input],
      // Without it a run that hangs would let every later one be skipped, silently and for ever.
      workflowRunTimeout: schedule.runTimeoutMs,
      staticSummary: `${DOCUMENT_TYPE_NAMES[documentType].many} → ${systemId}`,
      staticDetails: RUN_GUIDE,
      typedSearchAttributes: [
        { key: syncSystemKey, value: systemId },
        { key: documentTypeKey, value: documentType },
      ],
    },
  } satisfies ScheduleOptions & { action: { args: Parameters<typeof syncDocuments> } };
}

/** When runs start, in words, for the page of a run. */
function repeats({ when, timeZone }: ScheduleConfig): string {
  return 'cron' in when ? `by cron ${when.cron} (${timeZone})` : `every ${spanOf(when.everyMs)}`;
}

function scheduleSpec(
  { when, timeZone, jitterMs }: ScheduleConfig,
  documentType: DocumentType,
): ScheduleSpec {
  const common = { jitter: jitterMs, timezone: timeZone };
  if ('cron' in when) return { cronExpressions: [when.cron], ...common };
  return { intervals: [{ every: when.everyMs, offset: offsetMs(documentType, when.everyMs) }], ...common };
}

/** Credit notes follow their invoices, and three runs do not start in the same instant. */
function offsetMs(documentType: DocumentType, everyMs: number): number {
  return Math.floor((DOCUMENT_TYPES.indexOf(documentType) * everyMs) / DOCUMENT_TYPES.length);
}
