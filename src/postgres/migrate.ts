import type { Pool, PoolClient } from 'pg';
import { Umzug, type UmzugStorage } from 'umzug';

/** One step of a schema. Never changed after a release: later steps mend earlier ones. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** Advisory lock under which migrations run: several workers may start at once. An arbitrary number, ours alone. */
const MIGRATION_LOCK = 7_233_101;

/**
 * Brings a schema up to date, forward only, each step in a transaction of its own. Safe when several processes start at
 * once: one migrates, the others wait and find nothing to do.
 */
export async function migrate(pool: Pool, schema: string, migrations: readonly Migration[]): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(`create schema if not exists ${schema}`);
    await client.query(
      `create table if not exists ${schema}.migrations (name text primary key, applied_at timestamptz not null default now())`,
    );
    await umzug(client, schema, migrations).up();
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    client.release();
  }
}

function umzug(client: PoolClient, schema: string, migrations: readonly Migration[]): Umzug {
  return new Umzug({
    migrations: migrations.map(({ name, sql }) => ({ name, up: () => inTransaction(client, sql) })),
    storage: storage(client, schema),
    logger: undefined,
  });
}

async function inTransaction(client: PoolClient, sql: string): Promise<void> {
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

function storage(client: PoolClient, schema: string): UmzugStorage {
  return {
    async executed() {
      const { rows } = await client.query<{ name: string }>(
        `select name from ${schema}.migrations order by name`,
      );
      return rows.map((row) => row.name);
    },
    async logMigration({ name }) {
      await client.query(`insert into ${schema}.migrations (name) values ($1)`, [name]);
    },
    async unlogMigration({ name }) {
      await client.query(`delete from ${schema}.migrations where name = $1`, [name]);
    },
  };
}
