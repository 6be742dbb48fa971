import type { Client } from '@temporalio/client';
import type { Config } from '../config/config';
import type { Environment } from '../config/environment';
import { announce, occupy, type DataFolder } from '../embedded/data-folder';
import { keepRunning } from '../embedded/keep-running';
import { DEFAULT_DEPLOYMENT } from '../config/notifications';
import { openMetrics, type Telemetry } from '../metrics';
import { openNotifier } from '../notifications/open-notifier';
import { createAttentionDesk } from '../temporal/attention-desk';
import {
  connectClient,
  devServerAddress,
  temporalFromEnvironment,
  type TemporalAddress,
} from '../temporal/connection';
import { ensureNotifySchedule, removeNotifySchedule } from '../temporal/notify-schedule';
import { ensurePurgeSchedule, removePurgeSchedule } from '../temporal/purge-schedule';
import { ensureReconcileSchedule } from '../temporal/reconciliations';
import { ensureSchedules } from '../temporal/schedules';
import type { ScheduleMode } from '../temporal/ensure-schedule';
import type { DevServer } from '../temporal/dev-server';
import { registerSearchAttributes } from '../temporal/search-attributes';
import type { Tracer } from '../traces/tracer';
import { startWorker, type RunningWorker } from '../temporal/worker';
import { workerVersion } from '../temporal/worker-version';
import { builtWorkflowBundle } from '../temporal/workflow-bundle';
import type { Cleanup } from './cleanup';
import { openDatabase } from './database';
import { boundHeapGrowth } from './heap-growth';
import { startLocalTemporal } from './local-temporal';
import { openTraces, tracedServices } from './open-traces';
import type { SimulatorAddress } from './open-traede';
import { openServices, systemServices, type Services } from './services';
import { commonQueue, systemQueues } from './served-queues';
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
  /** `by-schedule`: runs start at their times, and the simulator goes on making documents. */
  readonly mode: ScheduleMode;
  /** Absent: nobody asked for metrics. */
  readonly telemetry: Telemetry | undefined;
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
  const announcement = announce(folder, {
    temporalAddress: server?.address,
    temporalUi: server?.uiUrl,
    simulatorUrl: simulator?.url,
  });
  cleanup.add('announcement', () => {
    announcement.withdraw();
  });
  const { mode, environment, telemetry } = options;
  const serves = 'everything' as const;
  const tracer = openTraces(environment, terminal.say, cleanup);
  const work = { config, environment, temporal, services, simulator, mode, serves, telemetry, tracer };
  const { client, worker } = await startWork(work, cleanup);
  // On a Temporal of others, the schedules go on without us.
  const leaveBehind = { ...work, mode: 'by-schedule' as const };
  if (server === undefined) cleanup.add('schedules', () => ensureAllSchedules(client, leaveBehind));

  const keeper = keepRunning(
    { PostgreSQL: database, ...(server === undefined ? {} : { 'The Temporal server': server }) },
    terminal.say,
  );
  cleanup.add('keeper of the servers', () => keeper.stop());
  const link = uiLink(temporal);
  if (link !== undefined) terminal.say(`Temporal UI  ${link}`);
  return { client, temporal, services, worker };
}

/** What a worker works with. */
export interface Work {
  readonly config: Config;
  readonly environment: Environment;
  readonly temporal: TemporalAddress;
  readonly services: Services;
  readonly simulator: SimulatorAddress | undefined;
  readonly mode: ScheduleMode;
  /** `its-systems`: what is for the whole deployment is left to other processes, as its configuration is not whole. */
  readonly serves: 'everything' | 'its-systems';
  /** Absent: nobody asked for metrics. */
  readonly telemetry: Telemetry | undefined;
  /** Absent: no traces. */
  readonly tracer: Tracer | undefined;
}

async function ensureAllSchedules(
  client: Client,
  { config, mode, serves }: Pick<Work, 'config' | 'mode' | 'serves'>,
): Promise<void> {
  for (const system of config.systems) {
    await ensureSchedules(client, system, mode);
    await ensureReconcileSchedule(client, system, mode);
  }
  // Whoever waits for one full sync sees its outcome.
  if (mode === 'by-schedule' && serves === 'everything') {
    await ensureTelling(client, config);
    await ensurePurging(client, config);
  }
}

async function ensurePurging(client: Client, { retention }: Config): Promise<void> {
  if (retention.contentsMs === undefined) await removePurgeSchedule(client);
  else await ensurePurgeSchedule(client);
}

async function ensureTelling(client: Client, { notifications }: Config): Promise<void> {
  if (notifications === undefined) await removeNotifySchedule(client, DEFAULT_DEPLOYMENT);
  else await ensureNotifySchedule(client, notifications);
}

/** Prepares Temporal for us, and starts the worker. */
export async function startWork(work: Work, cleanup: Cleanup): Promise<Pick<Stack, 'client' | 'worker'>> {
  const { config, environment, temporal, services, simulator, telemetry, tracer } = work;
  boundHeapGrowth();
  const version = workerVersion(environment);
  const connected = await connectClient(temporal);
  cleanup.add('Temporal client', () => connected.close());
  const { client } = connected;
  await registerSearchAttributes(client, temporal.namespace);
  await ensureAllSchedules(client, work);
  const notifier = openNotifier({ config, pool: services.pool, client, ui: temporal });
  cleanup.add('notifications', () => notifier?.close());
  const systems = tracedServices(systemServices(config, services, simulator), tracer);
  const parts = { config, services, systems, attention: createAttentionDesk(client) };
  const common = work.serves === 'everything' ? [commonQueue(parts, notifier)] : [];
  const queues = [...systemQueues(parts), ...common];
  const metrics = telemetry === undefined ? undefined : openMetrics(telemetry, config.systems);
  const worker = await startWorker({
    temporal,
    queues: queues.map((queue) => ({ ...queue, context: metrics?.around(queue.context) ?? queue.context })),
    workflowBundle: builtWorkflowBundle({
      isVersioned: version !== undefined,
      dataConverter: temporal.dataConverter,
    }),
    version,
    tracer,
  });
  cleanup.add('worker', () => worker.stop());
  const looking = metrics?.startLooking(services.pool, client);
  cleanup.add('metrics', () => looking?.stop());
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
  return { temporal: devServerAddress(server, options.environment), server };
}

async function demoTraede(
  { config, folder, terminal, mode }: StackOptions,
  cleanup: Cleanup,
): Promise<SimulatorAddress | undefined> {
  if (config.systems.every(({ traede }) => traede.kind === 'remote')) return undefined;
  const simulator = await startDemoTraede(folder, { growing: mode === 'by-schedule' });
  cleanup.add('TRAEDE simulator', () => simulator.stop());
  terminal.say(
    `TRAEDE       simulator at ${simulator.url} (set TRAEDE_BASE_URL, TRAEDE_ACCESS_TOKEN, TRAEDE_APP_KEY for a real one)`,
  );
  return simulator;
}
