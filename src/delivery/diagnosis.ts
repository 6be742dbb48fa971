import type { Pool } from 'pg';

/** What the database is, and which steps its schemas have taken. */
export interface DatabaseFacts {
  readonly version: string;
  /** By schema; one that is not there is absent. */
  readonly migrations: Readonly<Record<string, readonly string[]>>;
  readonly connections: number;
}

const SCHEMAS = ['delivery', 'ledger'] as const;

/** Reads only, and needs no schema to be there. */
export async function databaseFacts(pool: Pool): Promise<DatabaseFacts> {
  const { rows } = await pool.query<{ version: string; connections: number }>(
    `select current_setting('server_version') as version,
            (select count(*)::int from pg_stat_activity where datname = current_database()) as connections`,
  );
  const migrations: Record<string, readonly string[]> = {};
  for (const schema of SCHEMAS) {
    const found = await pool.query<{ table: string | null }>('select to_regclass($1)::text as table', [
      `${schema}.migrations`,
    ]);
    if (typeof found.rows[0]?.table !== 'string') continue;
    const applied = await pool.query<{ name: string }>(`select name from ${schema}.migrations order by name`);
    migrations[schema] = applied.rows.map(({ name }) => name);
  }
  return { version: rows[0]?.version ?? 'unknown', connections: rows[0]?.connections ?? 0, migrations };
}
