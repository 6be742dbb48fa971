import { METRICS } from './names';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** Upper bounds of the histograms' buckets, in seconds. */
export const HISTOGRAM_BUCKETS: Readonly<Record<string, number[]>> = {
  // A schedule of minutes, an outage of hours, a document that waits for a person over a holiday.
  [METRICS.bookedToExported]: [
    ...[10, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE],
    ...[HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY],
  ],
  // From the ledger's milliseconds to the longest time-out.
  [METRICS.callDuration]: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
};
