import { createHash } from 'node:crypto';

/** What one piece of work took, as OpenTelemetry describes it. */
export interface Span {
  /** 32 hexadecimal digits: one for each run of a workflow. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** Absent for the run itself. */
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: 'internal' | 'client';
  readonly startMs: number;
  readonly endMs: number;
  /** Ids, names and numbers of our own making; never a text of a document or an address. */
  readonly attributes: Attributes;
  /** The kind of error that ended it, never its message. */
  readonly error?: string;
  /** The run that this one continues. */
  readonly follows?: RunContext;
}

export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** The place of a span among others. */
export interface RunContext {
  readonly traceId: string;
  readonly spanId: string;
}

/**
 * A run's trace is its run id without the dashes, so that whoever sees a run in Temporal finds its trace, and workers need
 * not tell each other: nothing of it stands in histories.
 */
export function runContext(runId: string): RunContext {
  return { traceId: runId.replaceAll('-', '').toLowerCase(), spanId: spanIdOf('run', runId) };
}

const SPAN_ID_DIGITS = 16;

/** The same for the same parts, wherever it is computed. */
export function spanIdOf(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(parts.join(':')).digest('hex').slice(0, SPAN_ID_DIGITS);
}
