import type { Pool } from 'pg';
import { DELIVERY_MIGRATIONS, DELIVERY_SCHEMA } from '../delivery/migrations';
import { LEDGER_MIGRATIONS, LEDGER_SCHEMA } from '../erp/ledger';
import type { Migration } from '../postgres/migrate';
import { databaseName, mayCreateSchemas, schemaState } from '../postgres/schema-state';
import { bounded, reasonOf } from './bounded';
import { area, type Area, type Finding } from './finding';

const TIMEOUT_MS = 10_000;
const TABLES = 'tables of the delivery record';
const LEDGER_TABLES = 'tables of the ledger';

/** What is known of the database: reachable, or why not. */
export type KnownDatabase =
  | {
      readonly kind: 'known';
      readonly pool: Pool;
      readonly source: string;
      readonly secrets: readonly string[];
    }
  /** Embedded, and nothing runs there just now. */
  | { readonly kind: 'asleep'; readonly detail: string }
  /** Its address cannot be used, which the configuration's findings tell of. */
  | { readonly kind: 'unusable'; readonly detail: string };

export interface DatabaseExamination {
  readonly findings: readonly Finding[];
  /** Whether the ledger could be asked just now, or why not. */
  readonly ledger: { readonly ready: true } | { readonly ready: false; readonly because: string };
}

/** Looks whether the database answers and holds the tables that this program needs. */
export async function examineDatabase(database: KnownDatabase): Promise<DatabaseExamination> {
  const say = area('database');
  if (database.kind !== 'known') {
    const isAsleep = database.kind === 'asleep';
    const because = isAsleep ? 'the embedded PostgreSQL is not running' : 'its address cannot be used';
    return {
      findings: [
        say.note('connection', database.detail),
        say.notLookedAt(TABLES, because),
        say.notLookedAt(LEDGER_TABLES, because),
      ],
      ledger: { ready: false, because },
    };
  }
  const { pool, source, secrets } = database;
  try {
    const name = await bounded(TIMEOUT_MS, () => databaseName(pool));
    const record = await examineSchema(say, pool, TABLES, DELIVERY_SCHEMA, DELIVERY_MIGRATIONS);
    const ledger = await examineSchema(say, pool, LEDGER_TABLES, LEDGER_SCHEMA, LEDGER_MIGRATIONS);
    return {
      findings: [say.passed('connection', `${name} (${source})`), record, ledger],
      ledger:
        ledger.outcome === 'passed'
          ? { ready: true }
          : { ready: false, because: 'its tables are not up to date' },
    };
  } catch (error) {
    const because = 'the database gives no answer';
    return {
      findings: [
        say.failed('connection', `${reasonOf(error, secrets)} (${source})`, remedyFor(error)),
        say.notLookedAt(TABLES, because),
        say.notLookedAt(LEDGER_TABLES, because),
      ],
      ledger: { ready: false, because },
    };
  }
}

async function examineSchema(
  say: Area,
  pool: Pool,
  subject: string,
  schema: string,
  migrations: readonly Migration[],
): Promise<Finding> {
  const { applied, pending, unknown } = await bounded(TIMEOUT_MS, () =>
    schemaState(pool, schema, migrations),
  );
  if (unknown.length > 0) {
    return say.failed(
      subject,
      `were made by a newer version of this program (${unknown.join(', ')})`,
      'Install that version here: an older one must not work on its tables.',
    );
  }
  if (pending.length === 0) return say.passed(subject, `${applied} migrations applied`);
  if (applied === 0 && !(await bounded(TIMEOUT_MS, () => mayCreateSchemas(pool)))) {
    return say.failed(
      subject,
      'are not there, and the user of the database may not make them',
      'Let an owner of the database run: grant create on database … to …; naming the database and the user of DATABASE_URL.',
    );
  }
  const detail = `not applied yet: ${pending.join(', ')}`;
  return say.note(
    subject,
    detail,
    'Nothing: the next `traede-sync up` or `traede-sync worker` applies them.',
  );
}

/** What to do about a database that cannot be used: by SQLSTATE, and by the operating system's codes. */
export function remedyFor(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case '28P01':
    case '28000':
      return 'Correct user and password in DATABASE_URL.';
    case '3D000':
      return 'Make the database, or correct its name in DATABASE_URL.';
    default:
      return 'Start PostgreSQL, or correct host and port in DATABASE_URL.';
  }
}
