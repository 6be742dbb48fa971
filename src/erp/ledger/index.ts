import type { ErpAdapter } from '../adapter';
import { createAdoption } from './adoption';
import { readChart } from './chart-of-books';
import { check } from './check';
import {
  COMMIT_MARGIN_MS,
  DEFAULT_CURRENCY,
  DEFAULT_STATEMENT_TIMEOUT_MS,
  postingSettings,
  type LedgerOptions,
} from './options';
import { post } from './post';
import { firstOpenDay, preflight } from './preflight';
import { find, list } from './read';

export { exportBeancount, type BeancountOptions } from './beancount';
export { ensureChart, type AccountKind, type Chart } from './chart';
export { LEDGER_MIGRATIONS } from './migrations';
export type { LedgerMode, LedgerOptions } from './options';
export { closeMonth, openMonth } from './period';

/** Of the ledger's own tables. */
export const LEDGER_SCHEMA = 'ledger';

/**
 * Numbers without gaps let one posting of a journal commit at a time: a few writers keep that queue filled while the
 * others prepare, more gain little and take connections from look-ups.
 */
const CONCURRENCY = 8;

/**
 * The embedded ERP: double entry in PostgreSQL, in its own schema, which must be migrated (`LEDGER_MIGRATIONS`). Its
 * database holds the rules (balance, closed periods, unique references, nothing posted is changed); this adapter only
 * speaks to it.
 */
export function createLedger(options: LedgerOptions): ErpAdapter {
  const { pool } = options;
  const statementTimeoutMs = options.statementTimeoutMs ?? DEFAULT_STATEMENT_TIMEOUT_MS;
  const context = { pool, settings: postingSettings(options), statementTimeoutMs };
  return {
    name: 'ledger',
    company: 'ledger',
    capabilities: {
      uniqueness: 'unique-reference',
      concurrency: CONCURRENCY,
      order: 'any',
      settleTimeMs: statementTimeoutMs + COMMIT_MARGIN_MS,
    },
    check: () => check(options),
    find: (references, callOptions) => find(pool, references, callOptions),
    post: (posting, callOptions) => post(context, posting, callOptions),
    preflight: (posting, callOptions) => preflight(context, posting, callOptions),
    firstOpenDay: (posting, callOptions) => firstOpenDay(pool, posting, callOptions),
    chart: (callOptions) =>
      readChart(pool, context.settings, options.currency ?? DEFAULT_CURRENCY, callOptions),
    list: (listOptions) => list(pool, listOptions),
    adoption: createAdoption(context),
    async close() {
      if (options.endPoolOnClose === true && !pool.ending) await pool.end();
    },
  };
}
