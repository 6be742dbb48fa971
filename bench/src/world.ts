import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cleanup } from '../../src/cli/cleanup';
import type { Surroundings } from './candidate';
import { startPostgres } from './servers/postgres';
import { startSystem, type StartedSystem, type System, type SystemOptions } from './system';

const SYSTEM_ID = 'bench';
const SIGNING_KEY = 'a-key-that-signs-nothing-of-any-worth';

/**
 * After a worker was killed, a posting of unknown outcome is left alone for as long as it may still arrive: two minutes unless
 * one knows better, and of these ERPs we know.
 */
const SETTLE_TIME = '2s';

/** TRAEDE, ERP and PostgreSQL, fresh, each in a process of its own. */
export interface World extends Omit<System, 'systemId'> {
  readonly surroundings: Surroundings;
}

export interface WorldOptions {
  /** For logs and data; exists. */
  readonly folder: string;
  readonly documents: number;
  readonly erpLatencyMs: number;
  /** Documents that the ERP is given at once: 1 for the sequential loop. */
  readonly importsAtOnce: number;
  /** The `sync` section of the configuration; empty: the product's defaults. */
  readonly tuning: Readonly<Record<string, number>>;
}

export async function startWorld(options: WorldOptions, cleanup: Cleanup): Promise<World> {
  const { folder, tuning, documents, erpLatencyMs, importsAtOnce } = options;
  const only = { systemId: SYSTEM_ID, documents, erpLatencyMs, importsAtOnce };
  const { surroundings, systems } = await startDeployment({ folder, tuning, systems: [only] }, cleanup);
  const [system] = systems;
  if (system === undefined) throw new Error('one system was to be started');
  return { ...system, surroundings: { ...surroundings, systemId: SYSTEM_ID } };
}

/** Several systems of one configuration file, on one PostgreSQL. */
export interface Deployment {
  readonly surroundings: Omit<Surroundings, 'systemId'>;
  /** In the order of the options. */
  readonly systems: readonly System[];
}

export interface DeploymentOptions extends Pick<WorldOptions, 'folder' | 'tuning'> {
  readonly systems: readonly SystemOptions[];
}

export async function startDeployment(
  { folder, tuning, systems }: DeploymentOptions,
  cleanup: Cleanup,
): Promise<Deployment> {
  const postgres = await startPostgres(folder);
  cleanup.add('PostgreSQL', () => postgres.stop());
  const configured: ConfiguredSystem[] = [];
  for (const options of systems) {
    configured.push({ options, started: await startSystem(options, folder, cleanup) });
  }
  const configFile = join(folder, 'sync.config.yaml');
  writeFileSync(configFile, configuration(configured, tuning));
  return {
    surroundings: {
      folder,
      configFile,
      postgres,
      environment: {
        PATH: '/usr/local/bin:/usr/bin:/bin',
        HOME: folder,
        DATABASE_URL: postgres.url,
        ERP_SIGNING_KEY: SIGNING_KEY,
        ...Object.fromEntries(configured.flatMap(secretsOf)),
      },
    },
    systems: configured.map(({ started }) => started),
  };
}

interface ConfiguredSystem {
  readonly options: SystemOptions;
  readonly started: StartedSystem;
}

/** JSON is YAML. Runs start when they are asked for. */
function configuration(
  systems: readonly ConfiguredSystem[],
  tuning: Readonly<Record<string, number>>,
): string {
  const seldom = { every: '30d' };
  const parts = systems.map(({ options: { systemId, importsAtOnce }, started: { addresses } }) => {
    const { accessToken, appKey } = variablesOf(systemId);
    const system = {
      traede: { baseUrl: addresses.traede, accessTokenVariable: accessToken, appKeyVariable: appKey },
      erp: { adapter: 'http', url: addresses.erp, concurrency: importsAtOnce, settleTime: SETTLE_TIME },
      schedules: { invoice: seldom, 'credit-note': seldom, 'accounting-entry': seldom },
      reconciliation: { enabled: false },
      sync: tuning,
    };
    return [systemId, system] as const;
  });
  return JSON.stringify({ systems: Object.fromEntries(parts) });
}

/** Names of the variables that hold a system's secrets: each simulator has its own. */
function variablesOf(systemId: string) {
  const prefix = systemId.toUpperCase().replaceAll('-', '_');
  return { accessToken: `${prefix}_ACCESS_TOKEN`, appKey: `${prefix}_APP_KEY` };
}

function secretsOf({
  started: { systemId, secrets },
}: ConfiguredSystem): readonly (readonly [string, string])[] {
  const { accessToken, appKey } = variablesOf(systemId);
  return [
    [accessToken, secrets.accessToken],
    [appKey, secrets.appKey],
  ];
}
