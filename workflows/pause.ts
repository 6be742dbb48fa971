/** Beyond this the wait itself is long enough: it is asked for, not guessed. */
const MAX_GROWTH_STEP_MS = 2_000;

/**
 * How long to wait before the next attempt: as long as was asked for, and longer from attempt to attempt.
 * @param attempt the one that follows; 2 is the first repetition
 */
export function pauseMs(retryAfterMs: number, attempt: number): number {
  return retryAfterMs + Math.min(retryAfterMs, MAX_GROWTH_STEP_MS) * (2 ** (attempt - 2) - 1);
}
