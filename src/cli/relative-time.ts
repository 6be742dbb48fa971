import { spanOf } from '../span-of-time';

/** `5 min ago`, `in 12 s`; `-` for null. */
export function relativeTime(time: string | null, now: number = Date.now()): string {
  if (time === null) return '-';
  const ms = Date.parse(time) - now;
  return ms > 0 ? `in ${spanOf(ms)}` : `${spanOf(-ms)} ago`;
}

/** How long ago it was; `-` for null. */
export function ageOf(time: string | null, now: number = Date.now()): string {
  return time === null ? '-' : spanOf(Math.max(0, now - Date.parse(time)));
}
