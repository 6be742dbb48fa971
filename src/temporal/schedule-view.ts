import { ScheduleNotFoundError, type Client, type ScheduleDescription } from '@temporalio/client';

/** A schedule as people look at it. */
export interface ScheduleView {
  readonly paused: boolean;
  /** What the person who paused it wrote, or what we did. */
  readonly note: string | null;
  /** Time between two runs; of a cron expression the longest that is known. Null where it cannot be told. */
  readonly everyMs: number | null;
  readonly createdAt: Date;
  /** Null before the first one. */
  readonly lastRunAt: Date | null;
  /** Null while it is paused. */
  readonly nextRunAt: Date | null;
  readonly running: boolean;
}

/** The schedule with this id; `undefined` where Temporal has none. */
export async function viewSchedule(client: Client, scheduleId: string): Promise<ScheduleView | undefined> {
  try {
    return toView(await client.schedule.getHandle(scheduleId).describe());
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}

function toView({ info, state, spec }: ScheduleDescription): ScheduleView {
  const [interval] = spec.intervals ?? [];
  return {
    paused: state.paused,
    note: state.note === undefined || state.note === '' ? null : state.note,
    everyMs: interval === undefined ? longestGapMs(info.nextActionTimes) : interval.every,
    createdAt: info.createdAt,
    lastRunAt: info.recentActions.at(-1)?.takenAt ?? null,
    nextRunAt: state.paused ? null : (info.nextActionTimes[0] ?? null),
    running: info.runningActions.length > 0,
  };
}

/** A cron expression may leave out nights and weekends: only the longest gap can be held against it. */
function longestGapMs(times: readonly Date[]): number | null {
  const gaps = times.slice(1).map((time, index) => time.getTime() - (times[index]?.getTime() ?? 0));
  return gaps.length === 0 ? null : Math.max(...gaps);
}
