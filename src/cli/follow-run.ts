import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { progressQuery, type SyncCounts, type SyncProgress } from '../../workflows/messages';
import type { syncDocuments } from '../../workflows';
import { failureMessage } from './failure-message';
import type { StartedRun } from '../temporal/run-now';

/** How a run ended. `error` says what stopped it, and what to do. */
export interface RunResult {
  readonly counts: SyncCounts;
  readonly error: string | null;
}

export interface FollowOptions {
  readonly onProgress: (progress: SyncProgress) => void;
  /** A run that has waited for an outage this long is ended; absent: it may wait for ever. */
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
};

/** Follows a run to its end, through all its continuations. */
export async function followRun(client: Client, run: StartedRun, options: FollowOptions): Promise<RunResult> {
  const handle = client.workflow.getHandle<typeof syncDocuments>(run.workflowId, undefined, {
    firstExecutionRunId: run.runId,
  });
  let last: SyncProgress | undefined;
  let ended = false;
  let givenUp: string | undefined;
  const result = handle.result().finally(() => {
    ended = true;
  });
  result.catch(() => undefined);

  while (!hasEnded() && !options.signal.aborted) {
    last = (await queryProgress()) ?? last;
    if (last !== undefined) options.onProgress(last);
    if (givenUp === undefined && isTooLong(last, options.patienceMs)) {
      givenUp = `${last?.outage?.message ?? ''} It was away for more than ${(options.patienceMs ?? 0) / 1_000} s; run again when it is back.`;
      await handle.cancel();
    }
    await Promise.race([result.catch(() => undefined), sleep(POLL_INTERVAL_MS)]);
  }
  if (!hasEnded())
    return { counts: last ?? NO_COUNTS, error: 'interrupted; what was begun goes on with the next start' };
  try {
    const counts = await result;
    return { counts, error: null };
  } catch (error) {
    return { counts: last ?? NO_COUNTS, error: givenUp ?? failureMessage(error) };
  }

  function hasEnded(): boolean {
    return ended;
  }

  /** A worker that is just starting, or busy, does not answer; the next look will. */
  async function queryProgress(): Promise<SyncProgress | undefined> {
    try {
      return await handle.query(progressQuery);
    } catch {
      return undefined;
    }
  }
}

function isTooLong(progress: SyncProgress | undefined, patienceMs: number | undefined): boolean {
  const outage = progress?.outage ?? null;
  if (patienceMs === undefined || outage === null) return false;
  return Date.now() - Date.parse(outage.since) > patienceMs;
}
