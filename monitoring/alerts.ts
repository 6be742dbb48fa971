import { stringify } from 'yaml';
import { METRICS } from '../src/metrics/names';
import { ofAllWorkers, FLOW, sinceLastSuccess } from './queries';

/** From when on something is told; in seconds but for the intervals. */
export interface AlertThresholds {
  /** Intervals of a flow's schedule without a success, and as many seconds beyond them. */
  readonly silentIntervals: number;
  readonly silentSeconds: number;
  /** How long documents may wait for a person, who may be about to see to them. */
  readonly waitingSeconds: number;
  readonly differenceSeconds: number;
  /** A refusal that the next run does not meet again was none. */
  readonly rejectedSeconds: number;
  readonly awaySeconds: number;
  readonly failedSeconds: number;
  /** How long no worker may live: longer than it takes to replace one. */
  readonly noWorkerSeconds: number;
  /** How old the gauges may be: a worker lives, but cannot reach its database or Temporal. */
  readonly unseenSeconds: number;
}

const MINUTE = 60;

export const THRESHOLDS: AlertThresholds = {
  silentIntervals: 3,
  silentSeconds: 10 * MINUTE,
  waitingSeconds: 30 * MINUTE,
  differenceSeconds: MINUTE,
  rejectedSeconds: 2 * MINUTE,
  awaySeconds: 15 * MINUTE,
  failedSeconds: 10 * MINUTE,
  noWorkerSeconds: 5 * MINUTE,
  unseenSeconds: 10 * MINUTE,
};

/** The job under which Prometheus asks the workers. */
export const JOB = 'traede-erp-sync';

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: 'critical' | 'warning' };
  readonly annotations: {
    readonly summary: string;
    readonly description: string;
    readonly runbook_url: string;
  };
}

/** A system that was served within this time, and is not any more, is missed. */
const SERVED_WITHIN = '1d';

const RUNBOOK = 'docs/runbook.md';

export function alertRules(at: AlertThresholds): readonly AlertRule[] {
  return [...flowRules(at), ...stopRules(at), ...deploymentRules(at)];
}

function flowRules(at: AlertThresholds): readonly AlertRule[] {
  const allowed = `${at.silentIntervals} * ${ofAllWorkers(METRICS.scheduleInterval, FLOW)} + ${at.silentSeconds}`;
  const isStopped = `${ofAllWorkers(METRICS.stopped, FLOW)} > 0`;
  return [
    {
      alert: 'TraedeSyncFlowSilent',
      // One that is held up or fails is told by itself.
      expr: `(${sinceLastSuccess()} > ${allowed}) unless on (${FLOW.join(', ')}) (${isStopped})`,
      for: '0s',
      labels: { severity: 'critical' },
      annotations: {
        summary: 'No successful run for {{ $labels.document_type }} to {{ $labels.system }}',
        description:
          'Nothing was carried for {{ $value | humanizeDuration }}. Its schedule is paused, its run hangs, or no worker takes it.',
        runbook_url: `${RUNBOOK}#a-flow-is-silent`,
      },
    },
    {
      alert: 'TraedeSyncDocumentsWait',
      expr: `${ofAllWorkers(METRICS.waitingDocuments, [...FLOW, 'problem'])} > 0`,
      for: `${at.waitingSeconds}s`,
      labels: { severity: 'warning' },
      annotations: {
        summary:
          '{{ $value }} documents ({{ $labels.document_type }}) to {{ $labels.system }} wait for a person: {{ $labels.problem }}',
        description: '`traede-sync attention` tells what is wrong, and how to mend it.',
        runbook_url: `${RUNBOOK}#documents-wait`,
      },
    },
    {
      alert: 'TraedeSyncBooksDiffer',
      expr: `${ofAllWorkers(METRICS.differences, ['system'])} > 0`,
      for: `${at.differenceSeconds}s`,
      labels: { severity: 'critical' },
      annotations: {
        summary: 'By the latest reconciliation, {{ $value }} documents of {{ $labels.system }} differ',
        description: '`traede-sync report` names them, and what to do about each.',
        runbook_url: `${RUNBOOK}#the-books-differ`,
      },
    },
  ];
}

/** What stops a whole flow, by cause. */
function stopRules(at: AlertThresholds): readonly AlertRule[] {
  const stopped = (causes: string): string =>
    `${ofAllWorkers(METRICS.stopped, ['system', 'cause'], `cause${causes}`)} > 0`;
  return [
    {
      alert: 'TraedeSyncTokenRejected',
      expr: stopped('=~"TraedeAccessDenied|ErpAccessDenied"'),
      for: `${at.rejectedSeconds}s`,
      labels: { severity: 'critical' },
      annotations: {
        summary: 'Our credentials for {{ $labels.system }} are refused: {{ $labels.cause }}',
        description: 'Nothing is carried until a person mends that; trying again cannot help.',
        runbook_url: `${RUNBOOK}#the-token-is-rejected`,
      },
    },
    {
      alert: 'TraedeSyncErpAway',
      expr: stopped('="ErpUnavailable"'),
      for: `${at.awaySeconds}s`,
      labels: { severity: 'critical' },
      annotations: {
        summary: 'The ERP of {{ $labels.system }} does not answer',
        description: 'Runs wait, and go on by themselves when it is back.',
        runbook_url: `${RUNBOOK}#the-erp-is-away`,
      },
    },
    {
      alert: 'TraedeSyncTraedeAway',
      expr: stopped('=~"TraedeUnavailable|TraedeRateLimited"'),
      for: `${at.awaySeconds}s`,
      labels: { severity: 'critical' },
      annotations: {
        summary: 'TRAEDE does not answer for {{ $labels.system }}, or limits us: {{ $labels.cause }}',
        description: 'Runs wait, and go on by themselves when it is back.',
        runbook_url: `${RUNBOOK}#traede-is-away`,
      },
    },
    {
      alert: 'TraedeSyncRunsFail',
      expr: stopped(
        '!~"TraedeAccessDenied|ErpAccessDenied|ErpUnavailable|TraedeUnavailable|TraedeRateLimited"',
      ),
      for: `${at.failedSeconds}s`,
      labels: { severity: 'critical' },
      annotations: {
        summary: 'Runs for {{ $labels.system }} fail: {{ $labels.cause }}',
        description: '`traede-sync runs --failed` tells why.',
        runbook_url: `${RUNBOOK}#a-run-failed`,
      },
    },
  ];
}

function deploymentRules(at: AlertThresholds): readonly AlertRule[] {
  const noWorker = `absent(up{job="${JOB}"} == 1)`;
  const served = ofAllWorkers(METRICS.scheduleInterval, ['system']);
  const servedOfLate = `max by (system) (max_over_time(${METRICS.scheduleInterval}[${SERVED_WITHIN}]))`;
  return [
    {
      alert: 'TraedeSyncNoWorker',
      expr: noWorker,
      for: `${at.noWorkerSeconds}s`,
      labels: { severity: 'critical' },
      annotations: {
        summary: 'No worker answers',
        description: 'Nothing is carried, and nothing else can be told from here.',
        runbook_url: `${RUNBOOK}#no-worker`,
      },
    },
    {
      alert: 'TraedeSyncSystemUnserved',
      expr: `(${servedOfLate} unless ${served}) unless on () ${noWorker}`,
      for: `${at.noWorkerSeconds}s`,
      labels: { severity: 'critical' },
      annotations: {
        summary: 'No worker serves {{ $labels.system }} any more',
        description: 'Others live. Was the system removed on purpose, silence this for a day.',
        runbook_url: `${RUNBOOK}#no-worker`,
      },
    },
    {
      alert: 'TraedeSyncBlind',
      expr: `time() - ${ofAllWorkers(METRICS.looked, ['system', 'from'])} > ${at.unseenSeconds}`,
      for: '0s',
      labels: { severity: 'critical' },
      annotations: {
        summary:
          'Workers live, but none could read the {{ $labels.from }} for {{ $value | humanizeDuration }}',
        description: 'The database (record) or Temporal does not answer them: what is shown is old.',
        runbook_url: `${RUNBOOK}#what-is-away`,
      },
    },
  ];
}

/** More than a line would hold is written over several; a query is kept on one. */
const NO_FOLDING = { lineWidth: 0 };

/** The rules as Prometheus reads them. */
export function alertFile(thresholds: AlertThresholds): string {
  return stringify({ groups: [{ name: 'traede-erp-sync', rules: alertRules(thresholds) }] }, NO_FOLDING);
}
