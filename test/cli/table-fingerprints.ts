import type { Pool } from 'pg';

/** Runs a statement, and gives its rows. */
export type Query = <T extends object>(text: string, values?: readonly unknown[]) => Promise<T[]>;

/**
 * The content of each table, in one word each. PostgreSQL's `xmin` is part of it: a row that was written again with the same
 * values shows too.
 */
export async function tableFingerprints(
  query: Query,
  schemas: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const tables = await query<{ name: string }>(
    `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
     where table_schema = any($1::text[]) and table_type = 'BASE TABLE' order by 1`,
    [schemas],
  );
  const fingerprints = new Map<string, string>();
  for (const { name } of tables) {
    const [row] = await query<{ print: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text || t.xmin, '|' order by t::text)), '') as print from ${name} t`,
    );
    fingerprints.set(name, row?.print ?? '');
  }
  return fingerprints;
}

/** Of the delivery record and of the ledger. */
export function fingerprintOf(pool: Pool): Promise<ReadonlyMap<string, string>> {
  const query: Query = async <T extends object>(text: string, values: readonly unknown[] = []) =>
    (await pool.query<T>(text, [...values])).rows;
  return tableFingerprints(query, ['delivery', 'ledger']);
}
