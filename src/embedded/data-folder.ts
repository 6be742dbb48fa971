import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { tryLock, type LockFile } from './lock-file';
import { isRunning, ownIdentity, type ProcessIdentity } from './process-identity';

/** Where everything embedded lives: databases, the simulator's state, logs. */
export interface DataFolder {
  readonly path: string;
  readonly postgres: string;
  readonly temporal: string;
  readonly simulatorState: string;
  log(name: string): string;
}

export function dataFolder(path: string): DataFolder {
  const root = resolve(path);
  return {
    path: root,
    postgres: join(root, 'postgres'),
    temporal: join(root, 'temporal'),
    simulatorState: join(root, 'simulator.jsonl'),
    log: (name) => join(root, 'logs', `${name}.log`),
  };
}

export function hasData({ path }: DataFolder): boolean {
  return existsSync(path);
}

/** Addresses of what `up` runs on this folder, for the other commands. */
export interface RunningServices {
  readonly temporalAddress: string;
  readonly temporalUi: string;
}

const RUNNING_FILE = 'running.json';

/** Makes this process the only `up` on the folder. @throws when another one is at work on it */
export function occupy(folder: DataFolder): LockFile {
  mkdirSync(folder.path, { recursive: true });
  const result = tryLock(join(folder.path, 'up.lock'));
  if ('release' in result) return result;
  throw new Error(
    `traede-sync is already up on ${folder.path} (process ${result.pid}); end that one, or choose another folder with --data`,
  );
}

/** Tells other commands where the services are; to be withdrawn at the end. */
export function announce(folder: DataFolder, services: RunningServices): { withdraw(): void } {
  const file = join(folder.path, RUNNING_FILE);
  writeFileSync(file, JSON.stringify({ ...services, process: ownIdentity() }));
  return {
    withdraw() {
      rmSync(file, { force: true });
    },
  };
}

/** What a living `up` announced; `undefined` where none lives. */
export function announced(folder: DataFolder): RunningServices | undefined {
  const value = readRunning(join(folder.path, RUNNING_FILE));
  return value !== undefined && isRunning(value.process) ? value : undefined;
}

function readRunning(file: string): (RunningServices & { process: ProcessIdentity }) | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isRunningFile(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRunningFile(value: unknown): value is RunningServices & { process: ProcessIdentity } {
  return typeof value === 'object' && value !== null && 'temporalAddress' in value && 'process' in value;
}
