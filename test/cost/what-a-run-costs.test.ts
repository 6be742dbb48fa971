import { COMMON_TASK_QUEUE } from '../../src/temporal/task-queue';
import { backfillWorkflowId, type BackfillInput } from '../../workflows/backfill-messages';
import { scheduleId } from '../../workflows/messages';
import type { backfill } from '../../workflows';
import { exportedBefore } from '../backfill/past';
import type { WorkerStage } from '../faults/worker-stage';
import { useStage } from '../faults/use-stage';
import { createWorld, type World } from '../faults/world';

/** Several pages and many batches: what a run costs in any case is little beside its documents. */
const INVOICES = 300;
/** As the product has it by default. */
const TUNING = { pageSize: 60, pagesAtOnce: 4, batchSize: 20, largestBatch: 60, batchesInFlight: 6 };
const COUNTS = { invoice: INVOICES, 'credit-note': 0, 'accounting-entry': 0 };
const WORLD = { seed: 1, counts: COUNTS, tuning: TUNING, isPatient: true };
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

/** The same 300 in a backfill: 0.31 events, 77 bytes, 0.17 calls to TRAEDE, as each page is looked at twice, and 3.3 statements. */
const MOST_PER_BACKFILLED: Cost = { ...MOST_PER_DOCUMENT, traedeCalls: 0.2 };

const COUNTED = ['events', 'historyBytes', 'activities', 'traedeCalls', 'erpCalls', 'statements'] as const;

const staged = useStage();

describe('what a run costs', () => {
  it(
    'is little for each document, and next to nothing when there is none',
    () =>
      inWorld(async (stage, world) => {
        const busy = await costOfRun(stage, world, { exported: INVOICES, failed: 0 });
        const idle = await costOfRun(stage, world, { fetched: 0, failed: 0 });
        expect(exceeded(busy, MOST_PER_DOCUMENT, INVOICES)).toEqual([]);
        expect(exceeded(idle, MOST_PER_IDLE_RUN, 1)).toEqual([]);
      }),
    TEST_TIMEOUT_MS,
  );

  it(
    'is little for each document of a backfill',
    () =>
      inWorld(async (stage, world) => {
        exportedBefore(world);
        const cost = await costOf(stage, world, () => backfillOf(stage, world));
        expect(exceeded(cost, MOST_PER_BACKFILLED, INVOICES)).toEqual([]);
      }),
    TEST_TIMEOUT_MS,
  );
});

async function inWorld(work: (stage: WorkerStage, world: World) => Promise<void>): Promise<void> {
  const { stage, databases } = staged();
  const world = await createWorld(stage, databases, WORLD);
  try {
    await work(stage, world);
  } finally {
    await world.close();
  }
}

async function costOfRun(
  stage: WorkerStage,
  world: World,
  expected: Readonly<Record<string, number>>,
): Promise<Cost> {
  return costOf(stage, world, async () => {
    expect(await world.syncType('invoice')).toMatchObject(expected);
    return scheduleId(world.systemId, 'invoice');
  });
}

/** @param work comes to the end of a workflow, and gives its id */
async function costOf({ client }: WorkerStage, world: World, work: () => Promise<string>): Promise<Cost> {
  const before = callsOf(world);
  const run = client.workflow.getHandle(await work());
  const after = callsOf(world);
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

/** Everything that the simulator holds was exported by another integration. */
async function backfillOf({ client }: WorkerStage, { systemId }: World): Promise<string> {
  const period = { from: '2026-01-01', to: '2026-11-20' };
  const input: BackfillInput = { systemId, ...period, types: ['invoice'], tuning: TUNING };
  const workflowId = backfillWorkflowId(input);
  const { flows } = await client.workflow.execute<typeof backfill>('backfill', {
    workflowId,
    taskQueue: COMMON_TASK_QUEUE,
    args: [input],
  });
  expect(flows).toMatchObject([{ counts: { posted: INVOICES, exported: INVOICES, failed: 0 } }]);
  return workflowId;
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
