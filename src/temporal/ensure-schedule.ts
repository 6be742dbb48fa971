import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  type Client,
  type ScheduleHandle,
  type ScheduleOptions,
} from '@temporalio/client';

/**
 * `by-schedule`: runs start at their times. `on-request`: only when triggered, as long as nobody asks for the former
 * (`up --once`, whose counts a run that starts by itself would falsify).
 */
export type ScheduleMode = 'by-schedule' | 'on-request';

/** The note of a pause that is ours, and not an operator's. */
export const OUR_PAUSE = 'paused by `up --once`; `up` and `worker` resume it';

/** Creates or updates a schedule. An operator's pause and note are kept. */
export async function ensureSchedule(
  client: Client,
  options: ScheduleOptions & Required<Pick<ScheduleOptions, 'policies'>>,
  mode: ScheduleMode,
): Promise<void> {
  try {
    await client.schedule.create({ ...options, state: mode === 'on-request' ? ourPause() : {} });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const { spec, action, policies } = options;
    const handle = client.schedule.getHandle(options.scheduleId);
    await handle.update((previous) => ({
      ...previous,
      spec,
      action,
      policies,
      state: nextState(previous.state, mode),
    }));
  }
}

/** Removes a schedule, where there is one. */
export async function removeSchedule(client: Client, scheduleId: string): Promise<void> {
  try {
    await client.schedule.getHandle(scheduleId).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}

type ScheduleState = Parameters<Parameters<ScheduleHandle['update']>[0]>[0]['state'];

function nextState(state: ScheduleState, mode: ScheduleMode): ScheduleState {
  const isOurPause = state.paused && state.note === OUR_PAUSE;
  if (mode === 'on-request') return state.paused ? state : { ...state, ...ourPause() };
  return isOurPause ? { ...state, paused: false, note: '' } : state;
}

function ourPause(): { readonly paused: true; readonly note: string } {
  return { paused: true, note: OUR_PAUSE };
}
