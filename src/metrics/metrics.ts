import type { MetricGauge, MetricMeter } from '@temporalio/common';
import type { Flow } from '../delivery/delivery';
import { DOCUMENT_TYPES, type SystemId } from '../document';
import { ANSWER_CLASSES, type AnswerClass } from '../http/answers';
import {
  CALL_OUTCOMES,
  DOCUMENT_OUTCOMES,
  METRICS,
  OPERATIONS,
  SIDES,
  type CallOutcome,
  type DocumentOutcome,
  type Operation,
  type Side,
} from './names';

/** One call of TRAEDE or of an ERP. */
export interface MeasuredCall {
  readonly systemId: SystemId;
  readonly side: Side;
  readonly operation: Operation;
}

/** What is counted where it happens. Labels are systems of the configuration and words of ours: never an id, never a name. */
export interface Metrics {
  countDocuments(flow: Flow, outcome: DocumentOutcome, count: number): void;
  recordBookedToExported(flow: Flow, seconds: number): void;
  recordCall(call: MeasuredCall, outcome: CallOutcome, seconds: number): void;
  countAnswer(call: Omit<MeasuredCall, 'operation'>, answer: AnswerClass): void;
}

/** Labels of one value of a gauge. */
export type Labels = Readonly<Record<string, string>>;

/** A document type's labels. */
export function flowLabels({ systemId, documentType }: Flow) {
  return { system: systemId, document_type: documentType };
}

/** @param systemIds the configured systems: their counters begin at zero, so that the first increase is seen as one */
export function createMetrics(meter: MetricMeter, systemIds: readonly SystemId[]): Metrics {
  const documents = meter.createCounter(METRICS.documents, undefined, 'Documents by what happened to them');
  const bookedToExported = meter.createHistogram(
    METRICS.bookedToExported,
    'float',
    undefined,
    'From the booking of a document in TRAEDE to its mark as exported',
  );
  const calls = meter.createCounter(METRICS.calls, undefined, 'Calls of TRAEDE and of the ERP');
  const durations = meter.createHistogram(
    METRICS.callDuration,
    'float',
    undefined,
    'How long calls of TRAEDE and of the ERP take',
  );
  const answers = meter.createCounter(METRICS.httpAnswers, undefined, 'Answers to HTTP requests by status');

  const metrics: Metrics = {
    countDocuments: (flow, outcome, count) => {
      documents.add(count, { ...flowLabels(flow), outcome });
    },
    recordBookedToExported: (flow, seconds) => {
      bookedToExported.record(seconds, flowLabels(flow));
    },
    recordCall: ({ systemId, side, operation }, outcome, seconds) => {
      calls.add(1, { system: systemId, side, operation, outcome });
      durations.record(seconds, { system: systemId, side, operation });
    },
    countAnswer: ({ systemId, side }, answer) => {
      answers.add(1, { system: systemId, side, status: answer });
    },
  };

  for (const systemId of systemIds) {
    for (const documentType of DOCUMENT_TYPES) {
      for (const outcome of DOCUMENT_OUTCOMES) metrics.countDocuments({ systemId, documentType }, outcome, 0);
    }
    for (const side of SIDES) {
      for (const status of ANSWER_CLASSES) answers.add(0, { system: systemId, side, status });
      for (const operation of OPERATIONS[side]) {
        for (const outcome of CALL_OUTCOMES) calls.add(0, { system: systemId, side, operation, outcome });
      }
    }
  }
  return metrics;
}

/** Sets all values of a gauge at once: one that was told before and is gone becomes 0, as an exporter forgets nothing. */
export function createGaugeSetter(
  gauge: MetricGauge,
): (values: readonly (readonly [Labels, number])[]) => void {
  const told = new Map<string, Labels>();
  return (values) => {
    const gone = new Map(told);
    for (const [labels, value] of values) {
      const key = JSON.stringify(labels);
      gone.delete(key);
      told.set(key, labels);
      gauge.set(value, { ...labels });
    }
    for (const labels of gone.values()) gauge.set(0, { ...labels });
  };
}
