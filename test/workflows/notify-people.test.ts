import type { Pool } from 'pg';
import { WorkflowFailedError } from '@temporalio/client';
import { createNotifyActivities } from '../../activities/notify-context';
import { loadConfig } from '../../src/config/load';
import { DOCUMENT_TYPES, type DocumentType } from '../../src/document';
import type { ReconciliationClass } from '../../src/reconciliation/classes';
import { plantReconciliation } from '../notifications/reconciliations';
import { createDeliveryRecord } from '../../src/delivery/record';
import { lookAround } from '../../src/notifications/look';
import { createNotifier, type Notifier } from '../../src/notifications/notifier';
import { openEmail } from '../../src/notifications/email';
import { openWebhook } from '../../src/notifications/webhook';
import { ensureSchedules } from '../../src/temporal/schedules';
import { scheduleId } from '../../workflows/messages';
import { notifyScheduleId } from '../../workflows/notify-messages';
import type { notifyPeople } from '../../workflows';
import { createDeliveryDatabase } from '../delivery/world';
import { decoded, startMailServer, type MailServer } from '../notifications/mail-server';
import {
  answering,
  startWebhookServer,
  WEBHOOK_SECRET,
  type WebhookServer,
} from '../notifications/webhook-server';
import type { TestDatabase } from '../support/database';
import { eventually, startTestTemporal, START_TIMEOUT_MS, type TestTemporal } from '../support/temporal';
import { keepHistory } from './recorded-history';
import { documents, noTaxCode, ScriptedWorlds } from './scripted-world';
import { startRun } from './sync-runs';

const worlds = new ScriptedWorlds();
const notifiers = new Map<string, Notifier>();
let temporal: TestTemporal;
let database: TestDatabase;
let chat: WebhookServer;
let mail: MailServer;

beforeAll(async () => {
  // The worker's notifier is that of the deployment which a test has made.
  const activities = {
    prepareDigests: (input: { readonly deployment: string }) =>
      createNotifyActivities(notifiers.get(input.deployment)).prepareDigests(input),
    sendDigest: (input: {
      readonly deployment: string;
      readonly channel: string;
      readonly digestId: string;
    }) => createNotifyActivities(notifiers.get(input.deployment)).sendDigest(input),
  };
  [database, chat, mail, temporal] = await Promise.all([
    createDeliveryDatabase(),
    startWebhookServer(),
    startMailServer(),
    startTestTemporal({ activities: { ...worlds.activities, ...activities } }),
  ]);
}, START_TIMEOUT_MS);

beforeEach(() => {
  chat.answer = answering(200, 'ok');
});

afterAll(async () => {
  await temporal.stop();
  for (const notifier of notifiers.values()) notifier.close();
  await Promise.all([database.drop(), chat.stop(), mail.stop()]);
});

const TEST_TIMEOUT_MS = 90_000;
const FLOW = 'invoice';

/** A deployment with one system of its own, whose schedules exist and have no worker. */
async function deploy(systemId: string, pool: Pool = database.pool) {
  const config = loadConfig({ TRAEDE_SYSTEM_ID: systemId });
  for (const system of config.systems) await ensureSchedules(temporal.client, system, 'on-request');
  const channels = [
    openWebhook({
      ...{ name: 'slack', url: chat.url, urlVariable: 'SLACK_WEBHOOK_URL', format: 'slack' as const },
      allowPrivateAddresses: true,
    }),
    openEmail({
      ...{ name: 'email', host: '127.0.0.1', port: mail.port, security: 'none' as const },
      ...{ user: undefined, password: undefined, from: 'sync@acme.example' },
      to: [`${systemId}@acme.example`],
    }),
  ];
  const ui = { uiUrl: 'http://temporal.example', namespace: 'default' };
  notifiers.set(
    systemId,
    createNotifier({
      deployment: systemId,
      channels,
      thresholds: { silentAfter: 3, outageAfterMs: 0 },
      pool,
      timeZone: 'Europe/Copenhagen',
      calmMs: 0,
      look: () => lookAround({ config, pool: database.pool, client: temporal.client, ui }),
    }),
  );
  const chatted = chat.calls.length;
  return {
    record: createDeliveryRecord(database.pool),
    flow: { systemId, documentType: FLOW } as const,
    start: () =>
      temporal.client.workflow.start<typeof notifyPeople>('notifyPeople', {
        workflowId: notifyScheduleId(systemId),
        taskQueue: temporal.taskQueue,
        args: [{ deployment: systemId }],
      }),
    async tell() {
      return (await this.start()).result();
    },
    chats: () => chat.calls.slice(chatted),
    mails: () => mail.mails.filter(({ to }) => to.includes(`${systemId}@acme.example`)),
  };
}

type Deployment = Awaited<ReturnType<typeof deploy>>;

async function letWait({ record, flow }: Deployment, ...ids: readonly number[]): Promise<void> {
  await record.storeFetched(
    flow,
    ids.map((documentId) => ({ documentId, number: `R-${documentId}`, content: '{}', contentHash: 'x' })),
  );
  await record.recordAttention(
    flow,
    ids.map((documentId) => ({ documentId, problem: noTaxCode })),
  );
}

async function failForGood(systemId: string): Promise<void> {
  const world = worlds.create(systemId, documents(3));
  world.failing = {
    fetchPage: { type: 'TraedeAccessDenied', message: 'TRAEDE answered 401: it refuses the access token.' },
  };
  await (await startRun(temporal, systemId)).result().catch(() => undefined);
}

/** Visibility follows a run's end within moments. */
async function listed(query: string): Promise<void> {
  await eventually(query, async () => (await temporal.client.workflow.count(query)).count > 0);
}

describe('people', () => {
  it(
    'are told once of two troubles in one digest, by every channel; and when all is well again',
    async () => {
      const systemId = 'notify-two';
      const one = await deploy(systemId);
      const nothing = await one.start();
      expect(await nothing.result()).toEqual({ sent: [] });
      await keepHistory('notify-nothing', nothing);

      await letWait(one, 7, 9);
      await failForGood(systemId);
      await listed(`SyncSystem="${systemId}" AND ExecutionStatus="Failed"`);
      const told = await one.start();
      expect(await told.result()).toEqual({ sent: ['slack', 'email'] });
      await keepHistory('notify', told);
      expect(one.chats()).toHaveLength(1);
      const text = JSON.stringify(one.chats()[0]?.body);
      expect(text).toContain('2 things need a look');
      expect(text).toContain('2 invoices wait for a person (tax-code-missing)');
      expect(text).toContain('Syncing invoices to notify-two fails');
      expect(text).toContain('TRAEDE answered 401');
      expect(text).toContain('SyncProblem%3D%22tax-code-missing%22');
      expect(one.mails()).toHaveLength(1);

      // Nothing new, nothing said; one document more is news.
      expect(await one.tell()).toEqual({ sent: [] });
      await letWait(one, 11);
      expect(await one.tell()).toEqual({ sent: ['slack', 'email'] });
      expect(JSON.stringify(one.chats()[1]?.body)).toContain('1 new; 1 still as told before.');

      await one.record.recordSkipped(one.flow, 7, 'Kim', 'a sample');
      await one.record.recordSkipped(one.flow, 9, 'Kim', 'a sample');
      expect(await one.tell()).toEqual({ sent: [] });
      await one.record.recordSkipped(one.flow, 11, 'Kim', 'a sample');
      const world = worlds.create(systemId, []);
      await (await startRun(temporal, systemId)).result();
      expect(world.count('fetchPage')).toBeGreaterThan(0);
      await listed(`SyncSystem="${systemId}" AND ExecutionStatus="Completed"`);
      expect(await one.tell()).toEqual({ sent: ['slack', 'email'] });
      expect(JSON.stringify(one.chats()[2]?.body)).toContain('all is well again');
      expect(await one.tell()).toEqual({ sent: [] });
      expect(one.chats()).toHaveLength(3);
      expect(one.mails().map((one) => /^Subject: (.*?)\r?$/m.exec(decoded(one))?.[1])).toEqual([
        'traede-sync notify-two: 2 things need a look',
        'traede-sync notify-two: 2 things need a look',
        'traede-sync notify-two: all is well again',
      ]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'are told of the silent stop by what is missing, also where no worker runs the flow, and of a pause with its note',
    async () => {
      const systemId = 'notify-silent';
      const one = await deploy(systemId);
      await one.record.noteLook(one.flow, 'beginning');
      await one.record.noteLook(one.flow, 'end');
      expect(await one.tell()).toEqual({ sent: [] });
      await database.pool.query(
        `update delivery.looks set complete_since = now() - interval '10 minutes' where system_id = $1`,
        [systemId],
      );
      const schedule = temporal.client.schedule.getHandle(scheduleId(systemId, FLOW));
      await schedule.pause('Kim: year end, back on Monday');
      await one.tell();
      const text = JSON.stringify(one.chats()[0]?.body);
      expect(text).toContain('No successful run for invoices to notify-silent in more than 3 intervals');
      expect(text).toContain('Its schedule is paused: Kim: year end, back on Monday.');
      // Unpaused, and a run that nobody works on: it is still the same silence.
      await schedule.unpause();
      await schedule.trigger();
      expect(await one.tell()).toEqual({ sent: [] });
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'are told of an outage that lasts',
    async () => {
      const systemId = 'notify-outage';
      const one = await deploy(systemId);
      const world = worlds.create(systemId, documents(3));
      world.failing = {
        fetchPage: { type: 'TraedeUnavailable', message: 'TRAEDE does not answer (timeout).' },
      };
      const run = await startRun(temporal, systemId);
      await listed(`SyncSystem="${systemId}" AND SyncStatus="outage"`);
      await one.tell();
      expect(JSON.stringify(one.chats()[0]?.body)).toMatch(/held up by an outage.*TRAEDE does not answer/);
      expect(await one.tell()).toEqual({ sent: [] });
      await run.cancel();
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'are told what a reconciliation of all types found, and nothing of one that found nothing',
    async () => {
      const systemId = 'notify-books';
      const one = await deploy(systemId);
      const reconciled = (types: readonly DocumentType[], found: readonly ReconciliationClass[]) =>
        plantReconciliation(database.pool, { systemId, types, found });
      await reconciled(DOCUMENT_TYPES, ['agrees']);
      expect(await one.tell()).toEqual({ sent: [] });
      await reconciled(DOCUMENT_TYPES, ['agrees', 'differs', 'missing-in-erp']);
      await reconciled(['invoice'], []);
      await one.tell();
      const text = JSON.stringify(one.chats()[0]?.body);
      expect(text).toContain('The books of notify-books differ from TRAEDE in 2 documents');
      expect(text).toMatch(/traede-sync report \d+/);
      // The next night finds the same: no news.
      await reconciled(DOCUMENT_TYPES, ['agrees', 'differs', 'missing-in-erp']);
      expect(await one.tell()).toEqual({ sent: [] });
      await reconciled(DOCUMENT_TYPES, ['agrees']);
      await one.tell();
      expect(JSON.stringify(one.chats()[1]?.body)).toContain('all is well again');
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'hear of it later when the chat is away for a while',
    async () => {
      const one = await deploy('notify-away');
      await letWait(one, 1);
      const answers = [503, 503];
      chat.answer = (response) => {
        answering(answers.shift() ?? 200)(response);
      };
      expect(await one.tell()).toEqual({ sent: ['slack', 'email'] });
      expect(one.chats()).toHaveLength(3);
      expect(new Set(one.chats().map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
      expect(one.mails()).toHaveLength(1);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'are told by the other channel when one refuses; the run says which, without its address, and it is told later',
    async () => {
      const one = await deploy('notify-refused');
      await letWait(one, 1);
      chat.answer = answering(403, `no_service for ${WEBHOOK_SECRET}`);
      const failing = await one.start();
      const error: unknown = await failing.result().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(WorkflowFailedError);
      const message = error instanceof WorkflowFailedError ? error.cause?.message : '';
      expect(message).toMatch(/^The webhook of the channel "slack" refuses the message: it answered 403/);
      await keepHistory('notify-failed', failing);
      expect(JSON.stringify(await failing.fetchHistory())).not.toContain(WEBHOOK_SECRET);
      expect(one.chats()).toHaveLength(1);
      expect(one.mails()).toHaveLength(1);

      chat.answer = answering(200);
      expect(await one.tell()).toEqual({ sent: ['slack'] });
      expect(one.mails()).toHaveLength(1);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'may be told twice when we crash between sending and remembering, under one id',
    async () => {
      let crashes = 1;
      const forgetful = new Proxy(database.pool, {
        get(target, name) {
          if (name !== 'query') return Reflect.get(target, name) as unknown;
          return (sql: string, values: unknown[]) => {
            if (sql.includes('set told = $4') && crashes-- > 0) {
              return Promise.reject(Object.assign(new Error('terminated'), { code: '57P01' }));
            }
            return target.query(sql, values);
          };
        },
      });
      const one = await deploy('notify-crash', forgetful);
      await letWait(one, 1);
      expect(await one.tell()).toEqual({ sent: ['slack', 'email'] });
      const ids = one.chats().map(({ headers }) => headers['idempotency-key']);
      expect(ids.length + one.mails().length).toBe(3);
      expect(new Set(ids).size).toBe(1);
      expect(await one.tell()).toEqual({ sent: [] });
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'of another deployment are not told by this worker',
    async () => {
      const handle = await temporal.client.workflow.start<typeof notifyPeople>('notifyPeople', {
        workflowId: notifyScheduleId('unknown'),
        taskQueue: temporal.taskQueue,
        args: [{ deployment: 'unknown' }],
      });
      const error: unknown = await handle.result().catch((reason: unknown) => reason);
      expect(error instanceof WorkflowFailedError ? error.cause?.message : '').toMatch(
        /^Nobody was told anything\. This worker has no notifications.*delete the schedule notify:unknown/,
      );
    },
    TEST_TIMEOUT_MS,
  );
});
