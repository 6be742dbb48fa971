/**
 * PostgreSQL's error classes that pass by themselves: 08 connection, 40 rolled back (deadlock, serialization), 53 out of
 * resources, 57 operator intervention (shutdown, restart); and 3D000, a database that is being restored.
 */
const PASSING_SQL_STATES = /^(08|40|53|57|3D000)/;
const PASSING_NODE_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'EAI_AGAIN',
];
/** node-postgres throws these without a code (its client.js and pg-pool). */
const PASSING_MESSAGES =
  /connection terminated|connection timeout|timeout exceeded when trying to connect|client has encountered a connection error/i;

/** Whether `error` says that the database is away, as opposed to an error in a statement. */
export function isRecordUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isRecordUnavailable);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    PASSING_SQL_STATES.test(code) || PASSING_NODE_CODES.includes(code) || PASSING_MESSAGES.test(error.message)
  );
}
