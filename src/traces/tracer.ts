import { AsyncLocalStorage } from 'node:async_hooks';
import type { SpanExporter } from './exporter';
import { spanIdOf, type Attributes, type RunContext, type Span } from './span';

/** Records what work took, and within what it was done. */
export interface Tracer {
  /** Work on behalf of a run, such as an activity: what is called in it becomes its child. */
  inRun<T>(run: RunContext, span: NewSpan & { readonly spanId: string }, work: () => Promise<T>): Promise<T>;
  /** A call to another system. Outside of any run it is only made, not recorded. */
  inCall<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** A span that is over already. */
  record(span: Span): void;
}

export interface NewSpan {
  readonly name: string;
  /** Those of an activity stand on the calls in it, too. */
  readonly attributes: Attributes;
}

interface Within extends RunContext {
  readonly attributes: Attributes;
  /** Gives each call in it an id of its own. */
  calls: number;
}

/** @param share of the runs that are recorded: the same ones by all workers, as a run's id decides */
export function createTracer(exporter: SpanExporter, share: number): Tracer {
  const within = new AsyncLocalStorage<Within>();
  const record = (span: Span): void => {
    if (isSampled(span.traceId, share)) exporter.take(span);
  };
  return {
    record,
    inRun: ({ traceId, spanId: parentSpanId }, { name, attributes, spanId }, work) => {
      const span = { traceId, spanId, parentSpanId, name, kind: 'internal', attributes } as const;
      return timed(span, record, () => within.run({ traceId, spanId, attributes, calls: 0 }, work));
    },
    inCall: (name, work) => {
      const parent = within.getStore();
      if (parent === undefined) return work();
      const { traceId, attributes } = parent;
      parent.calls += 1;
      const spanId = spanIdOf('call', parent.spanId, parent.calls);
      const span = {
        traceId,
        spanId,
        parentSpanId: parent.spanId,
        name,
        kind: 'client',
        attributes,
      } as const;
      return timed(span, record, work);
    },
  };
}

async function timed<T>(
  span: Omit<Span, 'startMs' | 'endMs'>,
  record: (span: Span) => void,
  work: () => Promise<T>,
): Promise<T> {
  const startMs = Date.now();
  try {
    const result = await work();
    const attributes = { ...span.attributes, ...outcomeOf(result) };
    record({ ...span, attributes, startMs, endMs: Date.now() });
    return result;
  } catch (error) {
    record({ ...span, startMs, endMs: Date.now(), error: kindOf(error) });
    throw error;
  }
}

/** An ERP's answer to a posting is no error, whatever it is: its kind tells. */
function outcomeOf(result: unknown): Attributes {
  if (typeof result !== 'object' || result === null || !('kind' in result)) return {};
  return typeof result.kind === 'string' ? { outcome: result.kind } : {};
}

/** Its name, or the type that our failures have; a message may quote a document. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const type = 'type' in error ? error.type : undefined;
  return typeof type === 'string' && /^[A-Za-z]{1,60}$/.test(type) ? type : error.name;
}

/** The last digits of a run id are random: so many, and no more, are exact in a number. */
const RANDOM_DIGITS = 12;

function isSampled(traceId: string, share: number): boolean {
  return Number.parseInt(traceId.slice(-RANDOM_DIGITS), 16) < share * 16 ** RANDOM_DIGITS;
}
