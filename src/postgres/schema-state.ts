import type { Pool } from 'pg';
import type { Migration } from './migrate';

/** How far a schema is, compared with what this program knows. */
export interface SchemaState {
  readonly applied: number;
  /** To be applied by the next worker that starts. */
  readonly pending: readonly string[];
  /** Applied by a newer program. */
  readonly unknown: readonly string[];
}

/** Looks, and changes nothing. @throws what the database answers */
export async function schemaState(
  pool: Pool,
  schema: string,
  migrations: readonly Migration[],
): Promise<SchemaState> {
  const applied = await appliedMigrations(pool, schema);
  const known = migrations.map(({ name }) => name);
  return {
    applied: applied.length,
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}

async function appliedMigrations(pool: Pool, schema: string): Promise<readonly string[]> {
  const table = `${schema}.migrations`;
  const { rows: found } = await pool.query<{ known: boolean }>(
    'select to_regclass($1) is not null as known',
    [table],
  );
  if (found[0]?.known !== true) return [];
  const { rows } = await pool.query<{ name: string }>(`select name from ${table} order by name`);
  return rows.map(({ name }) => name);
}

/** Whether the user of these connections may make a schema that is not there yet. */
export async function mayCreateSchemas(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ may: boolean }>(
    `select has_database_privilege(current_database(), 'CREATE') as may`,
  );
  return rows[0]?.may === true;
}

/** `PostgreSQL 18.1, database traede`. @throws what the database answers, or that it does not */
export async function databaseName(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ version: string; database: string }>(
    `select current_setting('server_version') as version, current_database() as database`,
  );
  return `PostgreSQL ${rows[0]?.version ?? 'unknown'}, database ${rows[0]?.database ?? 'unknown'}`;
}
