import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { acquireEmbeddedPostgres } from '../../../src/embedded/postgres';
import type { Postgres } from '../candidate';

/** Temporal's four services take up to 30 each, a worker up to 50. */
const MAX_CONNECTIONS = 300;

/** The product's embedded PostgreSQL, as durable as users have it. */
export async function startPostgres(folder: string): Promise<Postgres & { stop(): Promise<void> }> {
  const server = await acquireEmbeddedPostgres({
    folder: join(folder, 'postgres'),
    logFile: join(folder, 'postgres.log'),
    maxConnections: MAX_CONNECTIONS,
  });
  const query = async (sql: string, values: readonly unknown[] = []): Promise<unknown> => {
    const client = new Client({ connectionString: server.url });
    await client.connect();
    try {
      const { rows } = await client.query<{ value: unknown }>(sql, [...values]);
      return rows[0]?.value;
    } finally {
      await client.end();
    }
  };
  const [pid] = readFileSync(join(folder, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n');
  return {
    pid: Number(pid),
    url: server.url,
    async createDatabase(name) {
      await query(`create database ${name}`);
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    databaseBytes: async (name) =>
      Number(
        await query('select pg_database_size(coalesce($1, current_database())) as value', [name ?? null]),
      ),
    stop: () => server.release(),
  };
}
