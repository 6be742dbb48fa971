import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { startInBackground, stopProcess, waitUntilReady } from '../embedded/background-process';
import { freePort, LOOPBACK } from '../embedded/ports';
import { isRunning, readIdentity, type ProcessIdentity } from '../embedded/process-identity';
import { WITHOUT_PROXY } from './without-proxy';

/** Temporal's usual ports, so that its own tools find the server by themselves. */
const PREFERRED_PORT = 7233;
const PREFERRED_UI_PORT = 8233;
/** Measured: below a second; a large file after a crash takes longer. */
const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;
/** A server that finds its port taken ends within this time; until then another one may have answered in its place. */
const BOUND_AFTER_MS = 500;
/** A port found free may be taken before the server binds it. */
const START_ATTEMPTS = 3;

export const DEV_NAMESPACE = 'default';

export interface DevServer {
  readonly address: string;
  readonly uiUrl: string;
  /** Starts the server again, on the same ports, where it has died; @returns whether it had. */
  revive(): Promise<boolean>;
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
  const leftBehind = readIdentity(pidFile);
  if (leftBehind !== undefined) await stopProcess(leftBehind, 'SIGTERM', STOP_TIMEOUT_MS);
  const { ports, process } = await startOnSomePorts(options);
  let identity = process;
  writeFileSync(pidFile, JSON.stringify(identity));
  return {
    address: addressOf(ports),
    uiUrl: `http://localhost:${ports.ui}`,
    async revive() {
      if (isRunning(identity)) return false;
      identity = await start(options, ports);
      writeFileSync(pidFile, JSON.stringify(identity));
      return true;
    },
    async stop() {
      await stopProcess(identity, 'SIGTERM', STOP_TIMEOUT_MS);
      rmSync(pidFile, { force: true });
    },
  };
}

interface Ports {
  readonly grpc: number;
  readonly ui: number;
  readonly metrics: number;
}

async function startOnSomePorts(
  options: DevServerOptions,
): Promise<{ readonly ports: Ports; readonly process: ProcessIdentity }> {
  for (let attempt = 1; ; attempt += 1) {
    const usual = attempt === 1;
    const ports = {
      grpc: await freePort(usual ? PREFERRED_PORT : 0),
      ui: await freePort(usual ? PREFERRED_UI_PORT : 0),
      metrics: await freePort(0),
    };
    try {
      return { ports, process: await start(options, ports) };
    } catch (error) {
      if (attempt === START_ATTEMPTS) throw error;
    }
  }
}

async function start(options: DevServerOptions, ports: Ports): Promise<ProcessIdentity> {
  const startedAtMs = performance.now();
  const identity = await startInBackground({
    command: options.cliPath,
    args: serverArguments(options.folder, ports),
    cwd: options.folder,
    logFile: options.logFile,
    // TEMPORAL_* variables point our clients somewhere; the server must not read them, nor get at any secret.
    environment: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: options.folder },
  });
  await waitUntilReady('the Temporal server', identity, options.logFile, READY_TIMEOUT_MS, () =>
    answers(addressOf(ports)),
  );
  await sleep(Math.max(0, startedAtMs + BOUND_AFTER_MS - performance.now()));
  if (!isRunning(identity)) throw new Error(`another server answers on ${addressOf(ports)}`);
  return identity;
}

function addressOf({ grpc }: Ports): string {
  return `${LOOPBACK}:${grpc}`;
}

/** The write-ahead log makes SQLite two to three times faster (measured); both settings survive a kill. */
function serverArguments(folder: string, ports: Ports): readonly string[] {
  return [
    ...['server', 'start-dev', '--ip', LOOPBACK, '--ui-ip', LOOPBACK],
    ...['--port', String(ports.grpc), '--ui-port', String(ports.ui), '--metrics-port', String(ports.metrics)],
    ...['--db-filename', join(folder, 'temporal.db'), '--namespace', DEV_NAMESPACE, '--log-level', 'warn'],
    ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
  ];
}

async function answers(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: '1s', ...WITHOUT_PROXY });
    await connection.workflowService.describeNamespace({ namespace: DEV_NAMESPACE });
    await connection.close();
    return true;
  } catch {
    return false;
  }
}
