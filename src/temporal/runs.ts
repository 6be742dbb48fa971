import { WorkflowFailedError, type Client, type WorkflowExecutionInfo } from '@temporalio/client';
import { ApplicationFailure, ValueError } from '@temporalio/common';
import { inParallel } from '../delivery/concurrency';
import { isDocumentType, type DocumentType, type SystemId } from '../document';
import { progressQuery, type OutageView, type SyncCounts } from '../../workflows/messages';
import { documentTypeKey, syncSystemKey } from '../../workflows/search-attributes';
import type { syncDocuments } from '../../workflows';

/** Temporal's states of a run, in our spelling. */
export const RUN_STATUSES = [
  'running',
  'completed',
  'failed',
  'timed-out',
  'cancelled',
  'terminated',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Those that are not the end that a run should have, and that nobody asked for. */
export const FAILED_STATUSES: readonly RunStatus[] = ['failed', 'timed-out'];

/** One run of `syncDocuments`, as Temporal has it. */
export interface RunView {
  readonly systemId: SystemId;
  readonly documentType: DocumentType;
  readonly workflowId: string;
  readonly runId: string;
  readonly status: RunStatus;
  /** Of its last part, where it continued as new. */
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

/** What a run did, as far as it can be told. */
export interface RunDetails extends RunView {
  /** Null where neither a result nor a worker tells. */
  readonly counts: SyncCounts | null;
  readonly failure: RunFailure | null;
  /** What it waits for just now. */
  readonly outage: OutageView | null;
}

export interface RunFailure {
  /** `TraedeAccessDenied`, `Bug`, …; what automation goes by. */
  readonly type: string;
  readonly message: string;
}

export interface RunFilter {
  readonly systemId?: SystemId;
  readonly documentType?: DocumentType;
  readonly statuses?: readonly RunStatus[];
  /** Only those with this search attribute `SyncStatus`. */
  readonly syncStatus?: 'outage';
  readonly limit: number;
}

/** The latest runs first. Parts of a run that continued as new are one run. */
export async function listRuns(client: Client, filter: RunFilter): Promise<readonly RunView[]> {
  const runs: RunView[] = [];
  for await (const info of client.workflow.list({ query: runQuery(filter), pageSize: filter.limit })) {
    const run = toRun(info);
    if (run !== undefined) runs.push(run);
    if (runs.length >= filter.limit) break;
  }
  return runs.toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
}

/** The filter as people type it into the list of Temporal's UI. */
export function runQuery({ systemId, documentType, statuses, syncStatus }: Omit<RunFilter, 'limit'>): string {
  const wanted = statuses?.map((status) => `"${TEMPORAL_STATUS[status]}"`);
  return [
    'WorkflowType="syncDocuments"',
    ...(systemId === undefined ? [] : [`SyncSystem="${systemId.replaceAll(/["\\]/g, '')}"`]),
    ...(documentType === undefined ? [] : [`DocumentType="${documentType}"`]),
    ...(syncStatus === undefined ? [] : [`SyncStatus="${syncStatus}"`]),
    wanted === undefined ? 'ExecutionStatus!="ContinuedAsNew"' : `ExecutionStatus IN (${wanted.join(', ')})`,
  ].join(' AND ');
}

const TEMPORAL_STATUS: Readonly<Record<RunStatus, string>> = {
  running: 'Running',
  completed: 'Completed',
  failed: 'Failed',
  'timed-out': 'TimedOut',
  cancelled: 'Canceled',
  terminated: 'Terminated',
};

function toRun(info: WorkflowExecutionInfo): RunView | undefined {
  const systemId = info.typedSearchAttributes.get(syncSystemKey);
  const documentType = info.typedSearchAttributes.get(documentTypeKey);
  const status = toStatus(info.status.name);
  if (systemId === undefined || documentType === undefined || status === undefined) return undefined;
  if (!isDocumentType(documentType)) return undefined;
  const { workflowId, runId, startTime, closeTime } = info;
  return {
    systemId,
    documentType,
    workflowId,
    runId,
    status,
    startedAt: startTime,
    endedAt: closeTime ?? null,
  };
}

function toStatus(name: WorkflowExecutionInfo['status']['name']): RunStatus | undefined {
  switch (name) {
    case 'RUNNING':
    case 'PAUSED':
      return 'running';
    case 'COMPLETED':
      return 'completed';
    case 'FAILED':
      return 'failed';
    case 'TIMED_OUT':
      return 'timed-out';
    case 'CANCELLED':
      return 'cancelled';
    case 'TERMINATED':
      return 'terminated';
    case 'CONTINUED_AS_NEW':
    case 'UNSPECIFIED':
    case 'UNKNOWN':
      return undefined;
  }
}

/** A run that does not answer within this time is shown without what only it knows. */
const ANSWER_TIMEOUT_MS = 3_000;
/** Each costs a call or two; more at once would only queue up at the server. */
const RUNS_AT_ONCE = 5;

/** @param ask whether a worker lives that can answer for runs without a result */
export function detailRuns(
  client: Client,
  runs: readonly RunView[],
  ask: boolean,
): Promise<readonly RunDetails[]> {
  return inParallel(runs, RUNS_AT_ONCE, (run) => detailRun(client, run, ask));
}

async function detailRun(client: Client, run: RunView, ask: boolean): Promise<RunDetails> {
  const handle = client.workflow.getHandle<typeof syncDocuments>(run.workflowId, run.runId);
  const within = <T>(call: () => Promise<T>): Promise<T> =>
    client.withDeadline(Date.now() + ANSWER_TIMEOUT_MS, call);
  if (run.status === 'completed') {
    const counts = await within(() => handle.result()).catch(() => null);
    return { ...run, counts, failure: null, outage: null };
  }
  const failure = run.status === 'running' ? null : await within(() => failureOf(handle));
  const progress = ask ? await within(() => handle.query(progressQuery)).catch(() => null) : null;
  return {
    ...run,
    counts: progress,
    failure,
    outage: run.status === 'running' ? (progress?.outage ?? null) : null,
  };
}

/** Why a run failed; null for one that somebody ended. */
async function failureOf(handle: { result(): Promise<unknown> }): Promise<RunFailure | null> {
  try {
    await handle.result();
    return null;
  } catch (error) {
    // Of a payload that we have no key for.
    if (error instanceof ValueError) return { type: error.name, message: error.message };
    if (!(error instanceof WorkflowFailedError)) return null;
    const { cause } = error;
    const type = cause instanceof ApplicationFailure ? (cause.type ?? 'Failure') : (cause?.name ?? 'Failure');
    return { type, message: cause?.message ?? error.message };
  }
}
