import type { Client } from '@temporalio/client';
import type { Config } from '../config/config';
import type { Environment } from '../config/environment';
import { announce, occupy, type DataFolder } from '../embedded/data-folder';
import { keepRunning } from '../embedded/keep-running';
import { createAttentionDesk } from '../temporal/attention-desk';
import {
  connectClient,
  devServerAddress,
  temporalFromEnvironment,
  type TemporalAddress,
} from '../temporal/connection';
import { ensureSchedules } from '../temporal/schedules';
import type { DevServer } from '../temporal/dev-server';
import { registerSearchAttributes } from '../temporal/search-attributes';
import { startWorker, type RunningWorker } from '../temporal/worker';
import { builtWorkflowBundle } from '../temporal/workflow-bundle';
import type { Cleanup } from './cleanup';
import { openDatabase } from './database';
import { startLocalTemporal } from './local-temporal';
import { openServices, systemServices, type Services, type SimulatorAddress } from './services';
import { startDemoTraede } from './simulator';
import { uiLink } from './temporal-target';
import type { Terminal } from './terminal';

/** Everything that `up` runs. */
export interface Stack {
  readonly client: Client;
  readonly temporal: TemporalAddress;
  readonly services: Services;
  readonly worker: RunningWorker;
}

export interface StackOptions {
  readonly config: Config;
  readonly environment: Environment;
  readonly folder: DataFolder;
  readonly terminal: Terminal;
  /** Whether the simulator goes on making documents. */
  readonly growing: boolean;
}

/**
 * Starts database, Temporal, simulator and worker, as far as the configuration does not name others; `cleanup` ends them
 * in reverse order, also when starting fails half-way.
 */
export async function startStack(options: StackOptions, cleanup: Cleanup): Promise<Stack> {
  const { config, folder, terminal } = options;
  const occupied = occupy(folder);
  cleanup.add('lock', () => {
    occupied.release();
  });

  const database = await openDatabase(config, folder);
  cleanup.add('PostgreSQL', () => database.release());
  const { temporal, server } = await findOrStartTemporal(options, cleanup);
  const services = await openServices(config, database.url);
  cleanup.add('database connections', () => services.close());
  const simulator = await demoTraede(options, cleanup);
  const { client, worker } = await startWork(config, temporal, services, simulator, cleanup);

  const keeper = keepRunning(
    { PostgreSQL: database, ...(server === undefined ? {} : { 'The Temporal server': server }) },
    terminal.say,
  );
  cleanup.add('keeper of the servers', () => keeper.stop());
  const link = uiLink(temporal);
  if (link !== undefined) terminal.say(`Temporal UI  ${link}`);
  return { client, temporal, services, worker };
}

/** Prepares Temporal for us, and starts the worker. */
export async function startWork(
  config: Config,
  temporal: TemporalAddress,
  services: Services,
  simulator: SimulatorAddress | undefined,
  cleanup: Cleanup,
): Promise<Pick<Stack, 'client' | 'worker'>> {
  const connected = await connectClient(temporal);
  cleanup.add('Temporal client', () => connected.close());
  const { client } = connected;
  await registerSearchAttributes(client, temporal.namespace);
  for (const system of config.systems) await ensureSchedules(client, system);
  const worker = await startWorker({
    temporal,
    context: {
      systems: systemServices(config, services, simulator),
      record: services.record,
      attention: createAttentionDesk(client),
    },
    workflowBundle: builtWorkflowBundle(),
  });
  cleanup.add('worker', () => worker.stop());
  return { client, worker };
}

async function findOrStartTemporal(
  options: StackOptions,
  cleanup: Cleanup,
): Promise<{ readonly temporal: TemporalAddress; readonly server: DevServer | undefined }> {
  const named = temporalFromEnvironment(options.environment);
  if (named !== undefined) return { temporal: named, server: undefined };
  const server = await startLocalTemporal(options.folder, options.environment, options.terminal);
  cleanup.add('Temporal server', () => server.stop());
  const announcement = announce(options.folder, {
    temporalAddress: server.address,
    temporalUi: server.uiUrl,
  });
  cleanup.add('announcement', () => {
    announcement.withdraw();
  });
  return { temporal: devServerAddress(server), server };
}

async function demoTraede(
  { config, folder, terminal, growing }: StackOptions,
  cleanup: Cleanup,
): Promise<SimulatorAddress | undefined> {
  if (config.systems.every(({ traede }) => traede.kind === 'remote')) return undefined;
  const simulator = await startDemoTraede(folder, { growing });
  cleanup.add('TRAEDE simulator', () => simulator.stop());
  terminal.say(
    `TRAEDE       simulator at ${simulator.url} (set TRAEDE_BASE_URL, TRAEDE_ACCESS_TOKEN, TRAEDE_APP_KEY for a real one)`,
  );
  return simulator;
}
