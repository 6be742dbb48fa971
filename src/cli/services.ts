import type { Pool } from 'pg';
import type { SystemServices } from '../../activities/context';
import type { Config } from '../config/config';
import { DELIVERY_MIGRATIONS, DELIVERY_SCHEMA } from '../delivery/migrations';
import { createDeliveryRecord, type DeliveryRecord } from '../delivery/record';
import type { SystemId } from '../document';
import type { ErpAdapter } from '../erp/adapter';
import { LEDGER_MIGRATIONS, LEDGER_SCHEMA } from '../erp/ledger';
import { migrate } from '../postgres/migrate';
import { openPool } from '../postgres/pool';
import { shareOfCommon, shareOfSystem } from '../temporal/worker-share';
import { assertDatabaseAnswers } from './answering-database';
import { assertFitsRules } from './fits-rules';
import { openErp } from './open-erp';
import { openTraede, type SimulatorAddress } from './open-traede';

/** What a configuration means on one database: the record, and for each system its TRAEDE, ERP and rules. */
export interface Services {
  /** For what looks at all systems, or at one from outside. */
  readonly pool: Pool;
  /** Each system's own connections: what hangs on one system's ERP holds none that another needs. */
  readonly pools: ReadonlyMap<SystemId, Pool>;
  readonly record: DeliveryRecord;
  readonly erps: ReadonlyMap<SystemId, ErpAdapter>;
  close(): Promise<void>;
}

/** Brings the schemas up to date and opens record and ERPs. */
export async function openServices(config: Config, databaseUrl: string): Promise<Services> {
  const pool = openPool(databaseUrl, { size: shareOfCommon().connections });
  const { connections: size } = shareOfSystem(config.systems.length);
  const pools = new Map(config.systems.map(({ systemId }) => [systemId, openPool(databaseUrl, { size })]));
  const closePools = async (): Promise<void> => {
    await Promise.all([pool, ...pools.values()].map((opened) => opened.end()));
  };
  try {
    await assertDatabaseAnswers(pool);
    await migrate(pool, DELIVERY_SCHEMA, DELIVERY_MIGRATIONS);
    await migrate(pool, LEDGER_SCHEMA, LEDGER_MIGRATIONS);
    const erps = await openErps(config, pools);
    return {
      pool,
      pools,
      record: createDeliveryRecord(pool),
      erps,
      async close() {
        await Promise.all([...erps.values()].map((erp) => erp.close()));
        await closePools();
      },
    };
  } catch (error) {
    await closePools();
    throw error;
  }
}

async function openErps(
  config: Config,
  pools: Services['pools'],
): Promise<ReadonlyMap<SystemId, ErpAdapter>> {
  const erps = new Map<SystemId, ErpAdapter>();
  for (const system of config.systems) {
    const erp = await openErp(system, openedFor(pools, system.systemId));
    erps.set(system.systemId, erp);
    assertFitsRules(erp, system);
  }
  return erps;
}

/** The services of each system, for the worker. */
export function systemServices(
  config: Config,
  services: Services,
  simulator: SimulatorAddress | undefined,
): ReadonlyMap<SystemId, SystemServices> {
  return new Map(
    config.systems.map((system) => {
      const erp = openedFor(services.erps, system.systemId);
      return [system.systemId, { traede: openTraede(system, simulator), erp, rules: system.rules }];
    }),
  );
}

/** What was opened for a system. @throws when it was not: a bug */
export function openedFor<T>(opened: ReadonlyMap<SystemId, T>, systemId: SystemId): T {
  const found = opened.get(systemId);
  if (found === undefined) throw new Error(`nothing was opened for the system ${systemId}`);
  return found;
}
