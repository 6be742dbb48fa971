import type { ScanState } from './time-scan';

const DAY_MS = 86_400_000;
/** Lists are read by the day on which a document was created; it is booked at most so long before or after. */
const CREATED_BEFORE_OR_AFTER_MS = 31 * DAY_MS;
/** A week of a brand fills a few pages; a longer stretch that holds too much would be read in vain. */
export const FIRST_STEP_MS = 7 * DAY_MS;

/** Before any document: brings again whatever was exported. */
export const BEFORE_ANY_EXPORT = new Date('2000-01-01T00:00:00Z');

/** Days of the books, both included: `2026-01-31`. Pure: workflow code imports this file. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** Where to look for what is dated in a period: TRAEDE filters by creation only. */
export function createdAround(days: Days, marginMs: number = CREATED_BEFORE_OR_AFTER_MS): ScanState {
  return {
    from: new Date(Date.parse(days.from) - marginMs).toISOString(),
    to: new Date(Date.parse(days.to) + marginMs).toISOString(),
    stepMs: FIRST_STEP_MS,
  };
}
