import { z } from 'zod';
import { parsePlainDate, type PlainDate } from '../../src/plain-date';
import { eventually, startTestTemporal, START_TIMEOUT_MS, type TestTemporal } from '../support/temporal';
import { keepHistory } from './recorded-history';
import { documents, noTaxCode, ScriptedWorlds, type ScriptedWorld } from './scripted-world';
import { eventCount, startRun } from './sync-runs';

const worlds = new ScriptedWorlds();
let temporal: TestTemporal;

beforeAll(async () => {
  temporal = await startTestTemporal({ activities: worlds.activities });
}, START_TIMEOUT_MS);

afterAll(() => temporal.stop());

describe('a run', () => {
  it('delivers and marks everything, each document once', async () => {
    const world = worlds.create('clean', documents(45));
    const run = await startRun(temporal, 'clean');
    const summary = await run.result();
    expect(summary).toMatchObject({ fetched: 45, delivered: 45, exported: 45, attention: 0, failed: 0 });
    expect(summary).toMatchObject({ systemId: 'clean', documentType: 'invoice', waiting: 0 });
    expect([...world.posted].sort()).toEqual(documents(45));
    expect(world.listed).toEqual([]);
    await keepHistory('clean', run);
  });

  it('that finds nothing costs twelve events at most', async () => {
    const world = worlds.create('nothing', []);
    const run = await startRun(temporal, 'nothing');
    expect(await run.result()).toMatchObject({ pages: 1, fetched: 0, exported: 0 });
    expect(world.calls.map(({ activity }) => activity)).toEqual(['fetchPage']);
    expect(await eventCount(run)).toBeLessThanOrEqual(12);
    await keepHistory('nothing', run);
  });

  it('costs one and a half events for each document at most', async () => {
    worlds.create('events', documents(400));
    const run = await startRun(temporal, 'events', { pageSize: 60 });
    expect(await run.result()).toMatchObject({ exported: 400 });
    expect(await eventCount(run)).toBeLessThanOrEqual(1.5 * 400);
  });

  it('has no more imports at work than it is tuned to', async () => {
    const world = worlds.create('bounded', documents(60));
    world.takesMs.importDocuments = 60;
    const run = await startRun(temporal, 'bounded', { batchSize: 4, batchesInFlight: 3 });
    expect(await run.result()).toMatchObject({ exported: 60 });
    expect(world.mostImportsAtOnce).toBe(3);
  });

  it('stays within them when deferred documents come back', async () => {
    const world = worlds.create('bounded-deferred', documents(24));
    world.takesMs.importDocuments = 30;
    for (const id of documents(24)) world.outcomes.set(id, [{ deferredMs: 20 }]);
    const run = await startRun(temporal, 'bounded-deferred', { batchSize: 3, batchesInFlight: 2 });
    expect(await run.result()).toMatchObject({ exported: 24, failed: 0 });
    expect(world.mostImportsAtOnce).toBe(2);
  });

  it('fetches the next page while documents are imported', async () => {
    const world = worlds.create('overlap', documents(40));
    world.takesMs.importDocuments = 400;
    const importsAtSecondFetch: number[] = [];
    world.begun.fetchPage = () => importsAtSecondFetch.push(world.posted.length);
    await (await startRun(temporal, 'overlap')).result();
    // The second page is asked for before the first page's documents are in the ERP.
    expect(importsAtSecondFetch.slice(0, 2)).toEqual([0, 0]);
    expect(world.exported).toHaveLength(40);
  });

  it('finds every document while marking shifts the pages', async () => {
    const world = worlds.create('page-shift', documents(50));
    world.marksAlone = true;
    let next = 5_000;
    world.takesMs.markExported = 20;
    // New documents come in at the front, too, while it walks.
    world.begun.markExported = () => {
      if (next < 5_005) world.listed = [(next += 1), ...world.listed];
    };
    const run = await startRun(temporal, 'page-shift', { pageSize: 7, batchSize: 3, batchesInFlight: 2 });
    expect(await run.result()).toMatchObject({ fetched: 55, exported: 55 });
    expect(new Set(world.posted).size).toBe(55);
    expect(world.posted).toHaveLength(55);
    await keepHistory('page-shift', run);
  });
});

describe('a run of today', () => {
  const TODAY = { pageSize: 10, pagesAtOnce: 4, batchSize: 5, largestBatch: 20, batchesInFlight: 3 };

  it('marks in the import, fetches several pages at once, and imports more at a time where the ERP is quick', async () => {
    const world = worlds.create('today', documents(300));
    world.takesMs.importDocuments = 10;
    const run = await startRun(temporal, 'today', TODAY);
    expect(await run.result()).toMatchObject({ fetched: 300, delivered: 300, exported: 300 });
    expect([...world.posted].sort()).toEqual(documents(300));
    expect(world.listed).toEqual([]);
    expect(world.count('markExported')).toBe(0);
    expect(world.count('fetchPage')).toBeLessThan(300 / TODAY.pageSize);
    expect(Math.max(...batchesOf(world))).toBe(TODAY.largestBatch);
    expect(await eventCount(run)).toBeLessThanOrEqual(0.7 * 300);
    await keepHistory('today', run);
  });

  it('finds every document while marks shift the pages and new ones come in at the front', async () => {
    const world = worlds.create('today-shift', documents(90));
    let next = 5_000;
    world.begun.importDocuments = () => {
      if (next < 5_005) world.listed = [(next += 1), ...world.listed];
    };
    const run = await startRun(temporal, 'today-shift', { ...TODAY, pageSize: 7 });
    expect(await run.result()).toMatchObject({ fetched: 95, exported: 95 });
    expect(world.posted).toHaveLength(95);
    expect(new Set(world.posted).size).toBe(95);
    await keepHistory('today-shift', run);
  });

  it('marks what the import could not mark in an activity of its own', async () => {
    const world = worlds.create('today-unmarked', documents(12));
    world.failing.markExported = { type: 'TraedeUnavailable', message: 'TRAEDE does not answer (timeout).' };
    const run = await startRun(temporal, 'today-unmarked', TODAY);
    await eventually('the outage is met', () => world.count('markExported') > 0);
    world.failing = {};
    expect(await run.result()).toMatchObject({ delivered: 12, exported: 12, failed: 0 });
    expect(world.posted).toHaveLength(12);
    await keepHistory('today-unmarked', run);
  });

  it('makes batches smaller where the ERP is slow', async () => {
    const world = worlds.create('today-slow', documents(40));
    world.takesMs.importDocuments = 6_000;
    const run = await startRun(temporal, 'today-slow', {
      ...TODAY,
      ...{ batchSize: 20, pageSize: 60, batchesInFlight: 1 },
    });
    await eventually('the second batch has begun', () => world.count('importDocuments') > 1, 20_000);
    expect(batchesOf(world)).toEqual([20, 16]);
    await run.cancel();
    await expect(run.result()).rejects.toThrow();
  });
});

function batchesOf(world: ScriptedWorld): readonly number[] {
  return world.calls.flatMap(({ activity, input }) =>
    activity === 'importDocuments' ? [importInput.parse(input).documentIds.length] : [],
  );
}

const importInput = z.looseObject({ documentIds: z.array(z.number()) });

describe('a run for an ERP that takes documents by date', () => {
  it('posts the oldest first, whatever the order of the list', async () => {
    const ids = documents(50);
    const world = worlds.create('by-date', ids);
    // The newest stand first in the list, and days repeat.
    for (const [index, id] of ids.entries()) world.dates.set(id, dayOf(28 - Math.floor(index / 2)));
    const run = await startRun(temporal, 'by-date', { pageSize: 7, batchSize: 4, batchesInFlight: 3 });
    expect(await run.result()).toMatchObject({ fetched: 50, exported: 50 });
    const days = world.posted.map((id) => world.dates.get(id) ?? '');
    expect(days).toEqual([...days].sort());
    expect(world.posted).toHaveLength(50);
    expect(world.mostImportsAtOnce).toBe(1);
    await keepHistory('by-date', run);
  });

  it('lets nothing pass a document that is put off', async () => {
    const ids = documents(12);
    const world = worlds.create('by-date-deferred', ids);
    for (const [index, id] of ids.entries()) world.dates.set(id, dayOf(index + 1));
    world.outcomes.set(1_001, [{ deferredMs: 20 }, { deferredMs: 20 }]);
    const run = await startRun(temporal, 'by-date-deferred', { batchSize: 1, batchesInFlight: 3 });
    expect(await run.result()).toMatchObject({ exported: 12 });
    expect(world.posted).toEqual(ids);
  });

  it('leaves to the next run what is dated after a document that follows another one', async () => {
    const ids = documents(12);
    const world = worlds.create('by-date-held', ids);
    for (const [index, id] of ids.entries()) world.dates.set(id, dayOf(index + 1));
    world.outcomes.set(1_003, ['held back']);
    const first = await startRun(temporal, 'by-date-held', { batchSize: 1, batchesInFlight: 3 });
    expect(await first.result()).toMatchObject({ exported: 2, held: 10 });
    const second = await startRun(temporal, 'by-date-held', { batchSize: 1, batchesInFlight: 3 });
    expect(await second.result()).toMatchObject({ exported: 10, held: 0 });
    expect(world.posted).toEqual(ids);
  });
});

function dayOf(day: number): PlainDate {
  const date = parsePlainDate(`2026-10-${String(day).padStart(2, '0')}`);
  if (date === undefined) throw new Error(`no day ${day}`);
  return date;
}

describe('a document that the ERP refuses', () => {
  it('stops no other, and a person is asked for', async () => {
    const world = worlds.create('attention', documents(25));
    for (const id of [1_003, 1_017]) world.outcomes.set(id, [{ problem: noTaxCode }]);
    const run = await startRun(temporal, 'attention');
    expect(await run.result()).toMatchObject({ fetched: 25, exported: 23, attention: 2, waiting: 0 });
    const { code, message, remedy } = noTaxCode;
    const [cause, ...others] = (await run.result()).problems;
    expect(cause).toMatchObject({ code, message, remedy, documents: 2 });
    expect(others).toEqual([]);
    expect([...world.awaited].sort()).toEqual([1_003, 1_017]);
    expect(world.listed).toEqual([1_003, 1_017]);
    await keepHistory('attention', run);
  });

  it('is left alone by the next run, and counted', async () => {
    const world = worlds.create('waiting', documents(3));
    world.letWait(1_002);
    const run = await startRun(temporal, 'waiting');
    expect(await run.result()).toMatchObject({ fetched: 2, exported: 2, attention: 0, waiting: 1 });
    expect(world.posted).not.toContain(1_002);
  });
});

describe('a document that is put off', () => {
  it('is tried again, and delivered', async () => {
    const world = worlds.create('deferred', documents(12));
    world.outcomes.set(1_004, [{ deferredMs: 20 }, { deferredMs: 20 }]);
    const run = await startRun(temporal, 'deferred');
    expect(await run.result()).toMatchObject({ exported: 12, failed: 0 });
    expect(world.exported).toContain(1_004);
    await keepHistory('deferred', run);
  });

  it('is left for the next run after five attempts', async () => {
    const world = worlds.create('left', documents(3));
    const never = Array.from({ length: 9 }, () => ({ deferredMs: 10 }));
    world.outcomes.set(1_002, [...never]);
    const run = await startRun(temporal, 'left');
    expect(await run.result()).toMatchObject({ exported: 2, failed: 1 });
    expect(world.outcomes.get(1_002)).toHaveLength(9 - 5);
    expect(world.listed).toEqual([1_002]);
  });

  it('ends the run in plain words when there are too many of its kind', async () => {
    const world = worlds.create('too-many', documents(80));
    for (const id of documents(80)) {
      world.outcomes.set(
        id,
        Array.from({ length: 5 }, () => ({ deferredMs: 1 })),
      );
    }
    const run = await startRun(temporal, 'too-many', { batchesInFlight: 8 });
    const message: unknown = expect.stringMatching(
      /^\d+ documents could not be delivered .*being worked on elsewhere/,
    );
    await expect(run.result()).rejects.toMatchObject({
      cause: {
        type: 'TooManyFailed',
        message,
      },
    });
    expect(world.posted).toEqual([]);
  });
});

describe('what else may become of a document', () => {
  it('one that the record lost is met again', async () => {
    const world = worlds.create('unknown', documents(5));
    world.outcomes.set(1_003, ['unknown']);
    expect(await (await startRun(temporal, 'unknown')).result()).toMatchObject({ fetched: 5, exported: 5 });
    expect([...world.posted].sort()).toEqual(documents(5));
  });

  it('one that a person skipped is left in the list', async () => {
    const world = worlds.create('skipped', documents(2));
    world.outcomes.set(1_001, ['skipped']);
    expect(await (await startRun(temporal, 'skipped')).result()).toMatchObject({
      exported: 1,
      failed: 0,
      skipped: 1,
      waiting: 0,
    });
    expect(world.posted).toEqual([1_002]);
  });
});
