import { Pool } from 'pg';

/** Leases hold a connection for each batch at work, beside those that statements use. */
const POOL_SIZE = 30;
/** A database that does not answer for so long is away. */
const CONNECT_TIMEOUT_MS = 10_000;

export function openPool(databaseUrl: string): Pool {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'traede-erp-sync',
  });
  // An idle connection that breaks is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  return pool;
}
