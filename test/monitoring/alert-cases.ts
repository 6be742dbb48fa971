import { alertRules, JOB, THRESHOLDS } from '../../monitoring/alerts';

/** One unit test of promtool: series as they come in, and which alerts fire when. */
export interface AlertCase {
  readonly name: string;
  readonly interval: '1m';
  readonly input_series: readonly { readonly series: string; readonly values: string }[];
  readonly alert_rule_test: readonly {
    readonly eval_time: string;
    readonly alertname: string;
    readonly exp_alerts: readonly {
      readonly exp_labels: Readonly<Record<string, string>>;
      readonly exp_annotations: Readonly<Record<string, string>>;
    }[];
  }[];
}

interface Moment {
  readonly at: string;
  /** What its texts say of labels and value; absent: it does not fire. */
  readonly fires?: { readonly labels: Readonly<Record<string, string>>; readonly value: string };
}

function alertCase(
  name: string,
  alertname: string,
  input: Readonly<Record<string, string>>,
  moments: readonly Moment[],
): AlertCase {
  return {
    name: `${alertname}: ${name}`,
    interval: '1m',
    input_series: Object.entries(input).map(([series, values]) => ({ series, values })),
    alert_rule_test: moments.map(({ at, fires }) => ({
      eval_time: at,
      alertname,
      exp_alerts: fires === undefined ? [] : [expected(alertname, fires)],
    })),
  };
}

function expected(alertname: string, { labels, value }: NonNullable<Moment['fires']>) {
  const rule = alertRules(THRESHOLDS).find(({ alert }) => alert === alertname);
  if (rule === undefined) throw new Error(`there is no alert ${alertname}`);
  const written = (text: string): string =>
    text
      .replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => labels[label] ?? '')
      .replaceAll(/\{\{ \$value.*?\}\}/g, value);
  return {
    exp_labels: { ...labels, ...rule.labels },
    exp_annotations: Object.fromEntries(
      Object.entries(rule.annotations).map(([key, text]) => [key, written(text)]),
    ),
  };
}

const FLOW = 'system="acme", document_type="invoice"';
const FLOW_LABELS = { system: 'acme', document_type: 'invoice' };
const EVERY_5_MINUTES = { [`traede_sync_schedule_interval_seconds{${FLOW}}`]: '300x120' };
const STARTED = { traede_sync_started_timestamp_seconds: '0x120' };

const stoppedBy = (cause: string) => `traede_sync_stopped{${FLOW}, cause="${cause}"}`;
const stop = (alert: string, cause: string, quiet: string, loud: string) =>
  alertCase(`${cause}, while it lasts`, alert, { [stoppedBy(cause)]: '0 1x40 0x40' }, [
    { at: quiet },
    { at: loud, fires: { labels: { system: 'acme', cause }, value: '1' } },
    { at: '60m' },
  ]);

export const ALERT_CASES: readonly AlertCase[] = [
  alertCase(
    'three intervals and ten minutes after the last success',
    'TraedeSyncFlowSilent',
    {
      ...EVERY_5_MINUTES,
      ...STARTED,
      // Two workers: what the one that looked last has seen counts.
      [`traede_sync_last_success_timestamp_seconds{${FLOW}, instance="a"}`]: '600x60 3600x60',
      [`traede_sync_last_success_timestamp_seconds{${FLOW}, instance="b"}`]: '300x60 3600x60',
    },
    [{ at: '35m' }, { at: '36m', fires: { labels: FLOW_LABELS, value: '26m 0s' } }, { at: '62m' }],
  ),
  alertCase(
    'never succeeded: counted from the start of the first worker',
    'TraedeSyncFlowSilent',
    { ...EVERY_5_MINUTES, ...STARTED },
    [{ at: '25m' }, { at: '26m', fires: { labels: FLOW_LABELS, value: '26m 0s' } }],
  ),
  alertCase(
    'silent about what is told by itself',
    'TraedeSyncFlowSilent',
    { ...EVERY_5_MINUTES, ...STARTED, [stoppedBy('ErpUnavailable')]: '1x60' },
    [{ at: '40m' }],
  ),
  alertCase(
    'after half an hour, until the last is seen to',
    'TraedeSyncDocumentsWait',
    { [`traede_sync_waiting_documents{${FLOW}, problem="account-missing"}`]: '0 3x40 0x40' },
    [
      { at: '30m' },
      { at: '31m', fires: { labels: { ...FLOW_LABELS, problem: 'account-missing' }, value: '3' } },
      { at: '60m' },
    ],
  ),
  alertCase(
    'until a reconciliation finds none',
    'TraedeSyncBooksDiffer',
    { 'traede_sync_reconciliation_differences{system="acme"}': '0 2x10 0x10' },
    [{ at: '1m' }, { at: '2m', fires: { labels: { system: 'acme' }, value: '2' } }, { at: '15m' }],
  ),
  stop('TraedeSyncTokenRejected', 'TraedeAccessDenied', '2m', '3m'),
  stop('TraedeSyncTokenRejected', 'ErpAccessDenied', '2m', '3m'),
  stop('TraedeSyncErpAway', 'ErpUnavailable', '15m', '16m'),
  stop('TraedeSyncTraedeAway', 'TraedeUnavailable', '15m', '16m'),
  stop('TraedeSyncTraedeAway', 'TraedeRateLimited', '15m', '16m'),
  stop('TraedeSyncRunsFail', 'Bug', '10m', '11m'),
  alertCase(
    'five minutes after the last one answered',
    'TraedeSyncNoWorker',
    { [`up{job="${JOB}", instance="a"}`]: '1x5 0x20 1x5', [`up{job="${JOB}", instance="b"}`]: '1x3 0x25' },
    [{ at: '10m' }, { at: '11m', fires: { labels: {}, value: '1' } }, { at: '28m' }],
  ),
  alertCase(
    'when no worker can read one of them',
    'TraedeSyncBlind',
    {
      'traede_sync_looked_timestamp_seconds{system="acme", from="record", instance="a"}': '0+60x60',
      'traede_sync_looked_timestamp_seconds{system="acme", from="temporal", instance="a"}': '60x60',
      'traede_sync_looked_timestamp_seconds{system="acme", from="temporal", instance="b"}': '120x60',
    },
    [{ at: '12m' }, { at: '13m', fires: { labels: { system: 'acme', from: 'temporal' }, value: '11m 0s' } }],
  ),
  alertCase(
    'while others are',
    'TraedeSyncSystemUnserved',
    {
      [`up{job="${JOB}"}`]: '1x60',
      'traede_sync_schedule_interval_seconds{system="acme"}': '300x10 _x20 300x30',
      'traede_sync_schedule_interval_seconds{system="beta"}': '300x60',
    },
    [{ at: '15m' }, { at: '21m', fires: { labels: { system: 'acme' }, value: '300' } }, { at: '35m' }],
  ),
  alertCase(
    'not when no worker lives, which is told by itself',
    'TraedeSyncSystemUnserved',
    {
      [`up{job="${JOB}"}`]: '1x10 0x50',
      'traede_sync_schedule_interval_seconds{system="acme"}': '300x10 _x50',
    },
    [{ at: '40m' }],
  ),
];
