import { ErpAccessDeniedError, ErpNotReadyError, ErpUnavailableError } from '../adapter';
import type { Books } from './books';
import { failureOf } from './failure';
import type { OdooSettings } from './options';
import type { Session } from './session';

/** What every operation of the adapter works with. */
export interface OdooContext {
  readonly session: Session;
  readonly settings: OdooSettings;
  /** Opened by whoever needs them first. */
  readonly books: (signal?: AbortSignal) => Promise<Books>;
}

/** What every look-up works with. */
export interface Lookup {
  readonly session: Session;
  readonly books: Books;
  readonly signal: AbortSignal | undefined;
}

export async function lookupOf(context: OdooContext, signal?: AbortSignal): Promise<Lookup> {
  return { session: context.session, books: await context.books(signal), signal };
}

/**
 * Runs look-ups, and says in the contract's errors what fails.
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
    case 'denied':
      return new ErpAccessDeniedError(
        `${failure.reason}. Check the API key (it may have expired), the login and the groups of the user in Odoo.`,
      );
    case 'not-ready':
      return new ErpNotReadyError(
        `${failure.reason}. Check erp.url, erp.database and erp.api, and that the app Invoicing is installed.`,
      );
    case 'conflict':
    case 'no-answer':
      return new ErpUnavailableError(`Odoo gave no answer: ${failure.reason}`);
    case 'gone':
    case 'fault':
      return new ErpUnavailableError(`Odoo could not answer: ${failure.reason}`);
    case 'refused':
      return new ErpUnavailableError('Odoo refuses a look-up; its log says why');
  }
}
