/**
 * Why a call to Odoo brought no result, sorted by what it means for a posting.
 * - `refused`: Odoo understood and said no, in a sentence.
 * - `gone`: the record is not there any more.
 * - `conflict`: rolled back for reasons of timing; the same again may well work.
 * - `fault`: an error inside Odoo; rolled back, and it will happen again.
 * - `no-answer`: no whole answer came; Odoo may have acted, or may still act.
 * - `denied`: credentials or rights are refused.
 * - `not-ready`: the database, or what the adapter needs of Odoo, is not there.
 */
export type Failure =
  | { readonly kind: 'refused'; readonly sentence: string }
  | {
      readonly kind: 'gone' | 'conflict' | 'fault' | 'no-answer' | 'denied' | 'not-ready';
      /** A few words, without personal data. */
      readonly reason: string;
    };

/** Never holds the request, its headers or its body: those carry the key and the customer. */
export class OdooCallError extends Error {
  override readonly name = 'OdooCallError';
  readonly failure: Failure;

  constructor(method: string, failure: Failure) {
    super(`Odoo, ${method}: ${'reason' in failure ? failure.reason : failure.kind}`);
    this.failure = failure;
  }
}

/** For a caller that leaves while a session or the books are being opened. */
export function abortedOpening(): OdooCallError {
  return new OdooCallError('opening', { kind: 'no-answer', reason: 'aborted by the caller' });
}

export function failureOf(error: unknown): Failure | undefined {
  return error instanceof OdooCallError ? error.failure : undefined;
}

/** An exception of Odoo as both ways of speaking serialise it: `odoo.exceptions.UserError` and its sentence. */
export interface OdooException {
  readonly name: string;
  readonly message: string;
}

/** Messages of PostgreSQL; `load` hands them on in its own messages. */
const CONFLICTS =
  /could not (obtain lock|serialize access)|deadlock detected|canceling statement due to lock timeout|concurrent (update|delete)/i;
/**
 * 14 says so of a balanced entry when two documents are written at the same time. What is sent is balanced, so on any
 * version it is tried again before it is believed.
 */
const FALSE_IMBALANCE = /unbalanced journal entry/i;

export function isConflict(sentence: string): boolean {
  return CONFLICTS.test(sentence);
}

/** Tells whether a sentence may be an alarm of 14 for which nothing in the document is to blame. */
export function isPerhapsFalseAlarm(sentence: string): boolean {
  return FALSE_IMBALANCE.test(sentence);
}

export function failureOfException({ name, message }: OdooException): Failure {
  const [, library = '', kind = ''] = /^(odoo|psycopg2|werkzeug)\b.*?([A-Za-z]+)$/.exec(name) ?? [];
  switch (library) {
    case 'odoo':
      return failureOfOdoo(kind, message);
    case 'psycopg2':
      return failureOfDatabase(message);
    case 'werkzeug':
      return failureOfRouting(kind);
    default:
      return fault(name);
  }
}

function failureOfOdoo(kind: string, message: string): Failure {
  switch (kind) {
    case 'AccessDenied':
    case 'SessionExpiredException':
      return { kind: 'denied', reason: 'Odoo refuses the user or the key' };
    case 'AccessError':
      return { kind: 'denied', reason: `the user lacks a right${rightIn(message)}` };
    case 'MissingError':
      return { kind: 'gone', reason: 'a record is not there any more' };
    case 'LockError':
    case 'ConcurrencyError':
      return { kind: 'conflict', reason: 'another transaction holds the record' };
    default:
      return isConflict(message)
        ? { kind: 'conflict', reason: 'conflict in the database' }
        : { kind: 'refused', sentence: message };
  }
}

/** The model, and the verb where Odoo's sentence has one; what else it quotes may be records. */
function rightIn(message: string): string {
  const verb = /not allowed to (access|create|modify|delete)\b/.exec(message)?.[1] ?? '';
  const model = /\(([a-z0-9_.]{1,80})\)/.exec(message)?.[1] ?? '';
  const what = `${verb} ${model}`.trim();
  return what === '' ? '' : `: ${what}`;
}

function failureOfDatabase(message: string): Failure {
  if (/database ".*" does not exist/.test(message)) {
    return { kind: 'not-ready', reason: 'Odoo does not serve this database' };
  }
  if (isConflict(message)) return { kind: 'conflict', reason: 'conflict in the database' };
  // A commit may have reached it.
  return { kind: 'no-answer', reason: 'Odoo had trouble with its database' };
}

function failureOfRouting(kind: string): Failure {
  switch (kind) {
    case 'Unauthorized':
    case 'Forbidden':
      return { kind: 'denied', reason: 'Odoo refuses the user or the key' };
    case 'NotFound':
      return { kind: 'not-ready', reason: 'Odoo does not know what was called' };
    case 'BadRequest':
    case 'UnprocessableEntity':
      return fault(kind);
    default:
      return { kind: 'no-answer', reason: 'Odoo cannot serve the call just now' };
  }
}

/** Only the kind of exception: its text may hold a person's data. */
function fault(name: string): Failure {
  const kind = /^[A-Za-z0-9_.]{1,80}$/.test(name) ? ` (${name})` : '';
  return { kind: 'fault', reason: `an error inside Odoo${kind}` };
}
