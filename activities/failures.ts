import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { LeaseLostError } from '../src/delivery/lease';
import { isRecordUnavailable } from '../src/delivery/unavailable';
import { ErpAccessDeniedError, ErpNotReadyError, ErpUnavailableError } from '../src/erp/adapter';
import type { FailureType } from '../src/failure-types';
import { TraedeError, TraedeRateLimitError } from '../src/traede/errors';
import { redact } from '../src/redact';

/**
 * The one place where errors become Temporal's failures: whether to try again, whether a whole system is away, whether
 * everything must stop. The failure's first line stands alone, as people read nothing else of it.
 * @param doing for an error in this program: `importing invoice 1, 2`
 */
export async function guarded<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toFailure(doing, error);
  }
}

function toFailure(doing: string, error: unknown): Error {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (error instanceof TraedeError) return ofTraede(error);
  if (error instanceof ErpUnavailableError) {
    return passing('ErpUnavailable', withoutAddresses(`The ERP is away: ${error.message}`));
  }
  if (error instanceof ErpAccessDeniedError) return final('ErpAccessDenied', withoutAddresses(error.message));
  if (error instanceof ErpNotReadyError) return final('ErpNotReady', withoutAddresses(error.message));
  if (error instanceof LeaseLostError) return passing('RecordUnavailable', error.message);
  if (isRecordUnavailable(error)) {
    return passing(
      'RecordUnavailable',
      'The database of the delivery record does not answer (DATABASE_URL).',
    );
  }
  return bug(doing, error);
}

/** A failure's message stands in Temporal's history: longer ones, such as an ERP's error page, are cut. */
const MAX_MESSAGE_LENGTH = 500;

/** Adapters are written by many hands, and ERPs like to quote what they were sent. */
function withoutAddresses(message: string): string {
  return redact(message, [], MAX_MESSAGE_LENGTH);
}

function ofTraede(error: TraedeError): ApplicationFailure {
  if (error instanceof TraedeRateLimitError) return rateLimited(error);
  switch (error.kind) {
    case 'rate-limit':
    case 'unavailable':
      return passing('TraedeUnavailable', error.message);
    case 'authentication':
      return final('TraedeAccessDenied', error.message);
    case 'validation':
      return final('TraedeRefused', error.message);
    case 'unexpected':
      return final('TraedeUnexpected', error.message);
  }
}

/** Longer waits than this are the workflow's: durable, and visible as an outage. */
const MAX_WAIT_IN_ACTIVITY_MS = 10_000;

function rateLimited({ message, retryAfterMs }: TraedeRateLimitError): ApplicationFailure {
  if (retryAfterMs === undefined || retryAfterMs <= MAX_WAIT_IN_ACTIVITY_MS) {
    return passing('TraedeRateLimited', message, retryAfterMs);
  }
  const type: FailureType = 'TraedeRateLimited';
  return ApplicationFailure.create({ message, type, nonRetryable: true, details: [{ retryAfterMs }] });
}

function passing(type: FailureType, message: string, nextRetryDelayMs?: number): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message,
    ...(nextRetryDelayMs === undefined ? {} : { nextRetryDelay: nextRetryDelayMs }),
  });
}

function final(type: FailureType, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type);
}

/**
 * An error that nobody foresaw. Its own message may quote a document, so only its kind and the place in our code
 * travel; the worker's log says no more either.
 */
function bug(doing: string, error: unknown): ApplicationFailure {
  const name = error instanceof Error ? error.name : typeof error;
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  const failure = final(
    'Bug',
    `An error in this program (${name}${code}) while ${doing}. Please report it with this stack.`,
  );
  failure.stack = placesIn(error);
  return failure;
}

function placesIn(error: unknown): string {
  if (!(error instanceof Error) || error.stack === undefined) return '';
  return error.stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
