import {
  ScheduleOverlapPolicy,
  type Client,
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
import { ensureSchedule, type ScheduleMode } from './ensure-schedule';
import { taskQueueOf } from './task-queue';

/**
 * Creates or updates the schedule of each document type of a system. An operator's pause and note are kept.
 */
export async function ensureSchedules(
  client: Client,
  system: SystemConfig,
  mode: ScheduleMode,
): Promise<void> {
  await Promise.all(
    DOCUMENT_TYPES.map((type) => ensureSchedule(client, scheduleOptions(system, type), mode)),
  );
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
