import { ConfigError } from '../../config/errors';
import { Cleanup } from '../cleanup';
import { openDatabase } from '../database';
import type { CommandContext } from '../command-context';
import { EXIT, type ExitCode } from '../exit-codes';
import { listenForInterruption } from '../interruption';
import { openTraces } from '../open-traces';
import { openServices } from '../services';
import { startWork } from '../stack';
import { requireTemporal } from '../temporal-target';
import { warnOfEncryption } from '../warn-of-encryption';
import { installRuntime } from '../worker-runtime';

export interface WorkerCommandOptions extends CommandContext {
  /** `its-systems`: the configuration holds only the systems that this process is for. */
  readonly serves: 'everything' | 'its-systems';
  /** Where metrics are offered; absent: nowhere. */
  readonly metricsAddress: string | undefined;
}

/** Runs one worker until Ctrl-C or SIGTERM: what a production deployment runs, as many times as it likes. */
export async function worker(options: WorkerCommandOptions): Promise<ExitCode> {
  const { config, environment, folder, terminal, serves, metricsAddress } = options;
  const without = config.systems.filter(({ traede }) => traede.kind === 'simulator');
  if (without.length > 0) {
    const names = without.map(({ systemId }) => systemId).join(', ');
    throw new ConfigError(
      `no TRAEDE is configured for ${names}: set TRAEDE_BASE_URL, TRAEDE_ACCESS_TOKEN and TRAEDE_APP_KEY, or the variables that ` +
        'the configuration names in their place (the simulator is part of `traede-sync up` only)',
    );
  }
  const temporal = requireTemporal(folder, environment);
  warnOfEncryption(config, environment, terminal);
  const cleanup = new Cleanup();
  const interruption = listenForInterruption();
  const telemetry = installRuntime('stderr', metricsAddress);
  try {
    const database = await openDatabase(config, folder);
    cleanup.add('PostgreSQL', () => database.release());
    const services = await openServices(config, database.url);
    cleanup.add('database connections', () => services.close());
    const tracer = openTraces(environment, terminal.say, cleanup);
    const { worker: running } = await startWork(
      {
        ...{ config, environment, temporal, services, serves, telemetry, tracer },
        ...{ simulator: undefined, mode: 'by-schedule' },
      },
      cleanup,
    );
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
