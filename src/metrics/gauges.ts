import type { MetricMeter } from '@temporalio/common';
import type { Flow } from '../delivery/delivery';
import type { OpenDocuments, OpenWork } from '../delivery/open-documents';
import type { LatestDifferences } from '../delivery/reconciliation/latest-differences';
import type { SystemId } from '../document';
import type { StoppedFlow } from '../temporal/stopped-flows';
import { createGaugeSetter, flowLabels } from './metrics';
import { METRICS, OPEN_STATES, type LookedAt } from './names';

/** What is shown of the whole deployment: every worker shows the same. */
export interface Gauges {
  showOpenWork(work: OpenWork): void;
  showReconciliation(systemId: SystemId, latest: LatestDifferences): void;
  showStopped(flows: readonly StoppedFlow[]): void;
  /** All that is shown of it was read just now. */
  showLooked(from: LookedAt, atMs: number): void;
}

/** A flow of the configuration, and how often its schedule starts a run. */
export interface ScheduledFlow extends Flow {
  readonly everyMs: number;
}

export function createGauges(meter: MetricMeter, flows: readonly ScheduledFlow[]): Gauges {
  const gauge = (name: string, description: string) =>
    meter.createGauge(name, 'float', undefined, description);
  const openDocuments = gauge(METRICS.openDocuments, 'Documents that are not done, by state');
  const waiting = createGaugeSetter(
    gauge(METRICS.waitingDocuments, 'Documents that wait for a person, by problem'),
  );
  const oldest = gauge(METRICS.oldestOpen, 'Age of the oldest document that is not done');
  const lastSuccess = gauge(METRICS.lastSuccess, 'When a flow last did its work; absent: never');
  const stopped = createGaugeSetter(gauge(METRICS.stopped, 'Whether a flow does not get on, by cause'));
  const differences = gauge(METRICS.differences, 'Documents that differ by the latest reconciliation');
  const reconciled = gauge(METRICS.reconciled, 'When the latest reconciliation ended');
  const looked = gauge(METRICS.looked, 'When the gauges were read last');
  const intervals = gauge(METRICS.scheduleInterval, 'How often a schedule starts a run');
  gauge(METRICS.started, 'When this worker was started').set(Date.now() / 1_000);
  for (const flow of flows) intervals.set(flow.everyMs / 1_000, flowLabels(flow));

  return {
    showOpenWork({ open, lastSuccesses }) {
      for (const flow of flows) {
        const ofFlow = open.filter((part) => isSame(part, flow));
        const success = lastSuccesses.find((one) => isSame(one, flow));
        for (const state of OPEN_STATES) {
          const count = sum(ofFlow.filter((part) => part.state === state).map((part) => part.count));
          openDocuments.set(count, { ...flowLabels(flow), state });
        }
        oldest.set(Math.max(0, ...ofFlow.map(({ oldestSeconds }) => oldestSeconds)), flowLabels(flow));
        if (success !== undefined) lastSuccess.set(success.atSeconds, flowLabels(flow));
      }
      waiting(open.flatMap(waitingOf));
    },
    showReconciliation(systemId, { differing, finishedAt }) {
      differences.set(differing, { system: systemId });
      reconciled.set(finishedAt.getTime() / 1_000, { system: systemId });
    },
    showStopped(stops) {
      stopped(stops.map((stop) => [{ ...flowLabels(stop), cause: stop.cause }, 1]));
    },
    showLooked(from, atMs) {
      for (const system of new Set(flows.map(({ systemId }) => systemId))) {
        looked.set(atMs / 1_000, { system, from });
      }
    },
  };
}

function waitingOf({ problem, count, ...flow }: OpenDocuments) {
  return problem === null ? [] : ([[{ ...flowLabels(flow), problem }, count]] as const);
}

function isSame(a: Flow, b: Flow): boolean {
  return a.systemId === b.systemId && a.documentType === b.documentType;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
