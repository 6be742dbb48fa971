import type { WorkflowHandle } from '@temporalio/client';
import type { SyncProgress } from '../../workflows/messages';

/** Asking Temporal for a run's pending activities costs more than asking the run for its progress. */
const LOOK_INTERVAL_MS = 1_000;

/**
 * Says when a run has been kept waiting for too long: by an outage that it tells of, or by a call that is being tried
 * again and has not come to count as an outage yet (a TRAEDE that never answers takes a time-out for each attempt).
 */
export class Patience {
  readonly #handle: WorkflowHandle;
  readonly #patienceMs: number | undefined;
  #lookedAt = 0;
  #troubleSince: number | undefined;
  #trouble = '';

  /** @param patienceMs undefined: no end to it */
  constructor(handle: WorkflowHandle, patienceMs: number | undefined) {
    this.#handle = handle;
    this.#patienceMs = patienceMs;
  }

  /** Why patience has ended; undefined while it has not. */
  async endedBy(progress: SyncProgress | undefined): Promise<string | undefined> {
    if (this.#patienceMs === undefined) return undefined;
    const outage = progress?.outage ?? null;
    if (outage !== null) return this.#tooLong(outage.message, Date.parse(outage.since));
    await this.#look();
    return this.#troubleSince === undefined ? undefined : this.#tooLong(this.#trouble, this.#troubleSince);
  }

  #tooLong(message: string, since: number): string | undefined {
    const patienceMs = this.#patienceMs ?? 0;
    if (Date.now() - since <= patienceMs) return undefined;
    return `${message} It was away for more than ${patienceMs / 1_000} s; run again when it is back.`;
  }

  async #look(): Promise<void> {
    if (Date.now() - this.#lookedAt < LOOK_INTERVAL_MS) return;
    this.#lookedAt = Date.now();
    const { raw } = await this.#handle.describe();
    const retried = (raw.pendingActivities ?? []).find(
      ({ attempt, lastFailure }) => (attempt ?? 0) > 1 && lastFailure,
    );
    if (retried === undefined) {
      this.#troubleSince = undefined;
      return;
    }
    this.#trouble = retried.lastFailure?.message ?? '';
    this.#troubleSince ??= Date.now();
  }
}
