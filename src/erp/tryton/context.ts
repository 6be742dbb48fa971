import { ErpAccessDeniedError, ErpNotReadyError, ErpUnavailableError } from '../adapter';
import type { OpenedOnce } from '../opened-once';
import type { Books } from './books';
import { failureOf } from './failure';
import type { Lookup } from './lookups';
import type { TrytonSettings } from './options';
import type { Session } from './session';

/** What every operation of the adapter works with. */
export interface TrytonContext {
  readonly session: Session;
  readonly settings: TrytonSettings;
  /** Opened by whoever needs them first. */
  readonly books: OpenedOnce<Books>;
}

/** Books that turn out to lack something are opened anew by the next one who asks: a person may have mended that. */
export async function withBooks<T>(
  { session, books: opened }: TrytonContext,
  signal: AbortSignal | undefined,
  work: (lookup: Lookup) => Promise<T>,
): Promise<T> {
  const books = await opened(signal);
  try {
    return await work({ session, books, signal });
  } catch (error) {
    if (error instanceof ErpNotReadyError) opened.forget(books);
    throw error;
  }
}

/**
 * Runs a look-up, and says in the contract's errors what fails.
 * @throws {ErpUnavailableError | ErpAccessDeniedError | ErpNotReadyError}
 */
export async function reading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asContractError(error);
  }
}

export function asContractError(error: unknown): unknown {
  const failure = failureOf(error);
  switch (failure?.kind) {
    case undefined:
      return error;
    case 'vanished':
    case 'denied':
      return new ErpAccessDeniedError(
        `${failure.reason}. Check user, password and the groups of the user in Tryton.`,
      );
    case 'not-ready':
      return new ErpNotReadyError(`${failure.reason}. Check erp.url, erp.database and erp.series.`);
    case 'conflict':
    case 'no-answer':
      return new ErpUnavailableError(`Tryton gave no answer: ${failure.reason}`);
    case 'fault':
      return new ErpUnavailableError(`Tryton could not answer: ${failure.reason}`);
    case 'refused':
    case 'warning':
      return new ErpUnavailableError('Tryton refuses a look-up; its log says why');
  }
}
