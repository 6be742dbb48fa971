import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { guarded } from '../../activities/failures';
import { LeaseLostError } from '../../src/delivery/lease';
import type { FailureType } from '../../src/failure-types';
import { ErpAccessDeniedError, ErpNotReadyError, ErpUnavailableError } from '../../src/erp/adapter';
import {
  TraedeAuthenticationError,
  TraedeRateLimitError,
  TraedeUnavailableError,
  TraedeUnexpectedError,
  TraedeValidationError,
} from '../../src/traede/errors';
import { createStage, perform } from './stage';
import { createDeliveryDatabase } from '../delivery/world';

const CANARY = 'canary.person@canary.example';
const CALL = { method: 'GET', path: '/exports' } as const;

const withCode = (code: string): Error => Object.assign(new Error(`query of ${CANARY} failed`), { code });

interface Case {
  readonly name: string;
  readonly error: Error;
  /** The failure's type. */
  readonly type: FailureType;
  /** Whether Temporal tries again by itself, and when, where TRAEDE says so. */
  readonly retryable: boolean;
  readonly delayMs?: number;
}

const CASES: readonly Case[] = [
  {
    name: 'TRAEDE away',
    error: new TraedeUnavailableError(CALL, 503, 'Away.'),
    type: 'TraedeUnavailable',
    retryable: true,
  },
  {
    name: 'short rate limit',
    error: new TraedeRateLimitError(CALL, 429, 5_000),
    type: 'TraedeRateLimited',
    retryable: true,
    delayMs: 5_000,
  },
  {
    name: 'rate limit without a time',
    error: new TraedeRateLimitError(CALL, 429, undefined),
    type: 'TraedeRateLimited',
    retryable: true,
  },
  {
    name: 'long rate limit',
    error: new TraedeRateLimitError(CALL, 429, 60_000),
    type: 'TraedeRateLimited',
    retryable: false,
  },
  {
    name: 'TRAEDE refuses us',
    error: new TraedeAuthenticationError(CALL, 401),
    type: 'TraedeAccessDenied',
    retryable: false,
  },
  {
    name: 'TRAEDE refuses the call',
    error: new TraedeValidationError(CALL, 422, { details: ['no'], codes: [] }),
    type: 'TraedeRefused',
    retryable: false,
  },
  {
    name: 'strange answer of TRAEDE',
    error: new TraedeUnexpectedError(CALL, 200, 'strange'),
    type: 'TraedeUnexpected',
    retryable: false,
  },
  {
    name: 'ERP away',
    error: new ErpUnavailableError(`busy with ${CANARY}`),
    type: 'ErpUnavailable',
    retryable: true,
  },
  {
    name: 'ERP refuses us',
    error: new ErpAccessDeniedError(`${CANARY} may not post`),
    type: 'ErpAccessDenied',
    retryable: false,
  },
  {
    name: 'ERP without an open period',
    error: new ErpNotReadyError(`No period is open at ${CANARY}. Open one.`),
    type: 'ErpNotReady',
    retryable: false,
  },
  { name: 'lost lock', error: new LeaseLostError(), type: 'RecordUnavailable', retryable: true },
  { name: 'database away', error: withCode('ECONNREFUSED'), type: 'RecordUnavailable', retryable: true },
  { name: 'database shutting down', error: withCode('57P01'), type: 'RecordUnavailable', retryable: true },
  {
    name: 'every address of the database refused',
    error: new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')], CANARY),
    type: 'RecordUnavailable',
    retryable: true,
  },
  { name: 'error in a statement', error: withCode('42601'), type: 'Bug', retryable: false },
  {
    name: 'error nobody foresaw',
    error: new TypeError(`cannot read "${CANARY}"`),
    type: 'Bug',
    retryable: false,
  },
  {
    name: 'nested cause',
    error: new Error('failed', { cause: new Error(CANARY) }),
    type: 'Bug',
    retryable: false,
  },
];

describe('failures of activities', () => {
  const failureOf = async (error: Error): Promise<ApplicationFailure> => {
    const outcome = await guarded('importing invoice 1', () => Promise.reject(error)).catch(
      (failure: unknown) => failure,
    );
    if (outcome instanceof ApplicationFailure) return outcome;
    throw new Error('the error did not become an ApplicationFailure');
  };

  it.each(CASES)('$name', async ({ error, type, retryable, delayMs }) => {
    const failure = await failureOf(error);
    expect({ type: failure.type, retryable: failure.nonRetryable !== true }).toEqual({ type, retryable });
    expect(failure.nextRetryDelay ?? undefined).toBe(delayMs);
    const everything = [failure.message, failure.stack, failure.cause, failure.details].map((part) =>
      part instanceof Error ? `${part.message} ${part.stack ?? ''}` : JSON.stringify(part),
    );
    expect(everything.join('\n')).not.toContain('canary');
  });

  it('tells the workflow how long TRAEDE asks to wait', async () => {
    expect((await failureOf(new TraedeRateLimitError(CALL, 429, 60_000))).details).toEqual([
      { retryAfterMs: 60_000 },
    ]);
  });

  it('names what was done and where in our code, for an error nobody foresaw', async () => {
    const failure = await failureOf(new TypeError(`cannot read "${CANARY}"`));
    expect(failure.message).toContain('(TypeError) while importing invoice 1');
    expect(failure.stack).toContain('failures.test.ts');
  });

  it('lets through what is a failure already, and cancellation', async () => {
    for (const failure of [
      new CancelledFailure('stop'),
      ApplicationFailure.nonRetryable('no', 'UnknownSystem'),
    ]) {
      await expect(guarded('x', () => Promise.reject(failure))).rejects.toBe(failure);
    }
  });

  it('ends at once for a system that the worker does not know', async () => {
    const database = await createDeliveryDatabase();
    const { activities } = createStage(database);
    const run = perform(activities.importDocuments, {
      systemId: 'another',
      documentType: 'invoice',
      documentIds: [1],
    });
    await expect(run).rejects.toMatchObject({ type: 'UnknownSystem', nonRetryable: true });
    await database.drop();
  });
});
