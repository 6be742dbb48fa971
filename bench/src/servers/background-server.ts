import { join } from 'node:path';
import { startInBackground, stopProcess, waitUntilReady } from '../../../src/embedded/background-process';
import { isListening } from '../../../src/embedded/ports';

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;

export interface BackgroundServer {
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

export interface BackgroundServerOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** It is ready when something listens here. */
  readonly port: number;
}

/** Starts a rival's server and waits until it accepts connections. */
export async function startServer(options: BackgroundServerOptions): Promise<BackgroundServer> {
  const { name, command, args, folder, environment, port } = options;
  const logFile = join(folder, `${name}.log`);
  const identity = await startInBackground({ command, args, cwd: folder, logFile, environment });
  await waitUntilReady(name, identity, logFile, READY_TIMEOUT_MS, () => isListening(port));
  return { pids: [identity.pid], stop: () => stopProcess(identity, 'SIGTERM', STOP_TIMEOUT_MS) };
}
