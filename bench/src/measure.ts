import type { History, Postgres, Run, RunningCandidate } from './candidate';
import { LOOPS, RIVALS, SEQUENTIAL, type CandidateName } from './candidates';
import { inFreshFolder } from './fresh-folder';
import { cpuSeconds, peakMemoryBytes } from './process-tree';
import { startCandidate } from './start-candidate';
import { IMPORTS_AT_ONCE } from './system';
import { startWorld, type World } from './world';

/** One candidate, once, at one answer time of the ERP. */
export interface Task {
  readonly candidate: CandidateName;
  readonly erpLatencyMs: number;
  readonly documents: number;
  readonly tuning: Readonly<Record<string, number>>;
}

export interface Measurement {
  readonly documents: number;
  readonly documentsPerSecond: number;
  /** For the whole run, of the process of the work, of the engine's server, and of PostgreSQL. */
  readonly cpuSeconds: { readonly worker: number; readonly server: number; readonly database: number };
  readonly peakMemoryBytes: { readonly worker: number; readonly server: number };
  /** Of Temporal. */
  readonly history?: History;
  /** Kept by the delivery record, and by the engine. */
  readonly storedBytes: { readonly record: number; readonly engine: number };
  readonly calls: { readonly traede: number; readonly erp: number };
  /** Empty when every document is in the ERP once and marked. */
  readonly faults: readonly string[];
}

/** Documents synced before the measured ones: compilers and connections are warm, as in a worker that has been up. */
export const WARM_UP_DOCUMENTS = 120;
/**
 * A steady pace is as fast with few documents as with many, where a run takes this long: it bounds how long a measurement
 * takes where the ERP is slow.
 */
const MAX_RUN_MS = 16_000;
const ERP_CALLS_PER_DOCUMENT = 1.1;
/** Where each document is a step of its own, a few hundred take as long. */
const MAX_DOCUMENTS_ALONE = 200;
const MIN_DOCUMENTS = 30;

export async function measure(task: Task): Promise<Measurement> {
  const documents = documentsOf(task);
  return inFreshFolder(
    `${task.candidate} with an ERP of ${task.erpLatencyMs} ms`,
    async (folder, cleanup) => {
      const world = await startWorld(
        {
          documents: Math.min(WARM_UP_DOCUMENTS, documents),
          erpLatencyMs: task.erpLatencyMs,
          importsAtOnce: isLoop(task.candidate) ? 1 : IMPORTS_AT_ONCE,
          tuning: task.tuning,
          folder,
        },
        cleanup,
      );
      const candidate = await startCandidate(task.candidate, world.surroundings);
      cleanup.add(task.candidate, () => candidate.stop());
      await candidate.run();
      await world.create(documents);
      return observe(world, candidate, documents, () => candidate.run());
    },
  );
}

function isLoop(candidate: CandidateName): boolean {
  return LOOPS.some((loop) => loop === candidate);
}

function documentsOf({ candidate, documents, erpLatencyMs }: Task): number {
  if ([SEQUENTIAL, ...RIVALS].some((alone) => alone === candidate)) {
    return Math.min(documents, MAX_DOCUMENTS_ALONE);
  }
  if (erpLatencyMs === 0) return documents;
  const callsAtOnce = isLoop(candidate) ? 1 : IMPORTS_AT_ONCE;
  const bound = Math.round((MAX_RUN_MS * callsAtOnce) / (erpLatencyMs * ERP_CALLS_PER_DOCUMENT));
  return Math.min(documents, Math.max(MIN_DOCUMENTS, bound));
}

/** What it takes to bring documents that are there already. */
export async function observe(
  world: World,
  candidate: RunningCandidate,
  documents: number,
  bring: () => Promise<Run>,
): Promise<Measurement> {
  const { postgres } = world.surroundings;
  const [storedBefore, callsBefore] = [await stored(candidate, postgres), await world.calls()];
  const cpuBefore = cpu(candidate, postgres);
  const run = await bring();
  const cpuAfter = cpu(candidate, postgres);
  const [storedAfter, callsAfter] = [await stored(candidate, postgres), await world.calls()];
  return {
    documents,
    documentsPerSecond: documents / (run.durationMs / 1_000),
    cpuSeconds: difference(cpuAfter, cpuBefore),
    peakMemoryBytes: {
      worker: peakMemoryBytes(candidate.workerPids),
      server: peakMemoryBytes(candidate.serverPids),
    },
    ...(run.history === undefined ? {} : { history: run.history }),
    storedBytes: difference(storedAfter, storedBefore),
    calls: difference(callsAfter, callsBefore),
    faults: await world.faults(),
  };
}

function cpu({ workerPids, serverPids }: RunningCandidate, { pid }: Postgres) {
  return { worker: cpuSeconds(workerPids), server: cpuSeconds(serverPids), database: cpuSeconds([pid]) };
}

async function stored(candidate: RunningCandidate, postgres: Postgres) {
  return { record: await postgres.databaseBytes(), engine: await candidate.storedBytes() };
}

function difference<K extends string>(
  after: Readonly<Record<K, number>>,
  before: Readonly<Record<K, number>>,
): Readonly<Record<K, number>> {
  const result: Record<K, number> = { ...after };
  for (const key in result) result[key] = after[key] - before[key];
  return result;
}
