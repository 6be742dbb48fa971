import { types } from 'node:util';
import { DatabaseError } from 'pg';

/**
 * What an error of the database means for the caller.
 * - `retry`: rolled back by the database for reasons of timing; the same again may well work.
 * - `refused`: the database understood and said no (a rule, a value that does not fit).
 * - `denied`: nothing can be posted until a person mends access or runs the migrations.
 * - `unavailable`: no answer, or none for anybody just now; it may have acted.
 * - `unexpected`: a fault of this program.
 */
export type SqlErrorMeaning = 'retry' | 'refused' | 'denied' | 'unavailable' | 'unexpected';

/** The call was given up: the time-out passed, or the caller aborted it. */
export class CallEndedError extends Error {
  override readonly name = 'CallEndedError';
}

/** Whole SQLSTATE first, then its class (two characters). */
const MEANINGS: Readonly<Record<string, SqlErrorMeaning>> = {
  '40001': 'retry', // serialization failure
  '40P01': 'retry', // deadlock
  '40': 'unavailable', // other rollbacks, "statement completion unknown" among them
  '22': 'refused', // data exception
  '23': 'refused', // integrity constraint
  '54': 'refused', // program limit: a value too large for an index
  '28': 'denied', // authorization
  '3D': 'denied', // no such database
  '3F': 'denied', // no such schema
  '42': 'denied', // privilege missing, or a table or function: not migrated
  '08': 'unavailable', // connection
  '25': 'unavailable', // read only after a fail-over, or idle in a transaction for too long
  '53': 'unavailable', // no resources
  '55': 'unavailable', // lock not available
  '57': 'unavailable', // shut down, cancelled by the statement time-out
  '58': 'unavailable', // disk, system
};

export function meaningOf(error: unknown): SqlErrorMeaning {
  if (error instanceof DatabaseError) {
    const state = error.code ?? '';
    // Two postings of one reference that passed each other: the next attempt finds the first.
    if (error.constraint === 'external_reference_unique') return 'retry';
    return MEANINGS[state] ?? MEANINGS[state.slice(0, 2)] ?? 'unexpected';
  }
  return error instanceof CallEndedError || isConnectionError(error) ? 'unavailable' : 'unexpected';
}

/** `pg` throws plain errors for lost connections, told by their words; the operating system's name a system call. */
function isConnectionError(error: unknown): error is Error {
  if (!types.isNativeError(error)) return false;
  if ('syscall' in error || 'errors' in error) return true;
  return /connection|timeout|not queryable|pool after calling end/i.test(error.message);
}

/** A few words for timelines and logs. Never the database's own message: it quotes values. */
export function describeError(error: unknown): string {
  if (error instanceof DatabaseError) {
    const rule = error.constraint === undefined ? '' : `, rule ${error.constraint}`;
    return `the ledger's database answered SQLSTATE ${error.code ?? 'unknown'}${rule}`;
  }
  if (error instanceof CallEndedError) return error.message;
  if (!isConnectionError(error)) return `unexpected ${types.isNativeError(error) ? error.name : 'error'}`;
  return `no connection to the ledger's database${'code' in error ? ` (${String(error.code)})` : ''}`;
}
