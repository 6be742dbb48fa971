import type { Pool } from 'pg';
import { remedyFor } from '../doctor/database';
import { reasonOf } from '../doctor/bounded';
import { CommandError } from './command-error';

/** @throws {CommandError} that says why the database cannot be used, and what to do, instead of "connect ECONNREFUSED". */
export async function assertDatabaseAnswers(pool: Pool): Promise<void> {
  try {
    await pool.query('select 1');
  } catch (error) {
    throw new CommandError(`the database gives no answer (${reasonOf(error)}). ${remedyFor(error)}`);
  }
}
