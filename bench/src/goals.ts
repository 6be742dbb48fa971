import { LIMIT, RIVALS, SEQUENTIAL, TITLES, type CandidateName } from './candidates';
import type { Judgement } from './judgement';
import type { Results } from './results';

/** What the product is to reach: a ratio of documents per second, as the median over the rounds. */
interface Goal {
  readonly candidate: CandidateName;
  readonly dividedBy: CandidateName;
  readonly erpLatencyMs: number;
  readonly atLeast: number;
}

const DEV = 'product-dev-server';
const POSTGRES = 'product-postgres';

const GOALS: readonly Goal[] = [
  { candidate: DEV, dividedBy: LIMIT, erpLatencyMs: 20, atLeast: 0.85 },
  { candidate: POSTGRES, dividedBy: LIMIT, erpLatencyMs: 20, atLeast: 0.7 },
  { candidate: DEV, dividedBy: SEQUENTIAL, erpLatencyMs: 20, atLeast: 12 },
  ...RIVALS.map((rival) => ({ candidate: DEV, dividedBy: rival, erpLatencyMs: 20, atLeast: 1 }) as const),
  { candidate: DEV, dividedBy: LIMIT, erpLatencyMs: 100, atLeast: 0.97 },
  { candidate: POSTGRES, dividedBy: LIMIT, erpLatencyMs: 100, atLeast: 0.97 },
];

/** Fewer rounds than this have no median worth the name. */
const MIN_ROUNDS = 5;
const MAX_EVENTS_PER_DOCUMENT = 1.5;
const MAX_HISTORY_BYTES_PER_DOCUMENT = 300;

/** One line for each goal of docs/performance.md. */
export function judge({ results, ratios }: Results): readonly Judgement[] {
  const speeds = GOALS.map(({ candidate, dividedBy, erpLatencyMs, atLeast }) => {
    const what = `${TITLES[candidate]} ÷ ${TITLES[dividedBy]}, ERP at ${erpLatencyMs} ms: at least ${atLeast}`;
    const found = ratios.find(
      (ratio) =>
        ratio.candidate === candidate && ratio.dividedBy === dividedBy && ratio.erpLatencyMs === erpLatencyMs,
    );
    if (found === undefined) return { met: false, line: `${what}; not measured` };
    return { met: found.ratio.median >= atLeast, line: `${what}; is ${found.ratio.median.toFixed(2)}` };
  });
  const rest = results.flatMap(({ candidate, erpLatencyMs, rounds, faults, historyPerDocument }) => {
    const where = `${TITLES[candidate]}, ERP at ${erpLatencyMs} ms`;
    return [
      { met: rounds >= MIN_ROUNDS, line: `${where}: at least ${MIN_ROUNDS} rounds; are ${rounds}` },
      { met: faults.length === 0, line: `${where}: every document once and marked; ${faults.join('; ')}` },
      ...(historyPerDocument === null ? [] : historyGoals(where, historyPerDocument)),
    ];
  });
  return [...speeds, ...rest.filter(({ met }) => !met)];
}

function historyGoals(
  where: string,
  { events, bytes }: { readonly events: number; readonly bytes: number },
): readonly Judgement[] {
  return [
    {
      met: events <= MAX_EVENTS_PER_DOCUMENT,
      line: `${where}: at most ${MAX_EVENTS_PER_DOCUMENT} history events per document; are ${events.toFixed(2)}`,
    },
    {
      met: bytes <= MAX_HISTORY_BYTES_PER_DOCUMENT,
      line: `${where}: at most ${MAX_HISTORY_BYTES_PER_DOCUMENT} bytes of history per document; are ${bytes.toFixed(0)}`,
    },
  ];
}
