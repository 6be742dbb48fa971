import type { PoolClient } from 'pg';
import { decimal } from '../../money';
import { plainDateIn, type PlainDate } from '../../plain-date';
import { ErpAccessDeniedError, ErpUnavailableError, type CheckResult } from '../adapter';
import { LEDGER_MIGRATIONS } from './migrations';
import { postingSettings, type LedgerMode, type LedgerOptions } from './options';
import { reading } from './read';
import { describeError } from './sql-error';

/**
 * Looks whether posting can work: connection, migrations, the period of today, and in strict mode everything that the
 * mapping is going to use. A database that does not answer, or refuses us, is a result like any other.
 */
export async function check(options: LedgerOptions): Promise<CheckResult[]> {
  try {
    return await lookAround(options);
  } catch (error) {
    return [
      { subject: 'connection', ok: false, detail: `${whyNot(error)}. Check the database and its address.` },
    ];
  }
}

/** Never another program's message: it quotes values. */
function whyNot(error: unknown): string {
  return error instanceof ErpUnavailableError || error instanceof ErpAccessDeniedError
    ? error.message
    : describeError(error);
}

function lookAround(options: LedgerOptions): Promise<CheckResult[]> {
  return reading(options.pool, undefined, async (client) => {
    const connection = await checkConnection(client);
    const migrations = await checkMigrations(client);
    if (!migrations.ok) return [connection, migrations];
    const period = await checkPeriod(client, options.today?.() ?? plainDateIn(new Date(), 'UTC'));
    return [connection, migrations, period, ...(await checkChart(client, options))];
  });
}

async function checkConnection(client: PoolClient): Promise<CheckResult> {
  const { rows } = await client.query<{ version: string; database: string }>(
    `select current_setting('server_version') as version, current_database() as database`,
  );
  const { version, database } = rows[0] ?? { version: 'unknown', database: 'unknown' };
  return { subject: 'connection', ok: true, detail: `PostgreSQL ${version}, database ${database}` };
}

async function checkMigrations(client: PoolClient): Promise<CheckResult> {
  const applied = await appliedMigrations(client);
  const missing = LEDGER_MIGRATIONS.filter(({ name }) => !applied.includes(name)).map(({ name }) => name);
  return missing.length === 0
    ? { subject: 'migrations', ok: true, detail: `${applied.length} applied` }
    : { subject: 'migrations', ok: false, detail: `not applied: ${missing.join(', ')}. Run the migrations.` };
}

async function appliedMigrations(client: PoolClient): Promise<string[]> {
  const table = await client.query<{ known: boolean }>(
    `select to_regclass('ledger.migrations') is not null as known`,
  );
  if (table.rows[0]?.known !== true) return [];
  const { rows } = await client.query<{ name: string }>('select name from ledger.migrations order by name');
  return rows.map((row) => row.name);
}

async function checkPeriod(client: PoolClient, today: PlainDate): Promise<CheckResult> {
  const { rows } = await client.query(
    `select from ledger.periods where month = date_trunc('month', $1::date)::date and closed`,
    [today],
  );
  const subject = `period ${today.slice(0, 7)}`;
  return rows.length === 0
    ? { subject, ok: true, detail: 'open' }
    : { subject, ok: false, detail: 'closed: documents of this month are refused. Open the month.' };
}

/** In open mode everything is opened on first use, so there is nothing to look up but the rates of known VAT codes. */
async function checkChart(client: PoolClient, options: LedgerOptions): Promise<CheckResult[]> {
  const { mode, receivableAccount, taxAccount } = postingSettings(options);
  const taxCodes = await checkTaxCodes(client, mode, options.taxCodes ?? []);
  if (mode === 'open') return taxCodes;
  const accounts = [...new Set([receivableAccount, taxAccount, ...(options.accounts ?? [])])];
  return [
    ...(await lookUp(client, 'account', 'ledger.accounts', 'number', accounts)),
    ...taxCodes,
    ...(await lookUp(client, 'currency', 'ledger.currencies', 'code', options.currencies ?? [])),
  ];
}

type TaxCode = NonNullable<LedgerOptions['taxCodes']>[number];

async function checkTaxCodes(
  client: PoolClient,
  mode: LedgerMode,
  taxCodes: readonly TaxCode[],
): Promise<CheckResult[]> {
  const { rows } = await client.query<{ code: string; rate: string | null }>(
    'select code, rate::text as rate from ledger.tax_codes where code = any($1::text[])',
    [taxCodes.map(({ code }) => code)],
  );
  const known = new Map(rows.map(({ code, rate }) => [code, rate]));
  return taxCodes.map(({ code, rate }) => {
    const subject = `VAT code ${code}`;
    const held = known.get(code);
    if (held === undefined) {
      return mode === 'open'
        ? { subject, ok: true, detail: 'opened on first use' }
        : { subject, ok: false, detail: UNKNOWN };
    }
    if (held === null || decimal(held).eq(rate)) return { subject, ok: true, detail: 'known' };
    const rates = `${decimal(held).toFixed()} % in the ledger, ${rate.toFixed()} % in the mapping`;
    return { subject, ok: false, detail: `${rates}. Correct the rate in the chart or in the mapping.` };
  });
}

const UNKNOWN = 'unknown: add it to the configured chart, or correct the mapping.';

async function lookUp(
  client: PoolClient,
  word: string,
  table: 'ledger.accounts' | 'ledger.currencies',
  column: 'number' | 'code',
  keys: readonly string[],
): Promise<CheckResult[]> {
  const { rows } = await client.query<{ key: string }>(
    `select ${column} as key from ${table} where ${column} = any($1::text[])`,
    [keys],
  );
  const known = new Set(rows.map((row) => row.key));
  return keys.map((key) => ({
    subject: `${word} ${key}`,
    ok: known.has(key),
    detail: known.has(key) ? 'known' : UNKNOWN,
  }));
}
