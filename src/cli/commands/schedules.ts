import type { ScheduleDescription } from '@temporalio/client';
import { DOCUMENT_TYPES } from '../../document';
import { connectClient } from '../../temporal/connection';
import { scheduleId } from '../../../workflows/messages';
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
    const ids = config.systems.flatMap(({ systemId }) =>
      DOCUMENT_TYPES.map((type) => scheduleId(systemId, type)),
    );
    const rows: ScheduleRow[] = [];
    for (const id of ids) rows.push(toRow(id, await connected.client.schedule.getHandle(id).describe()));
    const link = uiLink(temporal, 'schedules');
    terminal.result({ schedules: rows, temporalUi: link ?? null }, () =>
      [print(rows), ...(link === undefined ? [] : ['', `Temporal UI: ${link}`])].join('\n'),
    );
    return EXIT.ok;
  } finally {
    await connected.close();
  }
}

type ScheduleRow = ReturnType<typeof toRow>;

function toRow(id: string, { info, state, spec }: ScheduleDescription) {
  const [interval] = spec.intervals ?? [];
  return {
    scheduleId: id,
    everyMs: interval === undefined ? null : interval.every,
    paused: state.paused,
    note: state.note ?? null,
    lastRunAt: info.recentActions.at(-1)?.takenAt.toISOString() ?? null,
    nextRunAt: state.paused ? null : (info.nextActionTimes[0]?.toISOString() ?? null),
    runs: info.numActionsTaken,
    skippedWhileRunning: info.numActionsSkippedOverlap,
    running: info.runningActions.length > 0,
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
    if (row.paused) return row.note === null ? 'paused' : `paused: ${row.note}`;
    return row.running ? 'running' : 'waiting for its time';
  };
  return table(
    columns,
    rows.map((row) => [row.scheduleId, row.lastRunAt ?? '-', row.nextRunAt ?? '-', row.runs, state(row)]),
  );
}
