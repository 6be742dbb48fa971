import { scheduleId } from '../../workflows/messages';
import type { WorkerStage } from '../faults/worker-stage';
import { useStage } from '../faults/use-stage';
import { createWorld, type World } from '../faults/world';

/** Several pages and many batches: what a run costs in any case is little beside its documents. */
const INVOICES = 300;
/** As the product has it by default. */
const TUNING = { pageSize: 60, pagesAtOnce: 4, batchSize: 20, largestBatch: 60, batchesInFlight: 6 };
const TEST_TIMEOUT_MS = 120_000;

/** Counts that depend on no machine. */
interface Cost {
  readonly events: number;
  readonly historyBytes: number;
  readonly activities: number;
  readonly traedeCalls: number;
  readonly erpCalls: number;
  readonly statements: number;
}

/**
 * For one document. A run of 300 gave 0.30 events, 78 bytes, 0.05 activities, 0.14 calls to TRAEDE, 1.06 to the ERP, and
 * 3.4 statements with those of the ledger; the room above is for the order in which batches happen to end.
 */
const MOST_PER_DOCUMENT: Cost = {
  events: 0.4,
  historyBytes: 100,
  activities: 0.07,
  traedeCalls: 0.18,
  erpCalls: 1.15,
  statements: 3.8,
};

/** For a run that finds nothing new, which is most of them. It gave 11 events, 1 activity, 1 call, 4 statements. */
const MOST_PER_IDLE_RUN: Cost = {
  events: 12,
  historyBytes: 4_000,
  activities: 1,
  traedeCalls: 2,
  erpCalls: 0,
  statements: 5,
};

const COUNTED = ['events', 'historyBytes', 'activities', 'traedeCalls', 'erpCalls', 'statements'] as const;

const staged = useStage();

describe('what a run costs', () => {
  it(
    'is little for each document, and next to nothing when there is none',
    async () => {
      const { stage, databases } = staged();
      const counts = { invoice: INVOICES, 'credit-note': 0, 'accounting-entry': 0 };
      const world = await createWorld(stage, databases, { seed: 1, counts, tuning: TUNING, isPatient: true });
      try {
        const busy = await costOfRun(stage, world, { exported: INVOICES, failed: 0 });
        const idle = await costOfRun(stage, world, { fetched: 0, failed: 0 });
        expect(exceeded(busy, MOST_PER_DOCUMENT, INVOICES)).toEqual([]);
        expect(exceeded(idle, MOST_PER_IDLE_RUN, 1)).toEqual([]);
      } finally {
        await world.close();
      }
    },
    TEST_TIMEOUT_MS,
  );
});

async function costOfRun(
  { client }: WorkerStage,
  world: World,
  expected: Readonly<Record<string, number>>,
): Promise<Cost> {
  const before = callsOf(world);
  expect(await world.syncType('invoice')).toMatchObject(expected);
  const after = callsOf(world);
  const run = client.workflow.getHandle(scheduleId(world.systemId, 'invoice'));
  const { historyLength, historySize } = await run.describe();
  const { events } = await run.fetchHistory();
  return {
    events: historyLength,
    historyBytes: historySize ?? Infinity,
    activities: (events ?? []).filter(({ activityTaskScheduledEventAttributes: scheduled }) =>
      Boolean(scheduled),
    ).length,
    traedeCalls: after.traede - before.traede,
    erpCalls: after.erp - before.erp,
    statements: after.statements - before.statements,
  };
}

function callsOf({ simulator, erpCalls, statements }: World) {
  return { traede: simulator.calls.total, erp: erpCalls.calls, statements: statements.calls };
}

/** `events: 1.62, at most 1.5`. */
function exceeded(cost: Cost, most: Cost, documents: number): readonly string[] {
  return COUNTED.flatMap((name) => {
    const each = cost[name] / documents;
    return each <= most[name] ? [] : [`${name}: ${each.toFixed(2)}, at most ${most[name]}`];
  });
}
