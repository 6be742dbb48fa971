import { codeInBrackets, openHttpPool } from '../http/pool';
import { toOtlp } from './otlp';
import type { TraceSettings } from './settings';
import type { Span } from './span';

/** OpenTelemetry's own defaults for what is kept and how often it is sent. */
const MAX_KEPT_SPANS = 2_048;
const MAX_BATCH_SPANS = 512;
const INTERVAL_MS = 5_000;
const TIMEOUT_MS = 10_000;
/** Whoever ends the worker does not wait for traces for longer. */
const CLOSE_TIMEOUT_MS = 5_000;
/** A collector answers with next to nothing. */
const MAX_ANSWER_BYTES = 64 * 1024;

export interface SpanExporter {
  take(span: Span): void;
  /** Sends what is left, if the collector takes it in time. */
  close(): Promise<void>;
}

/**
 * Sends spans to a collector, in batches. A collector that is away costs spans and nothing else: the oldest are dropped, and
 * `say` tells once until it is back.
 */
export function openExporter(settings: TraceSettings, say: (text: string) => void): SpanExporter {
  const pool = openHttpPool({
    maxSockets: 1,
    maxAnswerBytes: MAX_ANSWER_BYTES,
    headers: { ...settings.headers, 'content-type': 'application/json' },
  });
  let kept: Span[] = [];
  let isAway = false;
  let sending: Promise<void> = Promise.resolve();

  const post = async (spans: readonly Span[]): Promise<string | undefined> => {
    try {
      const { status } = await pool.instance.request({
        method: 'POST',
        url: settings.url,
        data: JSON.stringify(toOtlp(spans, settings.resource)),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return status < 300 ? undefined : `it answers ${status}`;
    } catch (error) {
      return `it does not answer${codeInBrackets(error)}`;
    }
  };
  const send = async (): Promise<void> => {
    while (kept.length > 0) {
      const batch = kept.slice(0, MAX_BATCH_SPANS);
      const trouble = await post(batch);
      if (trouble !== undefined) {
        if (!isAway) say(`traces cannot be delivered to the collector: ${trouble}; nothing else is affected`);
        isAway = true;
        return;
      }
      isAway = false;
      kept = kept.filter((span) => !batch.includes(span));
    }
  };
  const sendInTurn = (): Promise<void> => (sending = sending.then(send));
  const timer = setInterval(() => void sendInTurn(), INTERVAL_MS);
  timer.unref();

  return {
    take(span) {
      kept.push(span);
      if (kept.length > MAX_KEPT_SPANS) kept.shift();
      if (kept.length === MAX_BATCH_SPANS && !isAway) void sendInTurn();
    },
    async close() {
      clearInterval(timer);
      const late = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS).unref());
      await Promise.race([sendInTurn(), late]);
      pool.close();
    },
  };
}
