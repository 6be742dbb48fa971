import { createPurgeActivities } from '../../activities/purge-contents';
import { createDeliveryRecord } from '../../src/delivery/record';
import { createRetention } from '../../src/delivery/retention';
import {
  ensurePurgeSchedule,
  PURGE_SCHEDULE_ID,
  removePurgeSchedule,
} from '../../src/temporal/purge-schedule';
import { viewSchedule } from '../../src/temporal/schedule-view';
import type { purgeContents } from '../../workflows';
import { createDeliveryDatabase, newFlow } from '../delivery/world';
import type { TestDatabase } from '../support/database';
import { startTestTemporal, START_TIMEOUT_MS, type TestTemporal } from '../support/temporal';
import { keepHistory } from './recorded-history';
import { ScriptedWorlds } from './scripted-world';

const DAY_MS = 86_400_000;
/** The first call meets a database that is away. */
let isAway = true;
let database: TestDatabase;
let temporal: TestTemporal;

beforeAll(async () => {
  database = await createDeliveryDatabase();
  const retention = createRetention(database.pool);
  const activities = createPurgeActivities({
    retention: {
      ...retention,
      ended: (before, limit) => {
        if (!isAway) return retention.ended(before, limit);
        isAway = false;
        return Promise.reject(Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' }));
      },
    },
    record: createDeliveryRecord(database.pool),
    contentsMs: 90 * DAY_MS,
  });
  temporal = await startTestTemporal({ activities: { ...new ScriptedWorlds().activities, ...activities } });
}, START_TIMEOUT_MS);

afterAll(async () => {
  await temporal.stop();
  await database.drop();
});

it('purges what ended long ago, also when the database is away for a moment', async () => {
  const record = createDeliveryRecord(database.pool);
  const flow = newFlow();
  const fetched = { number: 'R-1', content: '{"customer":{"name":"Canary Boutique"}}', contentHash: 'x' };
  await record.storeFetched(flow, [
    { documentId: 1, ...fetched },
    { documentId: 2, ...fetched },
  ]);
  await record.recordSkipped(flow, 1, 'Kim', 'a sample');
  for (const change of ['documents set fetched_at', 'deliveries set state_since']) {
    await database.pool.query(`update delivery.${change} = now() - interval '91 days'`);
  }
  const handle = await temporal.client.workflow.start<typeof purgeContents>('purgeContents', {
    workflowId: PURGE_SCHEDULE_ID,
    taskQueue: temporal.taskQueue,
    args: [],
  });
  expect(await handle.result()).toEqual({ documents: 1, adoptionDocuments: 0 });
  expect(isAway).toBe(false);
  const contents = (await record.load(flow, [1, 2])).map(({ content }) => content);
  expect(contents).toEqual(['{"id":1}', fetched.content]);
  await keepHistory('purge', handle);
}, 60_000);

it('has a schedule, which keeps the pause of an operator, until contents are kept for ever', async () => {
  const { client } = temporal;
  await ensurePurgeSchedule(client);
  await client.schedule.getHandle(PURGE_SCHEDULE_ID).pause('the auditors are here');
  await ensurePurgeSchedule(client);
  expect(await viewSchedule(client, PURGE_SCHEDULE_ID)).toMatchObject({
    paused: true,
    note: 'the auditors are here',
    everyMs: DAY_MS,
  });
  await removePurgeSchedule(client);
  await removePurgeSchedule(client);
  expect(await viewSchedule(client, PURGE_SCHEDULE_ID)).toBeUndefined();
}, 60_000);
