import type { Pool } from 'pg';

/**
 * The content of each table of the record and of the ledger, in one word each. PostgreSQL's `xmin` is part of it: a row that was
 * written again with the same values shows too.
 */
export async function fingerprintOf(
  pool: Pick<Pool, 'query'>,
  schemas: readonly string[] = ['delivery', 'ledger'],
): Promise<ReadonlyMap<string, string>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
     where table_schema = any($1::text[]) and table_type = 'BASE TABLE' order by 1`,
    [schemas],
  );
  const fingerprints = new Map<string, string>();
  for (const { name } of tables) {
    const { rows } = await pool.query<{ print: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text || t.xmin, '|' order by t::text)), '') as print from ${name} t`,
    );
    fingerprints.set(name, rows[0]?.print ?? '');
  }
  return fingerprints;
}
