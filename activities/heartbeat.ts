import { setMaxListeners } from 'node:events';
import { Context } from '@temporalio/activity';

/** Well below the heartbeat time-out of the activity proxies. */
const HEARTBEAT_INTERVAL_MS = 2_000;

/**
 * Beats while `work` goes on, so that a dead worker is noticed within seconds, and hands it the activity's
 * cancellation signal, which arrives by heartbeats only. `details` name the documents: Temporal's page of pending
 * activities shows them, and not the summary. No beat at the beginning: each costs the server a write, and most
 * activities end before the first would be due.
 */
export async function whileHeartbeating<T>(
  details: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const context = Context.current();
  // Every call under way listens to it, and a batch makes many: Node would take the eleventh for a leak, and warn.
  setMaxListeners(Infinity, context.cancellationSignal);
  const timer = setInterval(() => {
    context.heartbeat(details);
  }, HEARTBEAT_INTERVAL_MS);
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
