import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledFailure, WorkflowFailedError } from '@temporalio/client';
import { eventually, startTestTemporal, START_TIMEOUT_MS, type TestTemporal } from '../support/temporal';
import { keepHistory } from './recorded-history';
import { documents, ScriptedWorlds, type ScriptedWorld } from './scripted-world';
import { startRun } from './sync-runs';

const worlds = new ScriptedWorlds();
let temporal: TestTemporal;

beforeAll(async () => {
  temporal = await startTestTemporal({ activities: worlds.activities });
}, START_TIMEOUT_MS);

afterAll(() => temporal.stop());

const DENIED = { type: 'TraedeAccessDenied', message: 'TRAEDE refuses the token. Renew it.' } as const;
const AWAY = { type: 'TraedeUnavailable', message: 'TRAEDE does not answer.' } as const;
const CANCELLED: unknown = expect.any(CancelledFailure);

/** Longer than any import that was on its way. */
const AFTERWARDS_MS = 1_500;

async function expectNothingGoesOn(world: ScriptedWorld): Promise<void> {
  const { calls, posted } = world;
  const [callsThen, postedThen] = [calls.length, posted.length];
  await sleep(AFTERWARDS_MS);
  expect(calls).toHaveLength(callsThen);
  expect(posted).toHaveLength(postedThen);
}

describe('a failure that concerns everything', () => {
  it('ends the run at once, in one line that stands alone, and nothing goes on behind it', async () => {
    const world = worlds.create('denied', documents(60));
    world.begun.importDocuments = () => {
      // The first batch is refused its mark while the others are on their way into the ERP.
      world.takesMs.importDocuments = world.count('importDocuments') === 1 ? 50 : 800;
    };
    world.failing.markExported = DENIED;
    const run = await startRun(temporal, 'denied', { batchSize: 5, batchesInFlight: 3 });
    const error: unknown = await run.result().catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(WorkflowFailedError);
    expect(error).toMatchObject({
      cause: {
        type: DENIED.type,
        message: `Syncing invoices stopped. ${DENIED.message}`,
        nonRetryable: true,
      },
    });
    expect((error as WorkflowFailedError).cause?.cause).toBeUndefined();
    expect(world.exported).toEqual([]);
    await expectNothingGoesOn(world);
    await keepHistory('fatal', run);
  });

  it('is not held up by an outage of something else', async () => {
    const world = worlds.create('denied-in-outage', documents(40));
    world.takesMs.importDocuments = 800;
    world.failing.importDocuments = { ...DENIED, type: 'ErpAccessDenied' };
    world.begun.fetchPage = () => {
      // The first page arrives, the second finds TRAEDE away.
      if (world.count('fetchPage') > 1) world.failing.fetchPage = AWAY;
    };
    const run = await startRun(temporal, 'denied-in-outage');
    const started = Date.now();
    await expect(run.result()).rejects.toMatchObject({ cause: { type: 'ErpAccessDenied' } });
    expect(Date.now() - started).toBeLessThan(4_000);
    expect(world.count('fetchPage')).toBe(2);
    await expectNothingGoesOn(world);
  });

  it('is not held up by documents that were put off', async () => {
    const world = worlds.create('denied-deferred', documents(2));
    world.outcomes.set(1_001, [{ deferredMs: 60_000 }]);
    world.failing.markExported = DENIED;
    const run = await startRun(temporal, 'denied-deferred', { batchSize: 1 });
    const started = Date.now();
    await expect(run.result()).rejects.toMatchObject({ cause: { type: DENIED.type } });
    expect(Date.now() - started).toBeLessThan(4_000);
  });
});

describe('a cancelled run', () => {
  it('ends as cancelled once what was on its way has ended, and nothing goes on behind it', async () => {
    const world = worlds.create('cancelled', documents(60));
    world.takesMs.importDocuments = 800;
    const run = await startRun(temporal, 'cancelled', { batchSize: 5, batchesInFlight: 2 });
    await eventually('imports are at work', () => world.count('importDocuments') === 2);
    await run.cancel();
    const error: unknown = await run.result().catch((failure: unknown) => failure);
    expect(error).toMatchObject({ cause: CANCELLED });
    await expectNothingGoesOn(world);
    expect(world.posted).toHaveLength(10);
    expect((await run.describe()).status.name).toBe('CANCELLED');
    await keepHistory('cancelled', run);
  });

  it('does not wait for the end of an outage', async () => {
    const world = worlds.create('cancelled-in-outage', documents(5));
    world.failing.importDocuments = { type: 'ErpUnavailable', message: 'The ERP does not answer.' };
    const run = await startRun(temporal, 'cancelled-in-outage');
    await eventually('the outage is met', () => world.count('importDocuments') > 0);
    await sleep(200);
    await run.cancel();
    await expect(run.result()).rejects.toMatchObject({ cause: CANCELLED });
    expect(world.count('importDocuments')).toBe(1);
  });
});
