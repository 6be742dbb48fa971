import { plainDateIn } from './plain-date';

/** No zone is further from UTC than this. */
const MAX_OFFSET_MS = 15 * 3_600_000;
const MINUTE_MS = 60_000;

/**
 * When the day of `instant` began in `timeZone`. Looked for by halves: days begin at one o'clock where clocks go forward
 * at midnight, and offsets are not always whole hours.
 */
export function startOfDay(instant: Date, timeZone: string): Date {
  const day = plainDateIn(instant, timeZone);
  const midnightMs = Date.parse(`${day}T00:00:00Z`);
  let [before, within] = [midnightMs - MAX_OFFSET_MS, instant.getTime()];
  while (within - before > MINUTE_MS) {
    const middle = before + Math.floor((within - before) / 2);
    if (plainDateIn(new Date(middle), timeZone) === day) within = middle;
    else before = middle;
  }
  return new Date(Math.floor(within / MINUTE_MS) * MINUTE_MS);
}
