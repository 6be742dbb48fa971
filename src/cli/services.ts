import type { Pool } from 'pg';
import type { SystemServices } from '../../activities/context';
import type { Config, SystemConfig } from '../config/config';
import { ConfigError } from '../config/errors';
import { DELIVERY_MIGRATIONS, DELIVERY_SCHEMA } from '../delivery/migrations';
import { createDeliveryRecord, type DeliveryRecord } from '../delivery/record';
import type { SystemId } from '../document';
import type { ErpAdapter } from '../erp/adapter';
import { LEDGER_MIGRATIONS } from '../erp/ledger';
import { migrate } from '../postgres/migrate';
import { openPool } from '../postgres/pool';
import { createTraedeClient, type TraedeClient } from '../traede/client';
import { assertFitsRules } from './fits-rules';
import { openErp } from './open-erp';

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
    await migrate(pool, 'ledger', LEDGER_MIGRATIONS);
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

/** Address and credentials of a simulator that stands in where no TRAEDE is configured. */
export interface SimulatorAddress {
  readonly url: string;
  readonly token: string;
  readonly appKey: string;
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

function openTraede(
  { systemId, traede }: SystemConfig,
  simulator: SimulatorAddress | undefined,
): TraedeClient {
  if (traede.kind === 'remote') {
    const { baseUrl, accessToken, appKey, requestTimeoutMs, dateTimeFormat, endpoints } = traede;
    return createTraedeClient({
      baseUrl,
      accessToken,
      appKey,
      systemId,
      requestTimeoutMs,
      dateTimeFormat,
      endpoints,
    });
  }
  if (simulator === undefined) {
    throw new ConfigError(
      `system "${systemId}" names no TRAEDE: set TRAEDE_BASE_URL, TRAEDE_ACCESS_TOKEN and TRAEDE_APP_KEY (the simulator is part of \`up\` only)`,
    );
  }
  return createTraedeClient({
    baseUrl: simulator.url,
    accessToken: simulator.token,
    appKey: simulator.appKey,
    systemId,
  });
}
