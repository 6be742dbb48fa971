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
  held: 0,
};

type RunHandle = WorkflowHandle<typeof syncDocuments>;

/** Follows a run to its end, through all its continuations. */
export async function followRun(client: Client, run: StartedRun, options: FollowOptions): Promise<RunResult> {
  const handle: RunHandle = client.workflow.getHandle(run.workflowId, undefined, {
    firstExecutionRunId: run.runId,
  });
  // Aborted, so that the call does not go on after the connection is closed.
  const ended: Promise<RunResult> = client
    .withAbortSignal(options.signal, () => handle.result())
    .then(
      ({ remarks, ...counts }) => ({
        counts,
        error: remarks.length === 0 ? null : remarks.join(' '),
        stopped: false,
      }),
      (error: unknown) => ({ counts: NO_COUNTS, error: failureMessage(error), stopped: true }),
    );
  const { last, givenUp } = await watch(handle, ended, options);
  if (options.signal.aborted) {
    return {
      counts: last ?? NO_COUNTS,
      error: 'interrupted; what was begun goes on with the next start',
      stopped: true,
    };
  }
  const result = await ended;
  // A run that failed answers no counts, but still the query.
  return result.stopped
    ? { ...result, counts: (await progressOf(handle)) ?? last ?? NO_COUNTS, error: givenUp ?? result.error }
    : result;
}

/** Looks at the run until it has ended; ends it when patience does. */
async function watch(handle: RunHandle, ended: Promise<RunResult>, options: FollowOptions) {
  const patience = new Patience(handle, options.patienceMs);
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  const goesOn = (): boolean => !hasEnded && !options.signal.aborted;
  let last: SyncProgress | undefined;
  let givenUp: string | undefined;
  while (goesOn()) {
    last = (await progressOf(handle)) ?? last;
    if (last !== undefined) options.onProgress(last);
    if (givenUp === undefined && goesOn()) {
      givenUp = await patience.endedBy(last);
      if (givenUp !== undefined) await handle.cancel();
    }
    await Promise.race([ended, sleep(POLL_INTERVAL_MS)]);
  }
  return { last, givenUp };
}

/** A worker that is just starting, or busy, does not answer; the next look will. */
async function progressOf(handle: RunHandle): Promise<SyncProgress | undefined> {
  try {
    return await handle.query(progressQuery);
  } catch {
    return undefined;
  }
}
