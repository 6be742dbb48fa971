import type { Pool } from 'pg';
import { ChannelError } from '../../src/notifications/channel';
import { openEmail } from '../../src/notifications/email';
import type { Facts } from '../../src/notifications/facts';
import { openHeartbeat } from '../../src/notifications/heartbeat';
import { createNotifier, type Notifier, type PreparedDigest } from '../../src/notifications/notifier';
import { openWebhook } from '../../src/notifications/webhook';
import { WEBHOOK_FORMATS, type WebhookFormat } from '../../src/notifications/webhook-bodies';
import { createDeliveryDatabase } from '../delivery/world';
import type { TestDatabase } from '../support/database';
import { facts, flow, MINUTE_MS, NOW, waiting } from './examples';
import { decoded, startMailServer, type MailServer } from './mail-server';
import { answering, startWebhookServer, type WebhookServer } from './webhook-server';

/** As configured by default: a look every quarter of an hour, and three of them until something counts as over. */
const LOOK_MS = 15 * MINUTE_MS;
const CALM_MS = 1.5 * LOOK_MS;

let database: TestDatabase;
let chat: WebhookServer;
let watcher: WebhookServer;
let mail: MailServer;

beforeAll(async () => {
  [database, chat, watcher, mail] = await Promise.all([
    createDeliveryDatabase(),
    startWebhookServer(),
    startWebhookServer(),
    startMailServer(),
  ]);
});

beforeEach(() => {
  chat.answer = answering(200, 'ok');
  watcher.answer = answering(200, 'OK');
});

afterAll(async () => {
  await Promise.all([database.drop(), chat.stop(), watcher.stop(), mail.stop()]);
});

/** A deployment of its own, whose facts the test says; looks are a quarter of an hour apart. */
function deploy(deployment: string, formats: readonly WebhookFormat[] = ['slack']) {
  let looks = 0;
  const now: { facts: Partial<Facts> } = { facts: {} };
  const open = (pool: Pool = database.pool): Notifier =>
    createNotifier({
      deployment,
      channels: [
        ...formats.map((format) =>
          openWebhook({
            name: format,
            url: chat.url,
            urlVariable: 'CHAT_URL',
            format,
            allowPrivateAddresses: true,
          }),
        ),
        openEmail({
          ...{ name: 'email', host: '127.0.0.1', port: mail.port, security: 'none' as const },
          ...{ user: undefined, password: undefined },
          ...{ from: 'sync@acme.example', to: [`${deployment}@acme.example`] },
        }),
      ],
      thresholds: { silentAfter: 3, outageAfterMs: 0 },
      pool,
      timeZone: 'Europe/Copenhagen',
      look: () => {
        looks += 1;
        return Promise.resolve(facts({ ...now.facts, now: new Date(NOW.getTime() + looks * LOOK_MS) }));
      },
      calmMs: CALM_MS,
      heartbeat: openHeartbeat({ url: watcher.url, urlVariable: 'WATCHER_URL', allowPrivateAddresses: true }),
    });
  const chatted = chat.calls.length;
  const watched = watcher.calls.length;
  return {
    now,
    open,
    notifier: open(),
    chats: () => chat.calls.slice(chatted),
    beats: () => watcher.calls.length - watched,
    mails: () => mail.mails.filter(({ to }) => to.includes(`${deployment}@acme.example`)),
  };
}

/** Sends what was prepared, as the workflow does, and says which channels have failed. */
async function sendAll(notifier: Notifier, prepared: readonly PreparedDigest[]): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const { channel, digestId } of prepared) {
    try {
      await notifier.send({ channel, digestId });
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      failed.push(channel);
    }
  }
  return failed;
}

const lookAndTell = async (notifier: Notifier) => sendAll(notifier, await notifier.prepare());

describe('a chat that is away for an hour', () => {
  it('hears of everything at once when it is back; mail is not held up, and the watcher hears nothing meanwhile', async () => {
    const one = deploy('away');
    expect(await lookAndTell(one.notifier)).toEqual([]);
    expect(one.beats()).toBe(1);
    chat.answer = (response) => {
      response.destroy();
    };
    for (const ids of [[1], [1], [1, 2], [1, 2, 3]]) {
      one.now.facts = { waiting: [waiting(ids)] };
      expect(await lookAndTell(one.notifier)).toEqual(['slack']);
    }
    // The first look had nothing overdue yet.
    expect(one.beats()).toBe(2);
    expect(one.mails()).toHaveLength(3);

    chat.answer = answering(200, 'ok');
    const lost = one.chats().length;
    expect(await lookAndTell(one.notifier)).toEqual([]);
    const [taken, ...others] = one.chats().slice(lost);
    expect(others).toEqual([]);
    expect(JSON.stringify(taken?.body)).toContain('3 invoices wait for a person (tax-code-missing)');
    // The same trouble, the same message: at two looks in a row it had one id.
    const ids = one.chats().map(({ headers }) => headers['idempotency-key']);
    expect(ids[0]).toBe(ids[1]);
    expect(await lookAndTell(one.notifier)).toEqual([]);
    expect(one.beats()).toBe(3);
    expect(one.chats()).toHaveLength(lost + 1);
  });
});

describe('five hundred documents that begin to wait at once', () => {
  it('are one message of a size that every channel takes, and no news afterwards', async () => {
    const one = deploy('flood', WEBHOOK_FORMATS);
    const ids = Array.from({ length: 500 }, (_, index) => 1_000 + index);
    const remedy = (n: number) => ({ remedy: `Add the line ${n}. ${'Very long. '.repeat(200)}` });
    // Half of them with one cause, the others with thirty.
    one.now.facts = {
      waiting: [
        waiting(ids.slice(0, 250)),
        ...Array.from({ length: 30 }, (_, n) => waiting(ids.slice(250 + n * 8, 258 + n * 8), remedy(n))),
      ],
    };
    expect(await lookAndTell(one.notifier)).toEqual([]);
    expect(one.chats()).toHaveLength(WEBHOOK_FORMATS.length);
    expect(one.mails()).toHaveLength(1);
    for (const [index, { body }] of one.chats().entries()) {
      const text = JSON.stringify(body);
      // Teams takes 28 kB; a program of one's own is told everything.
      expect(Buffer.byteLength(text)).toBeLessThan(WEBHOOK_FORMATS[index] === 'generic' ? 100_000 : 28_000);
      expect(text).toContain('250 invoices wait for a person');
      expect(text).toMatch(/And 11 more/);
    }
    expect(await lookAndTell(one.notifier)).toEqual([]);
    expect(one.chats()).toHaveLength(WEBHOOK_FORMATS.length);
  });
});

describe('a trouble that comes and goes', () => {
  it('is told once, and that all is well once it stays away, over restarts of the worker', async () => {
    const one = deploy('flaps');
    const well = { flows: [flow({ lastSuccessAt: new Date(NOW.getTime() + 100 * LOOK_MS) })] };
    for (let round = 0; round < 5; round += 1) {
      const worker = one.open();
      one.now.facts = {
        flows: [flow({ outage: { message: 'TRAEDE does not answer.', since: NOW } })],
      };
      expect(await lookAndTell(worker)).toEqual([]);
      one.now.facts = well;
      expect(await lookAndTell(worker)).toEqual([]);
      worker.close();
    }
    expect(one.chats()).toHaveLength(1);
    await lookAndTell(one.notifier);
    await lookAndTell(one.notifier);
    await lookAndTell(one.notifier);
    expect(one.mails().map((sent) => /^Subject: (.*?)\r?$/m.exec(decoded(sent))?.[1])).toEqual([
      'traede-sync flaps: something needs a look',
      'traede-sync flaps: all is well again',
    ]);
  });
});

describe('a worker that ends between looking and sending', () => {
  it('leaves the message to the next one, under the same id; and two that send at once send one message', async () => {
    const one = deploy('restarted');
    one.now.facts = { waiting: [waiting([1])] };
    const prepared = await one.notifier.prepare();
    one.notifier.close();
    const [first, second] = [one.open(), one.open()];
    expect(await Promise.all([sendAll(first, prepared), sendAll(second, prepared)])).toEqual([[], []]);
    expect(new Set(one.chats().map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    const sent = one.chats().length;
    expect(await first.send({ channel: 'slack', digestId: prepared[0]?.digestId ?? '' })).toBe('outdated');
    expect(await lookAndTell(second)).toEqual([]);
    expect(one.chats()).toHaveLength(sent);
  });
});

describe('a mailbox that is refused beside others', () => {
  it('fails the run that met it, and sends nobody the message twice', async () => {
    const one = deploy('half-taken');
    const remembered = one.open();
    one.now.facts = { waiting: [waiting([1])] };
    const prepared = await remembered.prepare();
    const partly = new ChannelError('refuses 1 of 2 recipients', { final: true, isTaken: true });
    const refusing = createNotifier({
      ...{ deployment: 'half-taken', pool: database.pool, timeZone: 'UTC', calmMs: CALM_MS },
      channels: [{ name: 'email', send: () => Promise.reject(partly), close: () => undefined }],
      thresholds: { silentAfter: 3, outageAfterMs: 0 },
      look: () => Promise.resolve(facts()),
    });
    const mails = prepared.filter(({ channel }) => channel === 'email');
    expect(await sendAll(refusing, mails)).toEqual(['email']);
    expect(await sendAll(remembered, prepared)).toEqual([]);
    expect(one.mails()).toEqual([]);
  });
});

describe('the sign of life', () => {
  it('stays away when nobody can look, and a watcher that refuses it holds up no message', async () => {
    const one = deploy('beats');
    const broken = new Proxy(database.pool, {
      get: (target, name) =>
        name === 'query' ? () => Promise.reject(new Error('gone')) : (Reflect.get(target, name) as unknown),
    });
    await expect(one.open(broken).prepare()).rejects.toThrow('gone');
    expect(one.beats()).toBe(0);

    watcher.answer = answering(404);
    one.now.facts = { waiting: [waiting([1])] };
    expect(await lookAndTell(one.notifier)).toEqual([]);
    expect(one.beats()).toBe(1);
    expect(one.chats()).toHaveLength(1);
  });

  it('says what is wrong with its address, and never the address', async () => {
    const heartbeat = openHeartbeat({
      url: watcher.url,
      urlVariable: 'WATCHER_URL',
      allowPrivateAddresses: true,
    });
    watcher.answer = answering(302, '', { location: 'http://127.0.0.1:9/' });
    const refused: unknown = await heartbeat.beat().catch((error: unknown) => error);
    expect(refused).toMatchObject({ final: true });
    expect(String(refused)).toMatch(/answered 302.*WATCHER_URL/);
    expect(String(refused)).not.toContain('canary');
    const away = openHeartbeat({
      url: 'http://127.0.0.1:9/ping/canary',
      urlVariable: 'WATCHER_URL',
      allowPrivateAddresses: true,
    });
    const unreached: unknown = await away.beat().catch((error: unknown) => error);
    expect(unreached).toMatchObject({ final: false });
    expect(String(unreached)).not.toContain('canary');
  });
});
