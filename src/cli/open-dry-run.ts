import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import type { SystemConfig } from '../config/config';
import { DELIVERY_MIGRATIONS, DELIVERY_SCHEMA } from '../delivery/migrations';
import { createDeliveryRecord, type DeliveryRecord } from '../delivery/record';
import type { DryRunSystem, ErpReader } from '../dry-run/examine';
import { LEDGER_MIGRATIONS, LEDGER_SCHEMA } from '../erp/ledger';
import { openPool } from '../postgres/pool';
import { schemaState } from '../postgres/schema-state';
import type { Migration } from '../postgres/migrate';
import type { Cleanup } from './cleanup';
import type { CommandContext } from './command-context';
import { CommandError } from './command-error';
import { openDatabase } from './database';
import { assertFitsRules } from './fits-rules';
import { runningSimulator } from './look-only';
import { connectErp } from './open-erp';
import { openTraede, type SimulatorAddress } from './open-traede';

/** What a dry run of one system works with, and what people must know of it. */
export interface OpenedDryRun {
  readonly config: SystemConfig;
  readonly system: DryRunSystem;
  readonly remarks: readonly string[];
}

/**
 * Opens each system so that nothing can be written: connections to the database that refuse writes, TRAEDE without its mark
 * call, the ERP without its posting. Needs neither Temporal nor `up`.
 */
export async function openDryRun(
  { config, folder, terminal }: CommandContext,
  cleanup: Cleanup,
): Promise<readonly OpenedDryRun[]> {
  const simulator = runningSimulator(folder);
  if (simulator === undefined && config.systems.some(({ traede }) => traede.kind === 'simulator')) {
    throw new CommandError(
      `no TRAEDE to read from: none is configured, and nothing is up on ${folder.path}. Set TRAEDE_BASE_URL, ` +
        'TRAEDE_ACCESS_TOKEN and TRAEDE_APP_KEY, or start `traede-sync up` in another terminal',
    );
  }
  const database = await findDatabase({ config, folder, terminal }, cleanup);
  const tables = await tablesOf(database);
  const opened: OpenedDryRun[] = [];
  for (const system of config.systems) opened.push(await openSystem(system, simulator, tables, cleanup));
  return opened;
}

/** What a database holds that is up to date; a pool where it can be asked. */
interface Tables {
  readonly pool: Pool | undefined;
  readonly record: DeliveryRecord | undefined;
  readonly hasLedger: boolean;
}

/** `undefined` where there is no database yet: nothing was ever synced from here. */
async function findDatabase(
  { config, folder }: Pick<CommandContext, 'config' | 'folder' | 'terminal'>,
  cleanup: Cleanup,
): Promise<Pool | undefined> {
  const isMade = config.databaseUrl !== undefined || existsSync(join(folder.postgres, 'made'));
  if (!isMade) return undefined;
  const database = await openDatabase(config, folder);
  cleanup.add('PostgreSQL', () => database.release());
  const pool = openPool(database.url, { access: 'read-only' });
  cleanup.add('database connections', () => pool.end());
  return pool;
}

async function tablesOf(pool: Pool | undefined): Promise<Tables> {
  if (pool === undefined) return { pool, record: undefined, hasLedger: false };
  const isReady = async (schema: string, migrations: readonly Migration[]): Promise<boolean> =>
    (await schemaState(pool, schema, migrations)).pending.length === 0;
  return {
    pool,
    record: (await isReady(DELIVERY_SCHEMA, DELIVERY_MIGRATIONS)) ? createDeliveryRecord(pool) : undefined,
    hasLedger: await isReady(LEDGER_SCHEMA, LEDGER_MIGRATIONS),
  };
}

async function openSystem(
  config: SystemConfig,
  simulator: SimulatorAddress | undefined,
  { pool, record, hasLedger }: Tables,
  cleanup: Cleanup,
): Promise<OpenedDryRun> {
  const isLedgerMissing = config.erp.adapter === 'ledger' && !hasLedger;
  const erp = isLedgerMissing ? EMPTY_LEDGER : await openReader(config, pool, cleanup);
  return {
    config,
    system: {
      systemId: config.systemId,
      traede: openTraede(config, simulator),
      erp,
      rules: config.rules,
      record,
      pageSize: config.tuning.pageSize,
    },
    remarks: [
      ...(isLedgerMissing
        ? ['The ledger is not set up yet (the first `up` or `worker` does it): it was taken for empty.']
        : []),
      ...(erp.preflight === undefined && !isLedgerMissing
        ? [
            `The adapter ${erp.name} cannot say beforehand what its ERP would refuse: the ERP was asked only what it holds already.`,
          ]
        : []),
      ...(config.rules.entries === 'daily-sums'
        ? ['Accounting entries go out in daily sums; here they are counted and asked for one by one.']
        : []),
      ...(record === undefined
        ? ['There is no delivery record yet: what a person skipped or booked by hand is not known here.']
        : []),
    ],
  };
}

const EMPTY_LEDGER: ErpReader = { name: 'ledger', find: () => Promise.resolve(new Map()) };

async function openReader(
  config: SystemConfig,
  pool: Pool | undefined,
  cleanup: Cleanup,
): Promise<ErpReader> {
  const erp = await connectErp(config, pool);
  cleanup.add(`connections to ${erp.name}`, () => erp.close());
  assertFitsRules(erp, config);
  return erp;
}
