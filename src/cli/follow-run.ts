import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { progressQuery, type SyncCounts, type SyncProgress } from '../../workflows/messages';
import type { syncDocuments } from '../../workflows';
import type { StartedRun } from '../temporal/run-now';
import { failureMessage } from './failure-message';
import { Patience } from './patience';

/** How a run ended. */
export interface RunResult {
  readonly counts: SyncCounts;
  /** What went wrong, and what to do; null when nothing did. */
  readonly error: string | null;
  /** The run did not come to its end: not all documents were met. */
  readonly stopped: boolean;
}

export interface FollowOptions {
  readonly onProgress: (progress: SyncProgress) => void;
  /** A run that a system has kept waiting this long is ended; absent: it may wait for ever. */
  readonly patienceMs?: number;
  readonly signal: AbortSignal;
}

const POLL_INTERVAL_MS = 250;

export const NO_COUNTS: SyncCounts = {
  pages: 0,
  fetched: 0,
  delivered: 0,
  exported: 0,
  attention: 0,
  failed: 0,
  waiting: 0,
  skipped: 0,
  held: 0,
  beforeGoLive: 0,
};

type RunHandle = WorkflowHandle<typeof syncDocuments>;

/**
 * Follows a run to its end, through all its continuations. Looks from time to time instead of waiting for the result: a
 * waiting call goes on when everything else has been told to end, and crashes on the closed connection.
 */
export async function followRun(client: Client, run: StartedRun, options: FollowOptions): Promise<RunResult> {
  const handle: RunHandle = client.workflow.getHandle(run.workflowId, undefined, {
    firstExecutionRunId: run.runId,
  });
  const patience = new Patience(options.patienceMs);
  let last: SyncProgress | undefined;
  let givenUp: string | undefined;
  while (!options.signal.aborted) {
    const description = await handle.describe();
    if (description.status.name !== 'RUNNING') return resultOf(handle, last, givenUp);
    last = (await progressOf(handle)) ?? last;
    if (last !== undefined) options.onProgress(last);
    if (givenUp === undefined) {
      givenUp = patience.endedBy(last, description);
      if (givenUp !== undefined) await handle.cancel();
    }
    await sleep(POLL_INTERVAL_MS, undefined, { signal: options.signal }).catch(() => undefined);
  }
  const error = 'interrupted; what was begun goes on with the next start';
  return { counts: last ?? NO_COUNTS, error, stopped: true };
}

async function resultOf(
  handle: RunHandle,
  last: SyncProgress | undefined,
  givenUp: string | undefined,
): Promise<RunResult> {
  try {
    const result = await handle.result();
    const { remarks } = result;
    return { counts: result, error: remarks.length === 0 ? null : remarks.join(' '), stopped: false };
  } catch (error) {
    // A run that failed answers no counts, but still the query.
    const counts = (await progressOf(handle)) ?? last ?? NO_COUNTS;
    return { counts, error: givenUp ?? failureMessage(error), stopped: true };
  }
}

/** A worker that is just starting, or busy, does not answer; the next look will. */
async function progressOf(handle: RunHandle): Promise<SyncProgress | undefined> {
  try {
    return await handle.query(progressQuery);
  } catch {
    return undefined;
  }
}
