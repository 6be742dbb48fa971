import { randomBytes } from 'node:crypto';
import { Client, Pool } from 'pg';
import { sharedPostgres } from './shared-postgres';

export interface TestDatabase {
  readonly url: string;
  readonly pool: Pool;
  drop(): Promise<void>;
}

/** An empty database on the test run's PostgreSQL. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name}`);
  const url = new URL(sharedPostgres.url());
  url.pathname = `/${name}`;
  const pool = new Pool({ connectionString: url.href, max: 20 });
  pool.on('error', () => undefined);
  return {
    url: url.href,
    pool,
    async drop() {
      await pool.end();
      await administer(`drop database if exists ${name} with (force)`);
    },
  };
}

async function administer(sql: string): Promise<void> {
  const client = new Client({ connectionString: sharedPostgres.url() });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
