import { createActivities } from '../../activities';
import type { ActivityContext } from '../../activities/context';
import { OPEN_RULES } from '../../src/accounting/rules';
import { createScriptedErp, type ScriptedErpOptions } from '../support/scripted-erp';
import type { TestDatabase } from '../support/database';
import { entryJson, newEntryFlow } from '../delivery/entry-books';
import { createDeliveryDatabase, createWorld, forget } from '../delivery/world';
import { createFakeTraede } from './fake-traede';
import { perform } from './stage';

describe('activities over entries that are summed', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDeliveryDatabase();
  });
  afterAll(() => database.drop());

  const stageWith = (options: ScriptedErpOptions = {}, entries: 'single' | 'daily-sums' = 'daily-sums') => {
    const world = createWorld(database.pool, createScriptedErp(options), newEntryFlow());
    const traede = createFakeTraede();
    const rules = { ...OPEN_RULES, entries };
    const context: ActivityContext = {
      systems: new Map([[world.flow.systemId, { traede, erp: world.erp, rules }]]),
      record: world.record,
      attention: { open: () => Promise.resolve() },
    };
    traede.list([
      { id: 1, json: entryJson(1, 10) },
      { id: 2, json: entryJson(2, 20, { account: 0 }) },
      { id: 3, json: entryJson(3, 30, { date: '2026-04-01' }) },
    ]);
    return { ...world, traede, activities: createActivities(context) };
  };
  const page = { page: 0, limit: 60 };

  it('say what each entry is summed by', async () => {
    const { activities, flow } = stageWith();
    const fetched = await perform(activities.fetchPage, { ...flow, ...page });
    expect(fetched).toMatchObject({
      toImport: [1, 2, 3],
      groups: ['2026-03-31 1310 2100 DKK', '', '2026-04-01 1310 2100 DKK'],
    });
    expect(fetched).not.toHaveProperty('dates');
  });

  it('say its day as well where the ERP wants that, and nothing where nothing is summed', async () => {
    const byDate = stageWith({ order: 'by-date' });
    expect(await perform(byDate.activities.fetchPage, { ...byDate.flow, ...page })).toMatchObject({
      dates: ['2026-03-31', '', '2026-04-01'],
      groups: ['2026-03-31 1310 2100 DKK', '', '2026-04-01 1310 2100 DKK'],
    });
    const single = stageWith({}, 'single');
    expect(await perform(single.activities.fetchPage, { ...single.flow, ...page })).not.toHaveProperty(
      'groups',
    );
  });

  it('name the sum to TRAEDE, also when a person closes one of its entries', async () => {
    const stage = stageWith();
    const { activities, flow } = stage;
    await perform(activities.fetchPage, { ...flow, ...page });
    await perform(activities.importDocuments, { ...flow, documentIds: [1, 3] });
    await perform(activities.markExported, { ...flow, documentIds: [1] });
    const close = (documentId: number) =>
      perform(activities.closeDocument, {
        ...{ ...flow, documentId, by: 'Kim', reason: 'booked in March' },
        how: 'mark-exported' as const,
      });
    expect(await close(3)).toEqual({ erpNumber: 'ERP-2' });
    await forget(database.pool, stage);
    // Whose sum it is only its text says, and nobody knows where to look: the person's word holds.
    expect(await close(3)).toEqual({ erpNumber: null });
    expect(stage.traede.marks.flat().map(({ note }) => note)).toEqual([
      'Booked in the sum ERP-1 on 2026-03-31, 10.00 DKK',
      'Booked as ERP-2',
      'Booked by hand (Kim): booked in March',
    ]);
  });
});
