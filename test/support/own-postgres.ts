import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { acquireEmbeddedPostgres } from '../../src/embedded/postgres';
import type { TestDatabase } from './database';

/** A PostgreSQL of a test's own, which may be stopped: the test run's is everybody's. */
export interface OwnPostgres {
  readonly database: TestDatabase;
  /** Ends all sessions, and the server. */
  stop(): Promise<void>;
  /** On the same port, with what it held. */
  start(): Promise<void>;
}

/** Its database is dropped with its server. */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'own-postgres-'));
  const server = await acquireEmbeddedPostgres({
    folder,
    logFile: join(folder, 'postgres.log'),
    unsafeNoSync: true,
  });
  const pool = new Pool({ connectionString: server.url, max: 20 });
  pool.on('error', () => undefined);
  return {
    database: {
      url: server.url,
      pool,
      async drop() {
        await pool.end();
        await server.release();
        rmSync(folder, { recursive: true, force: true });
      },
    },
    stop: () => server.release(),
    async start() {
      await server.revive();
    },
  };
}
