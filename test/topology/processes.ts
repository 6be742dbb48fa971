import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { startInBackground, stopProcess } from '../../src/embedded/background-process';
import type { ProcessIdentity } from '../../src/embedded/process-identity';

const PROGRAM = join(__dirname, '..', '..', 'bin', 'traede-sync.js');
/** A worker lets its batches finish for ten seconds. */
const STOP_TIMEOUT_MS = 30_000;

const noted = z.array(z.object({ pid: z.number(), startedAt: z.string() }));

export interface ProductProcess {
  readonly name: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** The product's processes on one folder, as containers would run them: each by its own command and variables. */
export class ProductProcesses {
  readonly #folder: string;
  readonly #started: ProcessIdentity[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Ends what a killed run left behind. */
  async clearLeftovers(): Promise<void> {
    if (!existsSync(this.#notes)) return;
    const left = noted.safeParse(JSON.parse(readFileSync(this.#notes, 'utf8')));
    await Promise.all((left.data ?? []).map((identity) => stopProcess(identity, 'SIGTERM', STOP_TIMEOUT_MS)));
  }

  async start({ name, args, environment }: ProductProcess): Promise<ProcessIdentity> {
    const identity = await startInBackground({
      command: process.execPath,
      args: [PROGRAM, ...args],
      cwd: this.#folder,
      logFile: this.logFile(name),
      environment: { ...environment },
    });
    this.#started.push(identity);
    writeFileSync(this.#notes, JSON.stringify(this.#started));
    return identity;
  }

  logFile(name: string): string {
    return join(this.#folder, 'logs', `${name}.log`);
  }

  async stop(identities: readonly ProcessIdentity[] = this.#started): Promise<void> {
    await Promise.all(identities.map((identity) => stopProcess(identity, 'SIGTERM', STOP_TIMEOUT_MS)));
  }

  get #notes(): string {
    return join(this.#folder, 'processes.json');
  }
}
