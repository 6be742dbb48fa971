import { Pool, type ClientBase } from 'pg';

/** More than a command ever has in use; a worker says itself how many it needs. The embedded server allows 100. */
const DEFAULT_SIZE = 20;
/** A database that does not answer for so long is away. */
const CONNECT_TIMEOUT_MS = 10_000;

export interface PoolOptions {
  /** `read-only`: the database itself refuses every write of these connections. Default `full`. */
  readonly access?: 'full' | 'read-only';
  /** Connections at most. */
  readonly size?: number;
}

export function openPool(
  databaseUrl: string,
  { access = 'full', size = DEFAULT_SIZE }: PoolOptions = {},
): Pool {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: size,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'traede-erp-sync',
    ...(access === 'read-only' ? { onConnect: refuseWrites } : {}),
  });
  // An idle connection that breaks is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  return pool;
}

/** The pool waits for the answer before it lends the connection (pg-pool: `onConnect`), whatever its type says. */
const refuseWrites: (client: ClientBase) => unknown = (client) =>
  client.query('set default_transaction_read_only = on');
