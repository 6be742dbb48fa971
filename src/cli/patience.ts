import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { SyncProgress } from '../../workflows/messages';

/**
 * Says when a run has been kept waiting for too long: by an outage that it tells of, or by a call that is being tried
 * again and has not come to count as an outage yet (a TRAEDE that never answers takes a time-out for each attempt).
 */
export class Patience {
  readonly #patienceMs: number | undefined;
  #troubleSince: number | undefined;

  /** @param patienceMs undefined: no end to it */
  constructor(patienceMs: number | undefined) {
    this.#patienceMs = patienceMs;
  }

  /** Why patience has ended; undefined while it has not. */
  endedBy(progress: SyncProgress | undefined, { raw }: WorkflowExecutionDescription): string | undefined {
    const outage = progress?.outage ?? null;
    if (outage !== null) return this.#tooLong(outage.message, Date.parse(outage.since));
    const retried = (raw.pendingActivities ?? []).find(
      ({ attempt, lastFailure }) => (attempt ?? 0) > 1 && lastFailure,
    );
    if (retried === undefined) {
      this.#troubleSince = undefined;
      return undefined;
    }
    this.#troubleSince ??= Date.now();
    return this.#tooLong(retried.lastFailure?.message ?? '', this.#troubleSince);
  }

  #tooLong(message: string, since: number): string | undefined {
    const patienceMs = this.#patienceMs ?? Infinity;
    if (Date.now() - since <= patienceMs) return undefined;
    return `${message} It was away for more than ${patienceMs / 1_000} s; run again when it is back.`;
  }
}
