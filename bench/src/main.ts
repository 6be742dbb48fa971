import { readArguments, USAGE, type Arguments } from './arguments';
import type { CandidateName } from './candidates';
import { measure, type Measurement } from './measure';
import { ratiosOf, summarise, type Series } from './summarise';
import { tableOf } from './table';

/** Runs every candidate once in each round, each round beginning with another one: what warms or fills the machine hits all. */
async function measureAll(options: Arguments): Promise<readonly Series[]> {
  const measured = new Map<string, Measurement[]>();
  for (let round = 0; round < options.rounds; round += 1) {
    for (const erpLatencyMs of options.erpLatenciesMs) {
      for (const candidate of rotated(options.candidates, round)) {
        const { documents, tuning } = options;
        const measurement = await measure({ candidate, erpLatencyMs, documents, tuning });
        say(progress(round, candidate, erpLatencyMs, measurement));
        const key = `${candidate} ${erpLatencyMs}`;
        measured.set(key, [...(measured.get(key) ?? []), measurement]);
      }
    }
  }
  return options.erpLatenciesMs.flatMap((erpLatencyMs) =>
    options.candidates.map((candidate) => {
      const measurements = measured.get(`${candidate} ${erpLatencyMs}`) ?? [];
      return { candidate, erpLatencyMs, measurements };
    }),
  );
}

function rotated(candidates: readonly CandidateName[], by: number): readonly CandidateName[] {
  const first = by % candidates.length;
  return [...candidates.slice(first), ...candidates.slice(0, first)];
}

function progress(
  round: number,
  candidate: CandidateName,
  erpLatencyMs: number,
  { documentsPerSecond, faults }: Measurement,
): string {
  const wrong = faults.length === 0 ? '' : `  WRONG: ${faults.join('; ')}`;
  return `round ${round + 1}  ERP ${erpLatencyMs} ms  ${candidate}  ${documentsPerSecond.toFixed(0)}/s${wrong}`;
}

async function main(): Promise<void> {
  const options = readArguments(process.argv.slice(2));
  const series = await measureAll(options);
  process.stdout.write(`${tableOf({ results: series.map(summarise), ratios: [...ratiosOf(series)] })}\n`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  say(USAGE);
  process.exitCode = 1;
});
