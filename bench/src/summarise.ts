import { LIMIT, LOOPS, PRODUCTS, RIVALS, RIVALS_WITH_BATCHES, type CandidateName } from './candidates';
import type { Measurement } from './measure';
import type { Ratio, Result } from './results';
import { spreadOf } from './statistics';

/** Of one candidate at one answer time: one for each round. */
export interface Series {
  readonly candidate: CandidateName;
  readonly erpLatencyMs: number;
  readonly measurements: readonly Measurement[];
}

const MEGABYTE = 1_024 * 1_024;

export function summarise({ candidate, erpLatencyMs, measurements }: Series): Result {
  const median = (of: (measurement: Measurement) => number): number =>
    rounded(spreadOf(measurements.map(of)).median);
  const each = (of: (measurement: Measurement) => number): number =>
    median((measurement) => of(measurement) / measurement.documents);
  const hasHistory = measurements.every(({ history }) => history !== undefined);
  return {
    candidate,
    erpLatencyMs,
    documents: median(({ documents }) => documents),
    rounds: measurements.length,
    documentsPerSecond: roundedSpread(measurements.map(({ documentsPerSecond }) => documentsPerSecond)),
    cpuSecondsPer1000Documents: {
      worker: each(({ cpuSeconds }) => cpuSeconds.worker * 1_000),
      server: each(({ cpuSeconds }) => cpuSeconds.server * 1_000),
      database: each(({ cpuSeconds }) => cpuSeconds.database * 1_000),
    },
    peakMemoryMegabytes: {
      worker: median(({ peakMemoryBytes }) => peakMemoryBytes.worker / MEGABYTE),
      server: median(({ peakMemoryBytes }) => peakMemoryBytes.server / MEGABYTE),
    },
    historyPerDocument: hasHistory
      ? {
          events: each(({ history }) => history?.events ?? 0),
          bytes: each(({ history }) => history?.bytes ?? 0),
        }
      : null,
    storedBytesPerDocument: {
      record: each(({ storedBytes }) => storedBytes.record),
      engine: each(({ storedBytes }) => storedBytes.engine),
    },
    callsPerDocument: { traede: each(({ calls }) => calls.traede), erp: each(({ calls }) => calls.erp) },
    faults: measurements.flatMap(({ faults }, index) =>
      faults.map((fault) => `round ${index + 1}: ${fault}`),
    ),
  };
}

/** The product against the limit, the sequential loop and each rival; rivals and loop against the limit. */
export function ratiosOf(series: readonly Series[]): readonly Ratio[] {
  const divisors: readonly CandidateName[] = [LIMIT, ...LOOPS, ...RIVALS, ...RIVALS_WITH_BATCHES];
  const others: readonly CandidateName[] = [...RIVALS, ...RIVALS_WITH_BATCHES, ...LOOPS];
  const pairs: readonly (readonly [CandidateName, CandidateName])[] = [
    ...PRODUCTS.flatMap((product) => divisors.map((divisor) => [product, divisor] as const)),
    ...others.map((candidate) => [candidate, LIMIT] as const),
  ];
  return pairs.flatMap(([candidate, dividedBy]) =>
    series
      .filter((one) => one.candidate === candidate)
      .flatMap(({ erpLatencyMs, measurements }) => {
        const divisor = series.find(
          (one) => one.candidate === dividedBy && one.erpLatencyMs === erpLatencyMs,
        );
        if (divisor === undefined) return [];
        const ratio = roundedSpread(ratios(measurements, divisor.measurements));
        return [{ candidate, dividedBy, erpLatencyMs, ratio }];
      }),
  );
}

function ratios(dividends: readonly Measurement[], divisors: readonly Measurement[]): readonly number[] {
  return dividends.flatMap(({ documentsPerSecond }, round) => {
    const divisor = divisors[round];
    return divisor === undefined ? [] : [documentsPerSecond / divisor.documentsPerSecond];
  });
}

function roundedSpread(values: readonly number[]) {
  const { median, min, max } = spreadOf(values);
  return { median: rounded(median), min: rounded(min), max: rounded(max) };
}

/** Three places are more than any of it is exact to. */
function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
