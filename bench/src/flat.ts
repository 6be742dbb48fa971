import { atMost, report } from './judgement';
import { measure, type Measurement } from './measure';
import { measureBackfill } from './measure-backfill';

const FEW = 1_000;
const DEFAULT_MANY = 100_000;

/** What a hundred times as many documents may cost more, each. */
const MAX_CPU_RATIO = 1.1;
const MAX_MEMORY_RATIO = 1.25;
const MAX_EVENTS_OF_A_HISTORY = 5_000;

/** One thousand documents against many: a backfill of years must cost per document what a morning's costs. */
async function main(): Promise<void> {
  const many = Number(process.argv[2] ?? DEFAULT_MANY);
  if (!Number.isSafeInteger(many) || many <= FEW)
    throw new Error(`npm run bench:flat -- N, with N above ${FEW}`);
  const isFlat = [
    await compare('scheduled run', many, measureRun),
    await compare('backfill', many, measureBackfill),
  ].every((isMet) => isMet);
  if (!isFlat) process.exitCode = 1;
}

function measureRun(documents: number): Promise<Measurement> {
  return measure({ candidate: 'product-dev-server', erpLatencyMs: 0, documents, tuning: {} });
}

/** @returns whether all goals are met */
async function compare(
  way: string,
  many: number,
  measured: (documents: number) => Promise<Measurement>,
): Promise<boolean> {
  const small = await measured(FEW);
  tell(way, small);
  const large = await measured(many);
  tell(way, large);
  const cpuRatio = cpuPerDocument(large) / cpuPerDocument(small);
  const memoryRatio = large.peakMemoryBytes.worker / small.peakMemoryBytes.worker;
  const longest = large.history?.longest ?? Infinity;
  return report([
    atMost(`${way}: processor time per document, many ÷ few`, cpuRatio, MAX_CPU_RATIO),
    atMost(`${way}: the worker's memory, many ÷ few`, memoryRatio, MAX_MEMORY_RATIO),
    atMost(`${way}: events in the longest history`, longest, MAX_EVENTS_OF_A_HISTORY),
    ...[...small.faults, ...large.faults].map((line) => ({ met: false, line: `${way}: ${line}` })),
  ]);
}

function tell(way: string, measurement: Measurement): void {
  const { documents, documentsPerSecond, cpuSeconds, peakMemoryBytes, history, storedBytes } = measurement;
  const per1000 = (seconds: number): string => ((seconds / documents) * 1_000).toFixed(2);
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1_024 / 1_024)} MB`;
  say(
    `${way} of ${documents} documents: ${documentsPerSecond.toFixed(0)}/s; CPU s per 1,000: worker ${per1000(cpuSeconds.worker)}, ` +
      `server ${per1000(cpuSeconds.server)}, database ${per1000(cpuSeconds.database)}; memory: worker ${megabytes(peakMemoryBytes.worker)}, ` +
      `server ${megabytes(peakMemoryBytes.server)}; history: ${history?.events ?? 0} events, ${history?.bytes ?? 0} bytes, ` +
      `the longest ${history?.longest ?? 0}; record ${Math.round(storedBytes.record / documents)} bytes a document`,
  );
}

function cpuPerDocument({ cpuSeconds, documents }: Measurement): number {
  return (cpuSeconds.worker + cpuSeconds.server + cpuSeconds.database) / documents;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
