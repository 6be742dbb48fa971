import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { startInBackground, stopProcess, waitUntilReady } from '../embedded/background-process';
import { freePort, LOOPBACK } from '../embedded/ports';
import { readIdentity } from '../embedded/process-identity';

/** Temporal's usual ports, so that its own tools find the server by themselves. */
const PREFERRED_PORT = 7233;
const PREFERRED_UI_PORT = 8233;
/** Measured: below a second; a large file after a crash takes longer. */
const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;
/** A port found free may be taken before the server binds it. */
const START_ATTEMPTS = 3;

export const DEV_NAMESPACE = 'default';

export interface DevServer {
  readonly address: string;
  readonly uiUrl: string;
  stop(): Promise<void>;
}

export interface DevServerOptions {
  /** The Temporal CLI. */
  readonly cliPath: string;
  /** Holds the server's database. */
  readonly folder: string;
  readonly logFile: string;
}

/**
 * Starts Temporal's own development server, with its UI, on a file: what was running goes on after a crash of anything.
 * One that a killed process left behind is ended first; the caller sees to it that only one process uses the folder.
 */
export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  mkdirSync(options.folder, { recursive: true });
  const pidFile = join(options.folder, 'server.json');
  await endLeftBehind(pidFile);
  for (let attempt = 1; ; attempt += 1) {
    const preferred = attempt === 1;
    try {
      return await start(options, pidFile, preferred ? PREFERRED_PORT : 0, preferred ? PREFERRED_UI_PORT : 0);
    } catch (error) {
      if (attempt === START_ATTEMPTS) throw error;
    }
  }
}

async function start(
  options: DevServerOptions,
  pidFile: string,
  preferredPort: number,
  preferredUiPort: number,
): Promise<DevServer> {
  const port = await freePort(preferredPort);
  const uiPort = await freePort(preferredUiPort);
  const identity = await startInBackground({
    command: options.cliPath,
    args: serverArguments(options.folder, port, uiPort, await freePort(0)),
    cwd: options.folder,
    logFile: options.logFile,
    // TEMPORAL_* variables point our clients somewhere; the server must not read them, nor get at any secret.
    environment: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: options.folder },
  });
  writeFileSync(pidFile, JSON.stringify(identity));
  const address = `${LOOPBACK}:${port}`;
  await waitUntilReady('the Temporal server', identity, options.logFile, READY_TIMEOUT_MS, () =>
    answers(address),
  );
  return {
    address,
    uiUrl: `http://localhost:${uiPort}`,
    async stop() {
      await stopProcess(identity, 'SIGTERM', STOP_TIMEOUT_MS);
      rmSync(pidFile, { force: true });
    },
  };
}

/** The write-ahead log makes SQLite two to three times faster (measured); both settings survive a kill. */
function serverArguments(
  folder: string,
  port: number,
  uiPort: number,
  metricsPort: number,
): readonly string[] {
  return [
    ...['server', 'start-dev', '--ip', LOOPBACK, '--ui-ip', LOOPBACK],
    ...['--port', String(port), '--ui-port', String(uiPort), '--metrics-port', String(metricsPort)],
    ...['--db-filename', join(folder, 'temporal.db'), '--namespace', DEV_NAMESPACE, '--log-level', 'warn'],
    ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
  ];
}

async function endLeftBehind(pidFile: string): Promise<void> {
  const identity = readIdentity(pidFile);
  if (identity !== undefined) await stopProcess(identity, 'SIGTERM', STOP_TIMEOUT_MS);
}

async function answers(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: '1s' });
    await connection.workflowService.describeNamespace({ namespace: DEV_NAMESPACE });
    await connection.close();
    return true;
  } catch {
    return false;
  }
}
