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
import { assertFitsRules } from './fits-rules';
import { openErp } from './open-erp';
import { openTraede, type SimulatorAddress } from './open-traede';

/** What a configuration means on one database: the record, and for each system its TRAEDE, ERP and rules. */
export interface Services {
  readonly pool: Pool;
  readonly record: DeliveryRecord;
  readonly erps: ReadonlyMap<SystemId, ErpAdapter>;
  close(): Promise<void>;
}

/** Brings the schemas up to date and opens record and ERPs. */
export async function openServices(config: Config, databaseUrl: string): Promise<Services> {
  const pool = openPool(databaseUrl);
  try {
    await migrate(pool, DELIVERY_SCHEMA, DELIVERY_MIGRATIONS);
    await migrate(pool, LEDGER_SCHEMA, LEDGER_MIGRATIONS);
    const erps = new Map<SystemId, ErpAdapter>();
    for (const system of config.systems) {
      const erp = await openErp(system, pool);
      erps.set(system.systemId, erp);
      assertFitsRules(erp, system);
    }
    return {
      pool,
      record: createDeliveryRecord(pool),
      erps,
      async close() {
        for (const erp of erps.values()) await erp.close();
        await pool.end();
      },
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** The services of each system, for the worker. */
export function systemServices(
  config: Config,
  services: Services,
  simulator: SimulatorAddress | undefined,
): ReadonlyMap<SystemId, SystemServices> {
  return new Map(
    config.systems.map((system) => {
      const erp = services.erps.get(system.systemId);
      if (erp === undefined) throw new Error(`no ERP was opened for the system ${system.systemId}`);
      return [system.systemId, { traede: openTraede(system, simulator), erp, rules: system.rules }];
    }),
  );
}
