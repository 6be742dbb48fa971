import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { variable } from '../../config/environment';
import { startSimulator } from '../../simulator';
import type { CommandContext } from '../command-context';
import { EXIT, type ExitCode } from '../exit-codes';
import { listenForInterruption } from '../interruption';
import { CREATE_INTERVAL_MS } from '../simulator';

export interface SimulatorOptions extends CommandContext {
  readonly host: string;
  readonly port: number;
  /** New documents arrive while it runs. */
  readonly growing: boolean;
}

/**
 * Runs the TRAEDE simulator alone, until Ctrl-C: a TRAEDE for workers of a trial. It wants the token and the app key that the
 * environment gives to the workers, else its own well-known ones.
 */
export async function simulator(options: SimulatorOptions): Promise<ExitCode> {
  const { environment, folder, terminal, host, port, growing } = options;
  const token = variable(environment, 'TRAEDE_ACCESS_TOKEN');
  const appKey = variable(environment, 'TRAEDE_APP_KEY');
  mkdirSync(dirname(folder.simulatorState), { recursive: true });
  const interruption = listenForInterruption();
  const traede = await startSimulator({
    now: new Date(),
    host,
    port,
    stateFile: folder.simulatorState,
    ...(token === undefined ? {} : { token }),
    ...(appKey === undefined ? {} : { appKey }),
    ...(growing ? { createEveryMs: CREATE_INTERVAL_MS } : {}),
  });
  try {
    terminal.say(`the TRAEDE simulator answers at ${traede.url}; Ctrl-C ends it`);
    await interruption.happened;
    return EXIT.ok;
  } finally {
    await traede.stop();
    interruption.stopListening();
  }
}
