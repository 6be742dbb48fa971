import { METRICS } from '../src/metrics/names';
import { FLOW, ofAllWorkers, sinceLastSuccess, total } from './queries';

/** One panel of the dashboard. */
export interface PanelSpec {
  readonly kind: 'stat' | 'timeseries';
  readonly title: string;
  /** What it shows, for whoever looks at it the first time. */
  readonly description: string;
  readonly query: string;
  /** How a series is called, by its labels. */
  readonly legend?: string;
  /** As Grafana calls it. Default: a number. */
  readonly unit?: 's' | 'short' | 'reqps';
  /** From this value on it is shown in red. */
  readonly alarmFrom?: number;
}

export interface RowSpec {
  readonly title: string;
  readonly panels: readonly PanelSpec[];
}

/** What the dashboard's variable leaves of the systems. */
const SYSTEM = 'system=~"$system"';
const FLOW_LEGEND = '{{system}} {{document_type}}';
const RATE = '[$__rate_interval]';

const open = ofAllWorkers(METRICS.openDocuments, [...FLOW, 'state'], `${SYSTEM}, state="attention"`);
const stopped = ofAllWorkers(METRICS.stopped, [...FLOW, 'cause'], SYSTEM);
const oldest = ofAllWorkers(METRICS.oldestOpen, FLOW, SYSTEM);
const waiting = ofAllWorkers(METRICS.waitingDocuments, [...FLOW, 'problem'], SYSTEM);

function quantile(of: number, histogram: string, labels: readonly string[], selector: string): string {
  const by = ['le', ...labels].join(', ');
  return `histogram_quantile(${of}, sum by (${by}) (rate(${histogram}_bucket{${selector}}${RATE})))`;
}

const AT_A_GLANCE: RowSpec = {
  title: 'At a glance',
  panels: [
    {
      kind: 'stat',
      title: 'Documents that wait for a person',
      description: 'Each for a reason that `traede-sync attention` names.',
      query: `sum(${open})`,
      alarmFrom: 1,
    },
    {
      kind: 'stat',
      title: 'Oldest document not yet exported',
      description: 'Since it was first seen; documents that wait for a person count.',
      query: `max(${oldest})`,
      unit: 's',
    },
    {
      kind: 'stat',
      title: 'Longest since a success',
      description: 'Of all flows: since a run came to its end, or at least carried something.',
      query: `max(${sinceLastSuccess(SYSTEM)})`,
      unit: 's',
    },
    {
      kind: 'stat',
      title: 'Flows that do not get on',
      description: 'Their run waits for something that is away, or their last run failed.',
      query: `sum(${stopped}) or vector(0)`,
      alarmFrom: 1,
    },
    {
      kind: 'stat',
      title: 'Differences',
      description: 'Documents that differ between TRAEDE and the ERP, by the latest reconciliation.',
      query: `sum(${ofAllWorkers(METRICS.differences, ['system'], SYSTEM)})`,
      alarmFrom: 1,
    },
    {
      kind: 'stat',
      title: 'Workers',
      description: 'That answer Prometheus.',
      query: `count(${METRICS.started})`,
    },
  ],
};

const DOCUMENTS: RowSpec = {
  title: 'Documents',
  panels: [
    {
      kind: 'timeseries',
      title: 'Exported, a minute',
      description: 'Documents marked as exported in TRAEDE, each confirmed by the ERP before.',
      query: `60 * sum by (${FLOW.join(', ')}) (rate(${total(METRICS.documents)}{${SYSTEM}, outcome="exported"}${RATE}))`,
      legend: FLOW_LEGEND,
    },
    {
      kind: 'timeseries',
      title: 'What happened to documents, a minute',
      description: 'By outcome: posted, found in the ERP, exported, began to wait for a person …',
      query: `60 * sum by (outcome) (rate(${total(METRICS.documents)}{${SYSTEM}}${RATE}))`,
      legend: '{{outcome}}',
    },
    {
      kind: 'timeseries',
      title: 'Waiting, by problem',
      description: 'Documents that wait for a person.',
      query: `sum by (problem) (${waiting})`,
      legend: '{{problem}}',
    },
    {
      kind: 'timeseries',
      title: 'From booked to exported, half of them within',
      description: 'From the booking in TRAEDE to the mark, of documents that runs carried.',
      query: quantile(0.5, METRICS.bookedToExported, FLOW, SYSTEM),
      legend: FLOW_LEGEND,
      unit: 's',
    },
    {
      kind: 'timeseries',
      title: 'From booked to exported, 95 % within',
      description: 'From the booking in TRAEDE to the mark, of documents that runs carried.',
      query: quantile(0.95, METRICS.bookedToExported, FLOW, SYSTEM),
      legend: FLOW_LEGEND,
      unit: 's',
    },
    {
      kind: 'timeseries',
      title: 'Age of the oldest document not yet exported',
      description: 'A line that rises steadily is a document that waits for a person.',
      query: oldest,
      legend: FLOW_LEGEND,
      unit: 's',
    },
    {
      kind: 'timeseries',
      title: 'On the way',
      description: 'Fetched and not yet in the ERP, or in the ERP and not yet marked.',
      query: `sum by (system, state) (${ofAllWorkers(METRICS.openDocuments, [...FLOW, 'state'], SYSTEM)})`,
      legend: '{{system}} {{state}}',
    },
    {
      kind: 'timeseries',
      title: 'Since the last success',
      description: 'A line that rises beyond a few intervals of its schedule is a flow that has gone silent.',
      query: sinceLastSuccess(SYSTEM),
      legend: FLOW_LEGEND,
      unit: 's',
    },
    {
      kind: 'timeseries',
      title: 'What stops a flow',
      description: '1 while a flow does not get on, by cause.',
      query: stopped,
      legend: `${FLOW_LEGEND}: {{cause}}`,
    },
  ],
};

const CALLS: RowSpec = {
  title: 'TRAEDE and the ERP',
  panels: [
    {
      kind: 'timeseries',
      title: 'Calls',
      description: "Of TRAEDE's API, and of the ERP's adapter.",
      query: `sum by (side, operation) (rate(${total(METRICS.calls)}{${SYSTEM}}${RATE}))`,
      legend: '{{side}} {{operation}}',
      unit: 'reqps',
    },
    {
      kind: 'timeseries',
      title: 'Calls that brought no good answer',
      description: 'Refused, without an answer, limited, away; an ERP that rejects a document counts.',
      query: `sum by (side, outcome) (rate(${total(METRICS.calls)}{${SYSTEM}, outcome!="ok"}${RATE}))`,
      legend: '{{side}} {{outcome}}',
      unit: 'reqps',
    },
    {
      kind: 'timeseries',
      title: 'Too many requests (429)',
      description: 'How often either side asked us to slow down.',
      query: `sum by (system, side) (rate(${total(METRICS.httpAnswers)}{${SYSTEM}, status="429"}${RATE}))`,
      legend: '{{system}} {{side}}',
      unit: 'reqps',
    },
    {
      kind: 'timeseries',
      title: 'HTTP answers, by status',
      description: '`none`: no whole answer came. The ledger is no HTTP server and has none.',
      query: `sum by (side, status) (rate(${total(METRICS.httpAnswers)}{${SYSTEM}}${RATE}))`,
      legend: '{{side}} {{status}}',
      unit: 'reqps',
    },
    {
      kind: 'timeseries',
      title: 'Duration of calls, 95 % within',
      description: 'By operation.',
      query: quantile(0.95, METRICS.callDuration, ['side', 'operation'], SYSTEM),
      legend: '{{side}} {{operation}}',
      unit: 's',
    },
  ],
};

/** Of the Temporal SDK's own making. */
const TEMPORAL: RowSpec = {
  title: 'Workers',
  panels: [
    {
      kind: 'timeseries',
      title: 'Duration of activities, 95 % within',
      description: 'By activity: how long a batch of imports or marks takes.',
      query: `histogram_quantile(0.95, sum by (le, activity_type) (rate(temporal_activity_execution_latency_seconds_bucket${RATE})))`,
      legend: '{{activity_type}}',
      unit: 's',
    },
    {
      kind: 'timeseries',
      title: 'Wait for a free worker, 95 % within',
      description: 'From scheduling an activity to its start: it rises when there are too few workers.',
      query: `histogram_quantile(0.95, sum by (le) (rate(temporal_activity_schedule_to_start_latency_seconds_bucket${RATE})))`,
      legend: 'activities',
      unit: 's',
    },
    {
      kind: 'timeseries',
      title: 'Slots in use',
      description: 'Work that the workers do at once.',
      query: 'sum by (worker_type) (temporal_worker_task_slots_used)',
      legend: '{{worker_type}}',
    },
    {
      kind: 'timeseries',
      title: 'Requests to Temporal',
      description: 'By operation.',
      query: `sum by (operation) (rate(temporal_request_total${RATE}))`,
      legend: '{{operation}}',
      unit: 'reqps',
    },
  ],
};

export const ROWS: readonly RowSpec[] = [AT_A_GLANCE, DOCUMENTS, CALLS, TEMPORAL];
