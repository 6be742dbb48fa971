import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  isCancellation,
  sleep,
  TimeoutFailure,
} from '@temporalio/workflow';
import { OUTAGE_FAILURES } from '../src/failure-types';
import type { OutageType, OutageView } from './messages';

/** First wait after an outage was noticed; it doubles from probe to probe. */
const FIRST_PROBE_DELAY_MS = 5_000;
/** Longest wait between two probes: how late the end of an outage may be noticed. */
const MAX_PROBE_DELAY_MS = 120_000;
/** After an hour nobody waits at the screen; a probe costs some ten events, and a history holds 51,200. */
const LONG_OUTAGE_MS = 3_600_000;
const LONG_OUTAGE_PROBE_DELAY_MS = 600_000;

/**
 * Holds a workflow's calls while a whole system is away. The first call that meets the outage goes on probing, with
 * growing waits; all others stand still. An outage of hours costs some ten events per probe, not thousands of attempts.
 */
export class OutageGate {
  #outage: OutageView | null = null;
  readonly #changed: (outage: OutageView | null) => void;

  /** `changed` is told whenever an outage begins, goes on or ends. */
  constructor(changed: (outage: OutageView | null) => void) {
    this.#changed = changed;
  }

  get outage(): OutageView | null {
    return this.#outage;
  }

  /** Runs `call`; an outage is waited out, every other failure is thrown. */
  async through<T>(call: () => Promise<T>): Promise<T> {
    for (;;) {
      await condition(() => this.#outage === null);
      try {
        return await call();
      } catch (error) {
        const seen = outageIn(error);
        if (seen === undefined) throw error;
        if (this.#outage === null) return await this.#probe(call, seen);
      }
    }
  }

  async #probe<T>(call: () => Promise<T>, first: SeenOutage): Promise<T> {
    const since = new Date().toISOString();
    let { type, message, retryAfterMs } = first;
    try {
      for (
        let backoffMs = FIRST_PROBE_DELAY_MS;
        ;
        backoffMs = Math.min(backoffMs * 2, longestDelayMs(since))
      ) {
        const delayMs = Math.max(backoffMs, retryAfterMs);
        this.#set({ type, message, since, nextProbeAt: new Date(Date.now() + delayMs).toISOString() });
        await sleep(delayMs, { summary: `outage: ${message}`.slice(0, 200) });
        try {
          return await call();
        } catch (error) {
          const again = outageIn(error);
          if (again === undefined) throw error;
          ({ type, message, retryAfterMs } = again);
        }
      }
    } finally {
      this.#set(null);
    }
  }

  #set(outage: OutageView | null): void {
    this.#outage = outage;
    this.#changed(outage);
  }
}

interface SeenOutage {
  readonly type: OutageType;
  readonly message: string;
  /** How long the other side asks to be left alone; 0 where it does not say. */
  readonly retryAfterMs: number;
}

function longestDelayMs(since: string): number {
  return Date.now() - Date.parse(since) > LONG_OUTAGE_MS ? LONG_OUTAGE_PROBE_DELAY_MS : MAX_PROBE_DELAY_MS;
}

/** What is away, when `error` says that a whole system is; `undefined` for every other failure. */
function outageIn(error: unknown): SeenOutage | undefined {
  if (isCancellation(error) || !(error instanceof ActivityFailure)) return undefined;
  const { cause } = error;
  if (cause instanceof TimeoutFailure)
    return { type: 'NoWorker', message: 'no worker finished the work in time', retryAfterMs: 0 };
  if (!(cause instanceof ApplicationFailure)) return undefined;
  const type = OUTAGE_FAILURES.find((known) => known === cause.type);
  if (type === undefined) return undefined;
  return { type, message: firstLine(cause.message), retryAfterMs: retryAfterIn(cause.details?.[0]) };
}

function retryAfterIn(detail: unknown): number {
  if (typeof detail !== 'object' || detail === null || !('retryAfterMs' in detail)) return 0;
  return typeof detail.retryAfterMs === 'number' ? detail.retryAfterMs : 0;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
