import { Pool, type PoolConfig } from 'pg';
import type { ErpAdapter, PostOutcome, Receipt } from '../../../src/erp/adapter';
import { createLedger, LEDGER_MIGRATIONS, type LedgerOptions } from '../../../src/erp/ledger';
import { migrate } from '../../../src/postgres/migrate';
import { createTestDatabase } from '../../support/database';

export interface LedgerDatabase {
  readonly url: string;
  readonly pool: Pool;
  ledger(options?: Omit<LedgerOptions, 'pool'>): ErpAdapter;
  drop(): Promise<void>;
}

/** An empty, migrated ledger. */
export async function createLedgerDatabase(): Promise<LedgerDatabase> {
  const database = await createTestDatabase();
  await migrate(database.pool, 'ledger', LEDGER_MIGRATIONS);
  return { ...database, ledger: (options) => createLedger({ pool: database.pool, ...options }) };
}

/** A pool that does not end the process when an idle connection dies: PostgreSQL may be faster to end it than we. */
export function quietPool(config: PoolConfig): Pool {
  const pool = new Pool(config);
  pool.on('error', () => undefined);
  return pool;
}

/** The receipt of a posting that must have succeeded. */
export function posted(outcome: PostOutcome): Receipt {
  if (outcome.kind !== 'posted') throw new Error(`not posted: ${JSON.stringify(outcome)}`);
  return outcome.receipt;
}

/** The code of the problem of a posting that must have been rejected. */
export function rejectedCode(outcome: PostOutcome): string {
  if (outcome.kind !== 'rejected') throw new Error(`not rejected: ${JSON.stringify(outcome)}`);
  return outcome.problem.code;
}

export async function countDocuments(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ count: string }>('select count(*) from ledger.documents');
  return Number(rows[0]?.count);
}

/** `['5600 D 227.91', '1010 C 149.00', …]`, as the entry's lines stand in the database. */
export async function entryLines(pool: Pool, number: string): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(
    `select l.account || case when l.credit > 0 then ' C ' || l.credit else ' D ' || l.debit end as line
     from ledger.entry_lines l join ledger.documents d on d.entry_id = l.entry_id
     where d.number = $1 order by l.line_number`,
    [number],
  );
  return rows.map((row) => row.line);
}
