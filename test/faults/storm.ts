import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DOCUMENT_TYPES } from '../../src/document';
import {
  identityOf,
  isRunning,
  programOf,
  readIdentity,
  type ProcessIdentity,
} from '../../src/embedded/process-identity';
import { createLedger } from '../../src/erp/ledger';
import { startSimulator, type Simulator } from '../../src/simulator';
import { randomFor, type Random } from '../../src/simulator/random';
import type { Books } from './invariants';
import { documentCount, remaining, startProductProcesses } from './product-processes';
import type { WorkerProcess } from './worker-process';

const SYSTEM_ID = 'storm';
const COUNTS = { invoice: 60, 'credit-note': 10, 'accounting-entry': 60 } as const;
/** A run every few seconds: whatever a kill interrupted is taken up while the storm goes on. */
const CONFIG = `
systems:
  ${SYSTEM_ID}:
    schedules:
      invoice: { every: 3s, jitter: 1s }
      credit-note: { every: 3s, jitter: 1s }
      accounting-entry: { every: 3s, jitter: 1s }
    sync: { pageSize: 20, batchSize: 5, batchesInFlight: 3 }
`;

const VICTIMS = ['worker 1', 'worker 2', 'Temporal', 'PostgreSQL'] as const;
type Victim = (typeof VICTIMS)[number];

/** From one kill to the next: some fall into the start after the last one, some into full work. */
const PAUSE_MS = { min: 300, max: 4_500 };
/** Documents that come in before each kill, of each type at most: there is always work. */
const NEW_DOCUMENTS = 4;
const PROGRESS_EVERY = 10;

export interface Storm {
  readonly books: Books;
  /** Kills at random until `kills` were done, or the time is over. */
  rage(options: { kills: number; deadlineMs: number; tell: (line: string) => void }): Promise<void>;
  /** Waits until TRAEDE lists nothing any more. @throws after `timeoutMs` */
  calm(timeoutMs: number): Promise<void>;
  /** Failures of runs, as Temporal lists them: kills are no reason to fail. */
  failedRuns(): Promise<readonly string[]>;
  report(): string;
  stop(): Promise<void>;
}

/** Starts everything that can be killed in processes of its own; TRAEDE stays in this one. */
export async function startStorm(seed: number): Promise<Storm> {
  const simulator = await startSimulator({ seed, counts: COUNTS });
  const product = await startProductProcesses({ simulator, configuration: CONFIG, workers: 2 });
  const { folder, workers, pool } = product;
  const random = randomFor('storm', seed);
  const kills = new Map<Victim, number>(VICTIMS.map((victim) => [victim, 0]));
  return {
    books: { systemId: SYSTEM_ID, simulator, ledger: createLedger({ pool }), pool },
    async rage(options) {
      for (let done = 0; done < options.kills && Date.now() < options.deadlineMs;) {
        bringDocuments(simulator, random);
        await sleep(random.integer(PAUSE_MS.min, PAUSE_MS.max));
        const victim = random.pick(VICTIMS);
        if (!kill(victim, folder, workers)) continue;
        kills.set(victim, (kills.get(victim) ?? 0) + 1);
        done += 1;
        if (done % PROGRESS_EVERY === 0)
          options.tell(`storm: ${done} kills, ${remaining(simulator, SYSTEM_ID)} documents to go`);
      }
    },
    async calm(timeoutMs) {
      const end = Date.now() + timeoutMs;
      while (remaining(simulator, SYSTEM_ID) > 0) {
        if (Date.now() > end)
          throw new Error(
            `${remaining(simulator, SYSTEM_ID)} documents were not delivered within ${timeoutMs} ms`,
          );
        await sleep(500);
      }
      // Marked, but perhaps not yet recorded as such.
      await sleep(5_000);
    },
    failedRuns: () => product.failedRuns(),
    report: () =>
      `${total(kills)} kills (${[...kills].map(([victim, times]) => `${victim} ${times}`).join(', ')}), ` +
      `${documentCount(simulator)} documents, workers started ${workers.map((worker) => worker.starts).join(' and ')} times`,
    async stop() {
      await product.stop();
      await simulator.stop();
    },
  };
}

function bringDocuments(simulator: Simulator, random: Random): void {
  for (const type of DOCUMENT_TYPES) simulator.create(type, random.integer(1, NEW_DOCUMENTS));
}

/** @returns false when the victim was not running just then */
function kill(victim: Victim, folder: string, workers: readonly WorkerProcess[]): boolean {
  switch (victim) {
    case 'worker 1':
      return workers[0]?.kill() ?? false;
    case 'worker 2':
      return workers[1]?.kill() ?? false;
    case 'Temporal':
      return killProcess(readIdentity(join(folder, 'temporal', 'server.json')));
    case 'PostgreSQL':
      return killProcess(postmaster(folder));
  }
}

function postmaster(folder: string): ProcessIdentity | undefined {
  try {
    const [pid] = readFileSync(join(folder, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n');
    const identity = identityOf(Number(pid));
    // A file that the last kill left may name a pid that is another program's by now.
    return identity !== undefined && programOf(identity.pid)?.includes('postgres') === true
      ? identity
      : undefined;
  } catch {
    return undefined;
  }
}

function killProcess(identity: ProcessIdentity | undefined): boolean {
  if (identity === undefined || !isRunning(identity)) return false;
  process.kill(identity.pid, 'SIGKILL');
  return true;
}

function total(kills: ReadonlyMap<Victim, number>): number {
  return [...kills.values()].reduce((sum, times) => sum + times, 0);
}
