const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Shorter spans are told in the smaller unit: `90 min` says more than `1 h`. */
const UNITS_TWICE = 2;

/** `12 s`, `5 min`, `3 h`, `4 d`: how long a span is, in one unit. */
export function spanOf(ms: number): string {
  if (ms < UNITS_TWICE * MINUTE_MS) return `${Math.round(ms / 1_000)} s`;
  if (ms < UNITS_TWICE * HOUR_MS) return `${Math.round(ms / MINUTE_MS)} min`;
  if (ms < UNITS_TWICE * DAY_MS) return `${Math.round(ms / HOUR_MS)} h`;
  return `${Math.round(ms / DAY_MS)} d`;
}
