import { METRICS } from '../src/metrics/names';

/** A counter's name as Prometheus has it. */
export function total(counter: string): string {
  return `${counter}_total`;
}

/**
 * Each worker shows the same gauges, read a few seconds apart: of those of all workers the largest counts.
 * @param labels that tell the values of one worker apart
 */
export function ofAllWorkers(gauge: string, labels: readonly string[], selector = ''): string {
  return `max by (${labels.join(', ')}) (${gauge}${selector === '' ? '' : `{${selector}}`})`;
}

export const FLOW = ['system', 'document_type'] as const;

/** Seconds since a flow last did its work; a flow that never did, since the first of the workers was started. */
export function sinceLastSuccess(selector = ''): string {
  const flows = `0 * ${ofAllWorkers(METRICS.scheduleInterval, FLOW, selector)}`;
  const never = `${flows} + scalar(min(${METRICS.started}))`;
  return `time() - (${ofAllWorkers(METRICS.lastSuccess, FLOW, selector)} or ${never})`;
}
