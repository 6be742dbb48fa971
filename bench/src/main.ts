import { inspect } from 'node:util';
import { readArguments, USAGE, type Arguments } from './arguments';
import type { CandidateName } from './candidates';
import { judge } from './goals';
import { report } from './judgement';
import { keepAsLatest, readLatest } from './latest';
import { thisMachine, versions } from './machine';
import { measure, type Measurement } from './measure';
import type { Results } from './results';
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
  if (options.check) {
    process.exitCode = report(judge(readLatest())) ? 0 : 1;
    return;
  }
  const series = await measureAll(options);
  const results: Results = {
    date: new Date().toISOString(),
    machine: thisMachine(),
    versions: versions(),
    results: series.map(summarise),
    ratios: [...ratiosOf(series)],
  };
  process.stdout.write(`${tableOf(results)}\n`);
  if (!options.keep) return;
  report(judge(keepAsLatest(results)));
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

main().catch((error: unknown) => {
  say(inspect(error));
  if (!(error instanceof Error) || error.cause === undefined) say(USAGE);
  process.exitCode = 1;
});
