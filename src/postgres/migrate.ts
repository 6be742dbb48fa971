import type { Pool, PoolClient } from 'pg';
import { Umzug, type UmzugStorage } from 'umzug';

/** One step of a schema. Never changed after a release: later steps mend earlier ones. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** Advisory lock under which migrations run: several workers may start at once. An arbitrary number, ours alone. */
const MIGRATION_LOCK = 7_233_101;

/** The schema has been brought further than this program knows: by a newer version of it. */
export class SchemaTooNewError extends Error {
  override readonly name = 'SchemaTooNewError';
  constructor(schema: string, unknown: readonly string[]) {
    super(
      `the database's schema "${schema}" was made by a newer version of traede-erp-sync (${unknown.join(', ')}); start that ` +
        'version or a later one. Nothing was changed. To go back to this version, restore a backup from before the upgrade.',
    );
  }
}

/**
 * Brings a schema up to date, forward only, each step in a transaction of its own. Safe when several processes start at
 * once: one migrates, the others wait and find nothing to do.
 * @throws {SchemaTooNewError} a newer version has been here: what its rows mean is not known
 */
export async function migrate(pool: Pool, schema: string, migrations: readonly Migration[]): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(`create schema if not exists ${schema}`);
    await client.query(
      `create table if not exists ${schema}.migrations (name text primary key, applied_at timestamptz not null default now())`,
    );
    await assertKnown(client, schema, migrations);
    await umzug(client, schema, migrations).up();
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    client.release();
  }
}

async function assertKnown(
  client: PoolClient,
  schema: string,
  migrations: readonly Migration[],
): Promise<void> {
  const unknown = (await appliedNames(client, schema)).filter((name) =>
    migrations.every((known) => known.name !== name),
  );
  if (unknown.length > 0) throw new SchemaTooNewError(schema, unknown);
}

async function appliedNames(client: PoolClient, schema: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select name from ${schema}.migrations order by name`,
  );
  return rows.map((row) => row.name);
}

function umzug(client: PoolClient, schema: string, migrations: readonly Migration[]): Umzug {
  return new Umzug({
    migrations: migrations.map((migration) => ({
      name: migration.name,
      up: () => apply(client, schema, migration),
    })),
    storage: storage(client, schema),
    logger: undefined,
  });
}

/** The step and the note that it was made, in one transaction: a crash leaves both or neither. */
async function apply(client: PoolClient, schema: string, { name, sql }: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query(`insert into ${schema}.migrations (name) values ($1)`, [name]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

function storage(client: PoolClient, schema: string): UmzugStorage {
  return {
    executed: () => appliedNames(client, schema),
    // Noted by `apply`, in the step's own transaction.
    logMigration: () => Promise.resolve(),
    unlogMigration: ({ name }) => Promise.reject(new Error(`${name}: migrations are never taken back`)),
  };
}
