import { z } from 'zod';
import type { TrytonContext } from './context';
import { failureOf } from './failure';
import { warningName } from './problems';

/** A posting raises one or two; more would be a warning that its acknowledgement does not still. */
const MAX_WARNINGS = 5;

/**
 * Runs a call, and again after each warning that the configuration names was acknowledged. Tryton raises a warning
 * before it does anything, and takes an acknowledgement for one call.
 * @throws {TrytonCallError} also for a warning that is not to be acknowledged
 */
export async function acknowledging<T>(
  context: TrytonContext,
  call: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (let warnings = 0; ; warnings += 1) {
    try {
      return await call();
    } catch (error) {
      const failure = failureOf(error);
      if (failure?.kind !== 'warning' || warnings === MAX_WARNINGS) throw error;
      if (!context.settings.acknowledgedWarnings.includes(warningName(failure.key))) throw error;
      await acknowledge(context, failure.key, signal);
    }
  }
}

/** On 6.0 a record is created, as its own client does; 8.2 has a method that every user may call. */
async function acknowledge(
  { session, settings }: TrytonContext,
  key: string,
  signal?: AbortSignal,
): Promise<void> {
  if (settings.series === '6.0') {
    const user = await session.userId(signal);
    const warning = { user, name: key, always: false };
    await session.call('model.res.user.warning.create', [[warning]], z.unknown(), signal);
  } else {
    await session.call('model.res.user.warning.skip', [key, false], z.unknown(), signal);
  }
}
