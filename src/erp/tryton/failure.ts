/**
 * Why a call to Tryton brought no result, sorted by what it means for a posting.
 * - `refused`: Tryton understood and said no, in a sentence.
 * - `warning`: Tryton wants its warning acknowledged; nothing was done.
 * - `conflict`: rolled back for reasons of timing; the same again may well work.
 * - `fault`: an error inside Tryton; rolled back, and it will happen again.
 * - `no-answer`: no whole answer came; Tryton may have acted, or may still act.
 * - `vanished`: a record that was found could not be read, changed or removed a moment later.
 * - `denied`: credentials or rights are refused.
 * - `not-ready`: the database is not there.
 */
export type Failure =
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: 'warning'; readonly key: string; readonly sentence: string }
  | {
      readonly kind: 'conflict' | 'vanished' | 'fault' | 'no-answer' | 'denied' | 'not-ready';
      /** A few words, without personal data. */
      readonly reason: string;
    };

/** Never holds the request, its headers or its body: those carry the session and the customer. */
export class TrytonCallError extends Error {
  override readonly name = 'TrytonCallError';
  readonly failure: Failure;

  constructor(method: string, failure: Failure) {
    super(`Tryton, ${method}: ${'reason' in failure ? failure.reason : failure.kind}`);
    this.failure = failure;
  }
}

/** For a caller that leaves while a session or the books are being opened. */
export function abortedOpening(): TrytonCallError {
  return new TrytonCallError('opening', { kind: 'no-answer', reason: 'aborted by the caller' });
}

export function failureOf(error: unknown): Failure | undefined {
  return error instanceof TrytonCallError ? error.failure : undefined;
}

/** Messages of PostgreSQL that Tryton 6.0 passes on as they are; 8.2 answers 503 instead. */
const CONFLICTS =
  /could not (obtain lock|serialize access)|deadlock detected|canceling statement due to lock timeout/i;
/** Tryton lost its database: a commit may have reached it. */
const DATABASE_AWAY =
  /connection|server closed|terminating|shutting down|starting up|recovery mode|couldn't get a/i;
/** Tryton's access control (trytond/ir/message.xml); its other refusals do not begin like this. */
const NO_RIGHT = /^You are not allowed to (access|create records)/;

/**
 * 6.0 blames its rules, too, for a record that another writer removed meanwhile, be it between the search and the
 * reading of one call.
 */
const VANISHED = /^You are (not allowed|trying) to (read|write to|delete) records /;

/** Reads the `error` of an answer: `[type, args]` for Tryton's own, `[message, trace]` for any other exception. */
export function failureOfRpcError(error: readonly unknown[]): Failure {
  const [type, details] = error;
  const [first, second] = Array.isArray(details) ? details.map(textOf) : [textOf(details)];
  switch (type) {
    case 'UserError':
      if (VANISHED.test(first ?? '')) {
        return { kind: 'vanished', reason: 'a record was removed meanwhile, or a rule hides it' };
      }
      return NO_RIGHT.test(first ?? '')
        ? { kind: 'denied', reason: `the user lacks a right: ${subjectOfRight(first ?? '')}` }
        : { kind: 'refused', sentence: first ?? '' };
    case 'UserWarning':
      return { kind: 'warning', key: first ?? '', sentence: second ?? '' };
    case 'ConcurrencyException':
      return { kind: 'conflict', reason: 'the record was changed meanwhile' };
    case 'LoginException':
      return { kind: 'denied', reason: 'the login is refused' };
    default:
      return failureOfException(textOf(type));
  }
}

function failureOfException(message: string): Failure {
  if (CONFLICTS.test(message)) return { kind: 'conflict', reason: 'lock conflict in the database' };
  if (DATABASE_AWAY.test(message)) return { kind: 'no-answer', reason: 'Tryton lost its database' };
  // A server that has just been started answers with the model's name until its database is loaded.
  if (message === "'res.user'") return { kind: 'not-ready', reason: 'Tryton does not serve this database' };
  // Only the names of models and fields are short and quoted; other texts may hold a person's data.
  const name = /^'[A-Za-z_.]{1,60}'$/.exec(message)?.[0];
  return { kind: 'fault', reason: `an error inside Tryton${name === undefined ? '' : ` about ${name}`}` };
}

/** The verb and the model; what else Tryton quotes there are records. */
function subjectOfRight(sentence: string): string {
  const verb = /^You are not allowed to ([a-z]+)/.exec(sentence)?.[1] ?? '';
  const model = / (?:of|access) ("[^"]{1,80}")/.exec(sentence)?.[1] ?? '';
  return `${verb} ${model}`.trim();
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
