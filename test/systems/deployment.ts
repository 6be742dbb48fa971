import { writeFileSync } from 'node:fs';
import type { Client } from '@temporalio/client';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DOCUMENT_TYPES, type DocumentType, type SystemId } from '../../src/document';
import { freePort } from '../../src/embedded/ports';
import { startSimulator, type Simulator } from '../../src/simulator';
import { scheduleId } from '../../workflows/messages';
import type { EndedCommand, RunningCommand } from '../cli/command';
import { openSandbox, type Sandbox } from '../cli/sandbox';
import { SIGNING_KEY, startReceiver, type Receiver } from '../erp/http/receiver';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { eventually, startTemporalServer } from '../support/temporal';
import { startDenyingErp, startStuckErp, type UselessErp } from './stuck-erp';

/** Two brands with the same document ids; one keeps its books in the ledger, the other behind HTTP endpoints. */
export const HEALTHY = ['acme', 'beta'] as const;
/** More ERPs of the first brand, each of no use in its own way. */
export const USELESS = ['stuck', 'gone', 'denied'] as const;
export const COUNTS = { invoice: 12, 'credit-note': 4, 'accounting-entry': 8 } as const;
/** A start, or a run, on a machine that does other things as well. */
export const ARRIVAL_TIMEOUT_MS = 120_000;
const WORKER_TIMEOUT_MS = 900_000;
/** Nobody signs with it but for ERPs of no use. */
const OTHER_SIGNING_KEY = 'another-signing-key-0123456789abcdef01234';

export interface Deployment {
  readonly temporal: TestWorkflowEnvironment;
  readonly client: Client;
  readonly database: TestDatabase;
  readonly brands: Readonly<Record<(typeof HEALTHY)[number], Simulator>>;
  readonly receiver: Receiver;
  readonly sandbox: Sandbox;
  /** Starts a worker; without `environment` it holds everybody's secrets. */
  startWorker(args?: readonly string[], environment?: Readonly<Record<string, string>>): RunningCommand;
  run(...args: readonly string[]): Promise<EndedCommand>;
  /** Of one system only. */
  secretsOf(systemId: 'acme' | 'beta'): Readonly<Record<string, string>>;
  trigger(systemId: SystemId, types?: readonly DocumentType[]): Promise<void>;
  stop(): Promise<void>;
}

/** Everything of a deployment with five systems but its workers, which tests start themselves. */
export async function openDeployment(): Promise<Deployment> {
  const sandbox = openSandbox();
  const [temporal, database, acme, beta, receiver, stuck, denied] = await Promise.all([
    startTemporalServer(),
    createTestDatabase(),
    startSimulator({ seed: 11, counts: COUNTS, token: 'token-of-acme', appKey: 'key-of-acme' }),
    startSimulator({ seed: 12, counts: COUNTS, token: 'token-of-beta', appKey: 'key-of-beta' }),
    startReceiver(),
    startStuckErp(),
    startDenyingErp(),
  ]);
  const file = sandbox.path('sync.config.yaml');
  const gone = `http://127.0.0.1:${await freePort(0)}`;
  writeFileSync(file, configuration({ acme, beta, receiver, stuck, denied, gone }));
  const common = { DATABASE_URL: database.url, TEMPORAL_ADDRESS: temporal.address };
  const secrets = {
    acme: { ACME_TOKEN: acme.token, ACME_KEY: acme.appKey },
    beta: { BETA_TOKEN: beta.token, BETA_KEY: beta.appKey, BETA_SIGNING_KEY: SIGNING_KEY },
  };
  const whole = { ...secrets.acme, ...secrets.beta, OTHER_SIGNING_KEY };
  return {
    ...{ temporal, client: temporal.client, database, brands: { acme, beta }, receiver, sandbox },
    secretsOf: (systemId) => secrets[systemId],
    startWorker: (args = [], environment = whole) =>
      sandbox.start(['worker', '--config', file, ...args], {
        environment: { ...common, ...environment },
        timeoutMs: WORKER_TIMEOUT_MS,
      }),
    run: (...args) => sandbox.run([...args, '--config', file], { environment: { ...common, ...whole } }),
    async trigger(systemId, types = DOCUMENT_TYPES) {
      for (const type of types)
        await temporal.client.schedule
          .getHandle(scheduleId(systemId, type))
          .trigger(ScheduleOverlapPolicy.SKIP);
    },
    async stop() {
      await sandbox.close();
      await Promise.all([acme.stop(), beta.stop(), receiver.remove(), stuck.stop(), denied.stop()]);
      await temporal.teardown();
      await database.drop();
    },
  };
}

interface Addresses {
  readonly acme: Simulator;
  readonly beta: Simulator;
  readonly receiver: Receiver;
  readonly stuck: UselessErp;
  readonly denied: UselessErp;
  readonly gone: string;
}

/** Nothing runs by itself; the stuck one wants far more at once than it can be given. */
function configuration({ acme, beta, receiver, stuck, denied, gone }: Addresses): string {
  const never =
    'schedules: { invoice: { every: 30d }, credit-note: { every: 30d }, accounting-entry: { every: 30d } }';
  const traede = (name: string, { url }: Simulator): string =>
    `traede: { baseUrl: ${url}, accessTokenVariable: ${name}_TOKEN, appKeyVariable: ${name}_KEY }`;
  const http = (url: string, key: string): string =>
    `erp: { adapter: http, url: ${url}, signingKeyVariable: ${key}, requestTimeout: 10m, settleTime: 1s }`;
  const useless = (url: string): string =>
    [`    ${traede('ACME', acme)}`, `    ${http(url, 'OTHER_SIGNING_KEY')}`, `    ${never}`].join('\n');
  return `
systems:
  acme:
    ${traede('ACME', acme)}
    ${never}
  beta:
    company: { country: SE, timeZone: Europe/Stockholm }
    ${traede('BETA', beta)}
    ${http(receiver.url, 'BETA_SIGNING_KEY')}
    ${never}
  stuck:
${useless(stuck.url)}
    sync: { batchSize: 1, batchesInFlight: 20 }
  gone:
${useless(gone)}
  denied:
${useless(denied.url)}
`;
}

export async function isUp(worker: RunningCommand): Promise<void> {
  await eventually(
    'the worker is up',
    () => {
      if (worker.hasEnded()) throw new Error(`the worker ended: ${worker.stderr()}`);
      return worker.stderr().includes('worker is up');
    },
    ARRIVAL_TIMEOUT_MS,
  );
}

/** Documents that TRAEDE has been told of as exported into the system. */
export function marked(brand: Simulator, systemId: SystemId): number {
  return DOCUMENT_TYPES.reduce((sum, type) => sum + brand.marks(systemId, type).size, 0);
}
