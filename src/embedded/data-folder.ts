import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { tryLock, type LockFile } from './lock-file';
import { isRunning, ownIdentity } from './process-identity';

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
  /** Absent: a Temporal of others is used. */
  readonly temporalAddress?: string | undefined;
  readonly temporalUi?: string | undefined;
  /** Absent: a real TRAEDE is used. */
  readonly simulatorUrl?: string | undefined;
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

const runningFile = z.object({
  temporalAddress: z.string().optional(),
  temporalUi: z.string().optional(),
  simulatorUrl: z.string().optional(),
  process: z.object({ pid: z.number(), startedAt: z.string() }),
});

/** What a living `up` announced; `undefined` where none lives. */
export function announced(folder: DataFolder): RunningServices | undefined {
  const value = readRunning(join(folder.path, RUNNING_FILE));
  return value !== undefined && isRunning(value.process) ? value : undefined;
}

function readRunning(file: string): z.output<typeof runningFile> | undefined {
  try {
    return runningFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
