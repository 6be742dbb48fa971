import { createActivities } from '../../activities';
import type { ActivityContext } from '../../activities/context';
import { OPEN_RULES } from '../../src/accounting/rules';
import { createLedger, LEDGER_MIGRATIONS } from '../../src/erp/ledger';
import { migrate } from '../../src/postgres/migrate';
import { createFakeTraede, type FakeTraede } from '../activities/fake-traede';
import { booksOf, entryJson, newEntryFlow } from '../delivery/entry-books';
import { createDeliveryDatabase, createWorld } from '../delivery/world';
import { createScriptedErp } from '../support/scripted-erp';
import type { TestDatabase } from '../support/database';
import { startTestTemporal, START_TIMEOUT_MS, type TestTemporal } from '../support/temporal';
import { keepHistory } from './recorded-history';
import { documents, ScriptedWorlds } from './scripted-world';
import { startRun } from './sync-runs';

describe('a run over entries that are summed', () => {
  const worlds = new ScriptedWorlds();
  let temporal: TestTemporal;
  beforeAll(async () => {
    temporal = await startTestTemporal({ activities: worlds.activities });
  }, START_TIMEOUT_MS);
  afterAll(() => temporal.stop());

  it('waits for the end of the list, and parts no group', async () => {
    const ids = documents(45);
    const world = worlds.create('sums', ids);
    // Three groups, listed in turns; two entries cannot be posted as they are.
    for (const [index, id] of ids.entries()) world.groups.set(id, index < 2 ? '' : `2026-10-0${index % 3}`);
    const run = await startRun(temporal, 'sums', { pageSize: 20, batchSize: 10 });
    expect(await run.result()).toMatchObject({ fetched: 45, exported: 45 });
    const imports = world.calls.filter(({ activity }) => activity === 'importDocuments');
    const batches = imports.map(({ input }) => idsOf(input).map((id) => world.groups.get(id)));
    expect(batches.map((batch) => new Set(batch).size)).toEqual([1, 1, 1, 1]);
    // They are in flight at once: which of them a worker takes up first is open.
    expect(batches.map((batch) => batch.length).sort((a, b) => a - b)).toEqual([2, 14, 14, 15]);
    await keepHistory('sums', run);
  });
});

describe('a run from TRAEDE to the ledger', () => {
  const flow = newEntryFlow();
  let database: TestDatabase;
  let traede: FakeTraede;
  let temporal: TestTemporal;
  beforeAll(async () => {
    database = await createDeliveryDatabase();
    await migrate(database.pool, 'ledger', LEDGER_MIGRATIONS);
    traede = createFakeTraede();
    temporal = await startTestTemporal({ activities: createActivities(context()) });
  }, START_TIMEOUT_MS);
  afterAll(async () => {
    await temporal.stop();
    await database.drop();
  });

  const context = (): ActivityContext => {
    const { record } = createWorld(database.pool, createScriptedErp(), flow);
    const rules = { ...OPEN_RULES, entries: 'daily-sums' as const };
    const erp = createLedger({ pool: database.pool });
    return {
      systems: new Map([[flow.systemId, { traede, erp, rules }]]),
      record,
      attention: { open: () => Promise.resolve() },
    };
  };
  const run = () =>
    temporal.client.workflow.execute('syncDocuments', {
      workflowId: `sync:${flow.systemId}:accounting-entry`,
      taskQueue: temporal.taskQueue,
      args: [{ ...flow, tuning: { pageSize: 20, batchSize: 10, batchesInFlight: 4 } }],
    });

  it('books one sum for each day and pair of accounts, and marks every entry', async () => {
    const listed = Array.from({ length: 50 }, (_, index) => ({
      id: index + 1,
      json: entryJson(index + 1, 1, { date: `2026-03-0${1 + (index % 2)}`, account: index === 7 ? 0 : 1310 }),
    }));
    traede.list(listed);
    expect(await run()).toMatchObject({ fetched: 50, delivered: 49, exported: 49, attention: 1 });
    expect(traede.marks.flat()).toHaveLength(49);
    const notes = traede.marks.flat().map(({ note }) => note.replace(/JE-\d+-\d+/, '…'));
    expect([...new Set(notes)].sort()).toEqual([
      'Booked in the sum … on 2026-03-01, 25.00 DKK',
      'Booked in the sum … on 2026-03-02, 24.00 DKK',
    ]);
    const erp = createLedger({ pool: database.pool });
    const books = await booksOf(erp);
    expect(books.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      '2026-03-01:1310:2100:DKK:1 25.00',
      '2026-03-02:1310:2100:DKK:1 24.00',
    ]);
    // A later entry of a day that is booked already, and a mark that was lost.
    traede.list([
      { id: 1, json: listed[0]?.json ?? '' },
      { id: 51, json: entryJson(51, 5, { date: '2026-03-02' }) },
    ]);
    expect(await run()).toMatchObject({ delivered: 1, exported: 1 });
    expect((await booksOf(erp)).at(-1)).toBe('2026-03-02:1310:2100:DKK:2 5.00 TRAEDE entries 51');
    expect(await booksOf(erp)).toHaveLength(3);
  });
});

function idsOf(input: unknown): readonly number[] {
  const ids = typeof input === 'object' && input !== null && 'documentIds' in input ? input.documentIds : [];
  return Array.isArray(ids) ? ids.map(Number) : [];
}
