import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { externalReference } from '../../src/document';
import type { Cleanup } from '../../src/cli/cleanup';
import type { Surroundings } from './candidate';
import { startChild } from './child';
import { startPostgres } from './servers/postgres';

const SYSTEM_ID = 'bench';
/** Calls that the ERP works on at once, and documents that are imported at once: the same for all candidates. */
export const IMPORTS_AT_ONCE = 16;
const SIGNING_KEY = 'a-key-that-signs-nothing-of-any-worth';

/** TRAEDE, ERP and PostgreSQL, fresh, each in a process of its own. */
export interface World {
  readonly surroundings: Surroundings;
  /** Adds documents to TRAEDE; @returns the id of the last. */
  create(count: number): Promise<number>;
  /** How many TRAEDE has marked. */
  marked(): Promise<number>;
  /** What is wrong: nothing when every document is in the ERP once and marked in TRAEDE. */
  faults(): Promise<readonly string[]>;
  calls(): Promise<{ readonly traede: number; readonly erp: number }>;
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

const traedeReady = z.object({ url: z.string(), token: z.string(), appKey: z.string() });
const erpReady = z.object({ url: z.string() });
const traedeState = z.object({ ids: z.array(z.number()), marked: z.number(), calls: z.number() });
const erpState = z.object({ references: z.array(z.string()), repeated: z.number(), calls: z.number() });

export async function startWorld(options: WorldOptions, cleanup: Cleanup): Promise<World> {
  const { folder } = options;
  const postgres = await startPostgres(folder);
  cleanup.add('PostgreSQL', () => postgres.stop());
  const traede = await startChild({
    script: 'simulator-process',
    settings: { systemId: SYSTEM_ID, documents: options.documents },
    ready: traedeReady,
    logFile: join(folder, 'traede.log'),
  });
  cleanup.add('TRAEDE', () => traede.stop());
  const erp = await startChild({
    script: 'erp-process',
    settings: { answerTimeMs: options.erpLatencyMs, callsAtOnce: IMPORTS_AT_ONCE },
    ready: erpReady,
    logFile: join(folder, 'erp.log'),
  });
  cleanup.add('ERP', () => erp.stop());
  const configFile = join(folder, 'sync.config.yaml');
  writeFileSync(configFile, configuration(erp.ready.url, options));
  return {
    surroundings: {
      folder,
      systemId: SYSTEM_ID,
      configFile,
      postgres,
      environment: {
        PATH: '/usr/local/bin:/usr/bin:/bin',
        HOME: folder,
        DATABASE_URL: postgres.url,
        TRAEDE_BASE_URL: traede.ready.url,
        TRAEDE_ACCESS_TOKEN: traede.ready.token,
        TRAEDE_APP_KEY: traede.ready.appKey,
        ERP_SIGNING_KEY: SIGNING_KEY,
      },
    },
    create: (count) => traede.ask('create', z.number(), count),
    marked: () => traede.ask('marked', z.number()),
    faults: async () => faultsIn(await traede.ask('state', traedeState), await erp.ask('state', erpState)),
    async calls() {
      const [atTraede, atErp] = [await traede.ask('state', traedeState), await erp.ask('state', erpState)];
      return { traede: atTraede.calls, erp: atErp.calls };
    },
  };
}

/** JSON is YAML. Runs start when they are asked for. */
function configuration(erpUrl: string, { importsAtOnce, tuning }: WorldOptions): string {
  const seldom = { every: '30d' };
  const system = {
    erp: { adapter: 'http', url: erpUrl, concurrency: importsAtOnce },
    schedules: { invoice: seldom, 'credit-note': seldom, 'accounting-entry': seldom },
    reconciliation: { enabled: false },
    sync: tuning,
  };
  return JSON.stringify({ systems: { [SYSTEM_ID]: system } });
}

function faultsIn(
  { ids, marked }: z.infer<typeof traedeState>,
  { references, repeated }: z.infer<typeof erpState>,
): readonly string[] {
  const held = new Set(references);
  const missing = ids.filter(
    (documentId) =>
      !held.has(externalReference({ systemId: SYSTEM_ID, documentType: 'invoice', documentId })),
  );
  return [
    ...(missing.length === 0 ? [] : [`${missing.length} documents are not in the ERP`]),
    ...(references.length === ids.length
      ? []
      : [`the ERP holds ${references.length} of ${ids.length} documents`]),
    ...(marked === ids.length ? [] : [`${ids.length - marked} documents are not marked`]),
    ...(repeated === 0 ? [] : [`${repeated} postings were sent twice`]),
  ];
}
