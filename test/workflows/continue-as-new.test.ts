import { startTestTemporal, START_TIMEOUT_MS, type TestTemporal } from '../support/temporal';
import { keepHistory } from './recorded-history';
import { documents, noTaxCode, ScriptedWorlds } from './scripted-world';
import { eventCount, startRun, type RunHandle } from './sync-runs';

const SUGGESTED_EVENTS = 40;

const worlds = new ScriptedWorlds();
let temporal: TestTemporal;

beforeAll(async () => {
  temporal = await startTestTemporal({
    activities: worlds.activities,
    serverArguments: [
      '--dynamic-config-value',
      `limit.historyCount.suggestContinueAsNew=${SUGGESTED_EVENTS}`,
    ],
  });
}, START_TIMEOUT_MS);

afterAll(() => temporal.stop());

describe('a long run', () => {
  it('continues as new with all it knew: counts add up, and no document comes twice', async () => {
    const world = worlds.create('continued', documents(150));
    world.outcomes.set(1_002, [{ problem: noTaxCode }]);
    world.outcomes.set(
      1_003,
      Array.from({ length: 20 }, () => ({ deferredMs: 5 })),
    );
    const run = await startRun(temporal, 'continued');
    const summary = await run.result();
    expect(summary).toMatchObject({ fetched: 150, delivered: 148, exported: 148 });
    expect(summary).toMatchObject({ attention: 1, failed: 1, waiting: 0 });
    expect(world.posted).toHaveLength(148);
    expect(new Set(world.posted).size).toBe(148);
    expect(world.outcomes.get(1_003)).toHaveLength(15);
    expect(world.awaited).toEqual([1_002]);
    const parts = await partsOf(run);
    expect(parts.length).toBeGreaterThan(1);
    for (const [index, part] of parts.entries()) await keepHistory(`continue-as-new-${index + 1}`, part);
  });

  it('does not count a refused document again as one that waited before', async () => {
    const world = worlds.create('continued-refused', documents(100));
    world.letWait(1_050);
    // Beyond a number of documents with one cause no more are awaited: they go on being listed as if new.
    world.outcomes.set(1_001, [{ problem: noTaxCode }, { problem: noTaxCode }, { problem: noTaxCode }]);
    world.doNotAwait(1_001);
    const run = await startRun(temporal, 'continued-refused');
    expect(await run.result()).toMatchObject({ fetched: 99, exported: 98, attention: 1, waiting: 1 });
    expect(world.outcomes.get(1_001)).toHaveLength(2);
  });

  it('reaches its end through more waiting documents than one history suggests', async () => {
    const world = worlds.create('continued-waiting', documents(60));
    for (const id of documents(60)) world.letWait(id);
    const run = await startRun(temporal, 'continued-waiting', { pageSize: 2 });
    expect(await run.result()).toMatchObject({ pages: 31, fetched: 0, waiting: 60 });
    expect(await partsOf(run)).toHaveLength(1);
    expect(await eventCount(run)).toBeGreaterThan(SUGGESTED_EVENTS);
  });
});

/** The runs in their order, each of which continued the one before. */
async function partsOf(run: RunHandle): Promise<readonly Part[]> {
  const parts: Part[] = [];
  let runId: string | undefined = run.firstExecutionRunId;
  while (runId !== undefined) {
    const part: Part = temporal.client.workflow.getHandle(run.workflowId, runId);
    parts.push(part);
    runId = await continuedBy(part);
  }
  return parts;
}

type Part = Pick<RunHandle, 'fetchHistory'>;

async function continuedBy(part: Part): Promise<string | undefined> {
  const { events } = await part.fetchHistory();
  return events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
}
