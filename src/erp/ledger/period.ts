import type { Pool } from 'pg';
import type { PlainDate } from '../../plain-date';

/**
 * Closes the month that `day` lies in: nothing is posted into it any more. Waits for postings that are on their way
 * into that month, so that none appears after the closing.
 */
export async function closeMonth(pool: Pool, day: PlainDate): Promise<void> {
  await turnMonth(pool, day, true);
}

/** Opens the month that `day` lies in again. */
export async function openMonth(pool: Pool, day: PlainDate): Promise<void> {
  await turnMonth(pool, day, false);
}

async function turnMonth(pool: Pool, day: PlainDate, closed: boolean): Promise<void> {
  await pool.query(
    `insert into ledger.periods (month, closed) values (date_trunc('month', $1::date)::date, $2)
     on conflict (month) do update set closed = excluded.closed`,
    [day, closed],
  );
}
