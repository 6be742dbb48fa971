import { ScheduleNotFoundError, type Client, type ScheduleDescription } from '@temporalio/client';
import type { Config } from '../../config/config';
import { DOCUMENT_TYPES } from '../../document';
import { connectClient } from '../../temporal/connection';
import { PURGE_SCHEDULE_ID } from '../../temporal/purge-schedule';
import { scheduleId } from '../../../workflows/messages';
import { notifyScheduleId } from '../../../workflows/notify-messages';
import { reconcileScheduleId } from '../../../workflows/reconcile-messages';
import type { CommandContext } from '../command-context';
import { EXIT, type ExitCode } from '../exit-codes';
import { requireTemporal, uiLink } from '../temporal-target';
import { table } from '../terminal';

/** Lists the schedules as Temporal has them: last and next run, and whether somebody paused them. */
export async function schedules({
  config,
  environment,
  folder,
  terminal,
}: CommandContext): Promise<ExitCode> {
  const temporal = requireTemporal(folder, environment);
  const connected = await connectClient(temporal);
  try {
    const rows: ScheduleRow[] = [];
    for (const asked of askedFor(config)) rows.push(toRow(asked, await describe(connected.client, asked.id)));
    const link = uiLink(temporal, 'schedules');
    terminal.result({ schedules: rows, temporalUi: link ?? null }, () =>
      [print(rows), ...(link === undefined ? [] : ['', `Temporal UI: ${link}`])].join('\n'),
    );
    return EXIT.ok;
  } finally {
    await connected.close();
  }
}

interface AskedFor {
  readonly id: string;
  /** Temporal keeps the calendar that the expression stands for, and not its text. Null where a span of time is configured. */
  readonly cron: string | null;
}

/** What the configuration asks for: the schedules of each system, then the ones that tell people and purge contents. */
function askedFor({ systems, notifications, retention }: Config): readonly AskedFor[] {
  return [
    ...systems.flatMap(({ systemId, schedules: byType, reconciliation }) => [
      ...DOCUMENT_TYPES.map((type) => {
        const { when } = byType[type];
        return { id: scheduleId(systemId, type), cron: 'cron' in when ? when.cron : null };
      }),
      ...(reconciliation.enabled ? [{ id: reconcileScheduleId(systemId), cron: reconciliation.cron }] : []),
    ]),
    ...(notifications === undefined ? [] : [{ id: notifyScheduleId(notifications.deployment), cron: null }]),
    ...(retention.contentsMs === undefined ? [] : [{ id: PURGE_SCHEDULE_ID, cron: null }]),
  ];
}

/** `undefined` where Temporal has none: nothing has started yet since it was configured, or somebody deleted it. */
async function describe(client: Client, id: string): Promise<ScheduleDescription | undefined> {
  try {
    return await client.schedule.getHandle(id).describe();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}

type ScheduleRow = ReturnType<typeof toRow>;

function toRow({ id, cron }: AskedFor, description: ScheduleDescription | undefined) {
  const { info, state, spec } = description ?? {};
  const [interval] = spec?.intervals ?? [];
  const paused = state?.paused ?? false;
  return {
    scheduleId: id,
    exists: description !== undefined,
    everyMs: interval === undefined ? null : interval.every,
    cron,
    timeZone: spec?.timezone ?? null,
    paused,
    note: state?.note ?? null,
    lastRunAt: info?.recentActions.at(-1)?.takenAt.toISOString() ?? null,
    nextRunAt: paused ? null : (info?.nextActionTimes[0]?.toISOString() ?? null),
    runs: info?.numActionsTaken ?? 0,
    skippedWhileRunning: info?.numActionsSkippedOverlap ?? 0,
    running: (info?.runningActions.length ?? 0) > 0,
  };
}

function print(rows: readonly ScheduleRow[]): string {
  const columns = [
    { title: 'schedule' },
    { title: 'last run' },
    { title: 'next run' },
    { title: 'runs', align: 'right' as const },
    { title: 'state' },
  ];
  const state = (row: ScheduleRow): string => {
    if (!row.exists) return 'not there: `up` and `worker` make it when they start';
    if (row.paused) return row.note === null ? 'paused' : `paused: ${row.note}`;
    return row.running ? 'running' : 'waiting for its time';
  };
  return table(
    columns,
    rows.map((row) => [row.scheduleId, row.lastRunAt ?? '-', row.nextRunAt ?? '-', row.runs, state(row)]),
  );
}
