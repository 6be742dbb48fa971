import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity';

export interface BackgroundCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Receives standard output and standard error; replaced at each start, so that it cannot grow for ever. */
  readonly logFile: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Starts a process in a session of its own: a terminal's Ctrl-C reaches only us, so that we can end what we started
 * in order (the worker before the server, the server before the database).
 */
export async function startInBackground(command: BackgroundCommand): Promise<ProcessIdentity> {
  mkdirSync(dirname(command.logFile), { recursive: true });
  const log = openSync(command.logFile, 'w');
  try {
    const child = spawn(command.command, command.args, {
      cwd: command.cwd,
      detached: true,
      stdio: ['ignore', log, log],
      ...(command.environment === undefined ? {} : { env: command.environment }),
      ...(command.uid === undefined ? {} : { uid: command.uid }),
      ...(command.gid === undefined ? {} : { gid: command.gid }),
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    return identityOf(child.pid ?? 0) ?? { pid: child.pid ?? 0, startedAt: 'ended' };
  } finally {
    closeSync(log);
  }
}

const POLL_INTERVAL_MS = 20;

/** Waits until `ready` answers true. @throws when the process ends before, or after `timeoutMs`, with its last words */
export async function waitUntilReady(
  name: string,
  identity: ProcessIdentity,
  logFile: string,
  timeoutMs: number,
  ready: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await ready())) {
    const ended = !isRunning(identity);
    if (ended || Date.now() > deadline) {
      const what = ended ? 'ended at once' : `did not answer within ${timeoutMs / 1000} s`;
      throw new Error(`${name} ${what}; its log ${logFile} ends with:\n${lastLines(logFile)}`);
    }
    await sleep(POLL_INTERVAL_MS);
  }
}

/** Asks a process to end by `signal`, and kills it when it has not within `timeoutMs`. */
export async function stopProcess(
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
  timeoutMs: number,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  sendSignal(identity, signal);
  while (isRunning(identity)) {
    if (Date.now() > deadline) sendSignal(identity, 'SIGKILL');
    await sleep(POLL_INTERVAL_MS);
  }
}

function sendSignal(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isRunning(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch {
    // It ended between the look and the signal.
  }
}

const LAST_LINES = 12;

function lastLines(logFile: string): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  } catch {
    return '(no log)';
  }
}
