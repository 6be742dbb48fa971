import type { Pool } from 'pg';
import { z } from 'zod';
import type { Place } from './temporal-places';

/**
 * Columns that hold documents by design: the claim check, without which the content would stand in Temporal's histories. They
 * are kept as long as `retention` says.
 */
const CLAIM_CHECK = ['delivery.documents.content', 'delivery.adoption_documents.content'];

const columns = z.array(z.object({ table_name: z.string(), column_name: z.string() }));
const values = z.array(z.object({ value: z.string().nullable() }));

/** Every column of the delivery record but the claim check: problems, timelines, what people were told, reconciliations. */
export async function recordPlaces(pool: Pool): Promise<readonly Place[]> {
  const { rows } = await pool.query(
    `select table_name, column_name from information_schema.columns where table_schema = 'delivery'`,
  );
  const places: Place[] = [];
  for (const { table_name: table, column_name: column } of columns.parse(rows)) {
    const where = `delivery.${table}.${column}`;
    if (CLAIM_CHECK.includes(where)) continue;
    const found = await pool.query(`select "${column}"::text as value from delivery."${table}"`);
    const text = values.parse(found.rows).map(({ value }) => value ?? '');
    places.push({ where: `column ${where}`, text: text.join('\n') });
  }
  return places;
}
