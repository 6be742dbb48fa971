import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';

/**
 * The failure of a workflow, as Temporal's UI shows it first: one line that stands alone. Without this it would read
 * "Activity task failed", with the reason hidden below.
 * @param what was synced: `invoices`
 */
export function toRunFailure(error: unknown, what: string): unknown {
  return stoppedBy(error, `Syncing ${what} stopped.`);
}

/** @param opening what stopped, as a sentence of its own */
export function stoppedBy(error: unknown, opening: string): unknown {
  if (isCancellation(error)) return error;
  if (error instanceof ActivityFailure && error.cause instanceof ApplicationFailure) {
    const { message, type } = error.cause;
    return ApplicationFailure.nonRetryable(`${opening} ${message}`, type ?? undefined);
  }
  return error;
}

/** What went wrong in an activity, in one line; `undefined` for a cancellation and for errors of the workflow itself. */
export function describeFailure(error: unknown): string | undefined {
  if (isCancellation(error)) return undefined;
  if (error instanceof ActivityFailure) return error.cause?.message ?? error.message;
  return error instanceof ApplicationFailure ? error.message : undefined;
}

/** So many documents failed for passing reasons that it is no longer about single documents. */
export function tooManyLeft(count: number, lastReason: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `${count} documents could not be delivered after several attempts; the last reason: ${lastReason}. ` +
      'Look at the ERP; the next run tries them again.',
    'TooManyFailed',
  );
}

/** The delivery record does not keep what is stored in it. */
export function recordForgets(count: number): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `The delivery record did not know ${count} documents that were stored in it just before. Look at the database of DATABASE_URL.`,
    'RecordForgets',
  );
}
