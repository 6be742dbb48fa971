import type { WaitingProblem } from '../delivery/overview';
import type { SystemId } from '../document';
import type { RunFailure } from '../temporal/runs';
import type { FlowName } from './condition';

/** What was found when somebody looked, before it is judged. */
export interface Facts {
  readonly now: Date;
  /** In which people read times. */
  readonly timeZone: string;
  readonly waiting: readonly WaitingFact[];
  readonly flows: readonly FlowFact[];
  readonly reconciliations: readonly ReconciliationFact[];
}

export interface WaitingFact {
  readonly systemId: SystemId;
  readonly problem: WaitingProblem;
  readonly link: string | null;
}

export interface FlowFact extends FlowName {
  /** Null where Temporal has no schedule for it. */
  readonly schedule: {
    readonly paused: boolean;
    readonly note: string | null;
    readonly everyMs: number;
    readonly createdAt: Date;
  } | null;
  /** When a run last came to its end, or at least carried something; null when never. */
  readonly lastSuccessAt: Date | null;
  /** The run that is at work. */
  readonly runningSince: Date | null;
  /** What it waits for. */
  readonly outage: { readonly message: string; readonly since: Date } | null;
  /** Of the last run that ended, where it failed. */
  readonly failure: RunFailure | null;
  readonly link: string | null;
}

/** What the last reconciliation of a system found. */
export interface ReconciliationFact {
  readonly systemId: SystemId;
  /** The number of its report. */
  readonly id: string;
  readonly at: Date;
  /** `January 2026`, `2026-01-01 to 2026-01-31`. */
  readonly period: string;
  readonly differences: number;
  /** How the differences are to be told apart from those told before, e.g. their references; may be cut. */
  readonly members: readonly string[];
}
