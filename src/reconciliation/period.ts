import { parsePlainDate, plainDateIn, type PlainDate } from '../plain-date';

/** Days of the books, both included. */
export interface Period {
  readonly from: PlainDate;
  readonly to: PlainDate;
}

export interface PeriodRequest {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The last so many days until yesterday, where `from` is not given. */
  readonly days?: number | undefined;
}

const DAY_MS = 86_400_000;
/** Longer periods are asked for by mistake: books are compared by the month or the year. */
const MAX_DAYS = 3_660;

/**
 * The period that is meant: by default from the first day of last month to yesterday, as counted in the brand's time
 * zone. A sentence that says what is wrong where it is none.
 */
export function periodOf(request: PeriodRequest, now: Date, timeZone: string): Period | string {
  const today = plainDateIn(now, timeZone);
  const to = request.to === undefined ? addDays(today, -1) : parsePlainDate(request.to);
  if (to === undefined) return notADay(request.to);
  const from = request.from === undefined ? defaultFrom(to, request.days) : parsePlainDate(request.from);
  if (from === undefined) return notADay(request.from);
  if (from > to) return `The period begins on ${from}, after it ends on ${to}. Exchange the two days.`;
  if (daysBetween(from, to) > MAX_DAYS) return `The period is longer than ten years. Choose a shorter one.`;
  return { from, to };
}

/** The first day of the month before the one that follows `to`: for yesterday, the first day of last month. */
function defaultFrom(to: PlainDate, days: number | undefined): PlainDate {
  if (days !== undefined) return addDays(to, 1 - days);
  const today = new Date(Date.parse(addDays(to, 1)));
  return plainDateIn(new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 1, 1)), 'UTC');
}

export function addDays(day: PlainDate, days: number): PlainDate {
  return plainDateIn(new Date(Date.parse(day) + days * DAY_MS), 'UTC');
}

export function daysBetween(from: PlainDate, to: PlainDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

function notADay(text: string | undefined): string {
  return `"${(text ?? '').slice(0, 40)}" is not a day of the books. Write it as 2026-01-31.`;
}
