import type { Config } from '../../config/config';
import { ConfigError } from '../../config/errors';
import type { Environment } from '../../config/environment';
import type { DataFolder } from '../../embedded/data-folder';
import { createAttentionDesk } from '../../temporal/attention-desk';
import { connectClient } from '../../temporal/connection';
import { ensureSchedules } from '../../temporal/schedules';
import { registerSearchAttributes } from '../../temporal/search-attributes';
import { startWorker } from '../../temporal/worker';
import { builtWorkflowBundle } from '../../temporal/workflow-bundle';
import { Cleanup } from '../cleanup';
import { openDatabase } from '../database';
import { EXIT, type ExitCode } from '../exit-codes';
import { listenForInterruption } from '../interruption';
import { openServices, systemServices } from '../services';
import { requireTemporal } from '../temporal-target';
import type { Terminal } from '../terminal';
import { installRuntime } from '../worker-runtime';

export interface WorkerCommandOptions {
  readonly config: Config;
  readonly environment: Environment;
  readonly folder: DataFolder;
  readonly terminal: Terminal;
}

/** Runs one worker until Ctrl-C or SIGTERM: what a production deployment runs, as many times as it likes. */
export async function worker({
  config,
  environment,
  folder,
  terminal,
}: WorkerCommandOptions): Promise<ExitCode> {
  if (config.systems.some(({ traede }) => traede.kind === 'simulator')) {
    throw new ConfigError(
      'no TRAEDE is configured: set TRAEDE_BASE_URL, TRAEDE_ACCESS_TOKEN and TRAEDE_APP_KEY (the simulator is part of `traede-sync up` only)',
    );
  }
  const temporal = requireTemporal(folder, environment);
  const cleanup = new Cleanup();
  const interruption = listenForInterruption();
  installRuntime('stderr');
  try {
    const database = await openDatabase(config, folder);
    cleanup.add('PostgreSQL', () => database.release());
    const services = await openServices(config, database.url);
    cleanup.add('database connections', () => services.close());
    const connected = await connectClient(temporal);
    cleanup.add('Temporal client', () => connected.close());
    const { client } = connected;
    await registerSearchAttributes(client, temporal.namespace);
    for (const system of config.systems) await ensureSchedules(client, system);
    const running = await startWorker({
      temporal,
      context: {
        systems: systemServices(config, services, undefined),
        record: services.record,
        attention: createAttentionDesk(client),
      },
      workflowBundle: builtWorkflowBundle(),
    });
    cleanup.add('worker', () => running.stop());
    terminal.say(
      `worker is up for ${config.systems.map(({ systemId }) => systemId).join(', ')}; Ctrl-C ends it`,
    );
    await Promise.race([interruption.happened, running.ended]);
    return EXIT.ok;
  } finally {
    for (const failure of await cleanup.run()) terminal.say(`could not end ${failure}`);
    interruption.stopListening();
  }
}
