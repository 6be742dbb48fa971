import { atMost, report } from './judgement';
import { measure, type Measurement } from './measure';

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
  const [small, large] = [await measured(FEW), await measured(many)];
  const cpuRatio = cpuPerDocument(large) / cpuPerDocument(small);
  const memoryRatio = large.peakMemoryBytes.worker / small.peakMemoryBytes.worker;
  const longest = large.history?.longest ?? Infinity;
  const goals = [
    atMost('processor time per document, many ÷ few', cpuRatio, MAX_CPU_RATIO),
    atMost("the worker's memory, many ÷ few", memoryRatio, MAX_MEMORY_RATIO),
    atMost('events in the longest history', longest, MAX_EVENTS_OF_A_HISTORY),
    ...[...small.faults, ...large.faults].map((line) => ({ met: false, line })),
  ];
  if (!report(goals)) process.exitCode = 1;
}

async function measured(documents: number): Promise<Measurement> {
  const measurement = await measure({
    candidate: 'product-dev-server',
    erpLatencyMs: 0,
    documents,
    tuning: {},
  });
  const { documentsPerSecond, cpuSeconds, peakMemoryBytes, history, storedBytes } = measurement;
  const per1000 = (seconds: number): string => ((seconds / documents) * 1_000).toFixed(2);
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1_024 / 1_024)} MB`;
  say(
    `${documents} documents: ${documentsPerSecond.toFixed(0)}/s; CPU s per 1,000: worker ${per1000(cpuSeconds.worker)}, ` +
      `server ${per1000(cpuSeconds.server)}, database ${per1000(cpuSeconds.database)}; memory: worker ${megabytes(peakMemoryBytes.worker)}, ` +
      `server ${megabytes(peakMemoryBytes.server)}; history: ${history?.events ?? 0} events, the longest ${history?.longest ?? 0}; ` +
      `record ${Math.round(storedBytes.record / documents)} bytes a document`,
  );
  return measurement;
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
