import { ChannelError } from '../../src/notifications/channel';
import { openEmail, type EmailOptions } from '../../src/notifications/email';
import { openWebhook } from '../../src/notifications/webhook';
import { WEBHOOK_FORMATS, webhookBody } from '../../src/notifications/webhook-bodies';
import { message } from './examples';
import { decoded, MAIL_PASSWORD, MAIL_USER, startMailServer, type MailServer } from './mail-server';
import { answering, startWebhookServer, WEBHOOK_SECRET, type WebhookServer } from './webhook-server';

const HOSTILE = {
  title: '<!channel> <script>alert(1)</script> [click](javascript:alert(1)) *bold*',
  message: '<https://evil.example|Open in Temporal> & "quoted" \'too\' {{DATE(x)}} @here',
  remedy: '<img src=x onerror=alert(1)>',
};

async function failureOf(sending: Promise<void>): Promise<ChannelError> {
  const error: unknown = await sending.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ChannelError) return error;
  throw new Error(`expected a ChannelError, got ${String(error)}`);
}

describe('a webhook', () => {
  let server: WebhookServer;
  beforeAll(async () => {
    server = await startWebhookServer();
  });
  beforeEach(() => {
    server.answer = answering(200, 'ok');
  });
  afterAll(() => server.stop());
  const open = (format: (typeof WEBHOOK_FORMATS)[number], url = server.url) =>
    openWebhook({ name: 'chat', url, urlVariable: 'CHAT_URL', format, allowPrivateAddresses: true });

  it.each(WEBHOOK_FORMATS)('takes a message in the form of %s, under an id that stays', async (format) => {
    const channel = open(format);
    await channel.send(message());
    channel.close();
    const call = server.calls.at(-1);
    expect(call?.path).toBe(`/services/${WEBHOOK_SECRET}`);
    expect(call?.headers).toMatchObject({
      'idempotency-key': 'digest-0123456789',
      'content-type': 'application/json; charset=utf-8',
    });
    const text = JSON.stringify(call?.body);
    for (const part of [
      '2 invoices wait for a person',
      'accounting.taxCodes',
      'traede-sync attention retry',
      '20:30',
    ]) {
      expect(text).toContain(part);
    }
  });

  it.each([
    [500, false],
    [503, false],
    [429, false],
    [408, false],
    [400, true],
    [403, true],
    [404, true],
    [302, true],
  ])('that answers %s is tried again: not if %s', async (status, final) => {
    server.answer = answering(status, `no such ${server.url}, ask kim@acme.example`, {
      Location: server.url,
    });
    const before = server.calls.length;
    const failure = await failureOf(open('slack').send(message()));
    expect(failure.final).toBe(final);
    expect(failure.message).toContain(String(status));
    expect(failure.message).not.toMatch(/canary|T000|acme\.example/);
    if (final) expect(failure.message).toContain('CHAT_URL');
    // No redirect is followed, and nothing is tried again behind Temporal's back.
    expect(server.calls).toHaveLength(before + 1);
  });

  it('that is away, or cuts the line, is tried again; its address is not told', async () => {
    server.answer = (response) => response.destroy();
    expect(await failureOf(open('teams').send(message()))).toMatchObject({ final: false });
    const away = await failureOf(open('teams', `http://127.0.0.1:9/${WEBHOOK_SECRET}`).send(message()));
    expect(away).toMatchObject({ final: false });
    expect(away.message).toBe('The webhook of the channel "chat" does not answer (ECONNREFUSED).');
  });

  it('that answers without end is not read to the end', async () => {
    server.answer = answering(200, 'x'.repeat(10_000_000));
    expect((await failureOf(open('generic').send(message()))).message).toMatch(/far too much/);
  });

  it('that does not answer is given up when the worker says so', async () => {
    server.answer = () => undefined;
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort();
    }, 200);
    expect(await failureOf(open('slack').send(message(), controller.signal))).toMatchObject({ final: false });
  });
});

describe('texts of others', () => {
  it('reach Slack as texts: no mention, no link, no markup', () => {
    const text = JSON.stringify(webhookBody('slack', message(HOSTILE)));
    expect(text).not.toMatch(/<(?!http:\/\/temporal\.example\/)/);
    expect(text).toContain('&lt;!channel&gt;');
    expect(text).not.toContain('*bold*');
    expect(text.match(/"verbatim":true/g)?.length).toBeGreaterThan(1);
  });

  it('reach Teams in runs of text, which know no markup', () => {
    const body = JSON.stringify(webhookBody('teams', message(HOSTILE)));
    expect(body).not.toContain('"TextBlock"');
    expect([...body.matchAll(/"url":"([^"]*)"/g)].map(([, url]) => url)).toEqual([
      expect.stringMatching(/^http:\/\/temporal\.example\//) as unknown,
    ]);
  });

  it('are cut where Slack would refuse them', () => {
    const body = JSON.parse(
      JSON.stringify(webhookBody('slack', message({ message: 'x'.repeat(10_000) }, ['y'.repeat(5_000)]))),
    ) as { blocks: { text: { text: string } }[] };
    for (const { text } of body.blocks) expect(text.text.length).toBeLessThan(3_000);
  });

  it('a hundred of them are twenty and a number', () => {
    const one = message();
    const [first] = one.digest.conditions;
    const many = {
      ...one,
      digest: { ...one.digest, conditions: Array.from({ length: 100 }, () => first ?? fail()) },
    };
    const body = JSON.parse(JSON.stringify(webhookBody('slack', many))) as { blocks: unknown[] };
    expect(body.blocks.length).toBeLessThanOrEqual(50);
    expect(JSON.stringify(body)).toContain('And 80 more: traede-sync status');
  });
});

function fail(): never {
  throw new Error('the example has a condition');
}

describe('e-mail', () => {
  let server: MailServer;
  beforeAll(async () => {
    server = await startMailServer();
  });
  afterAll(() => server.stop());
  const options = (changes: Partial<EmailOptions> = {}): EmailOptions => ({
    name: 'email',
    host: '127.0.0.1',
    port: server.port,
    security: 'none',
    user: MAIL_USER,
    password: MAIL_PASSWORD,
    from: 'traede-sync@acme.example',
    to: ['finance@acme.example', 'it@acme.example'],
    ...changes,
  });

  it('arrives as text and HTML, under an id that stays', async () => {
    const channel = openEmail(options());
    await channel.send(message(HOSTILE));
    await channel.send(message(HOSTILE));
    channel.close();
    const [mail, again] = server.mails;
    expect(mail).toMatchObject({
      from: 'traede-sync@acme.example',
      to: ['finance@acme.example', 'it@acme.example'],
    });
    const text = mail === undefined ? '' : decoded(mail);
    expect(text).toMatch(/^Subject: traede-sync acme: something needs a look\r?$/m);
    expect(text).toContain('Message-ID: <digest-0123456789@acme.example>');
    expect(again?.text).toContain('Message-ID: <digest-0123456789@acme.example>');
    expect(text).toContain('Content-Type: text/plain');
    const [, html = ''] = text.split('<!doctype html>');
    expect(html).not.toMatch(/<script|<img|href="(?!http:\/\/temporal\.example)/);
    expect(html).toContain('&lt;script&gt;');
  });

  it('is refused for good with a wrong login, without telling it', async () => {
    const failure = await failureOf(openEmail(options({ password: 'canary-wrong' })).send(message()));
    expect(failure).toMatchObject({ final: true });
    expect(failure.message).toMatch(/refuses the login \(EAUTH, 535\)/);
    expect(failure.message).not.toMatch(/canary|@/);
  });

  it('is refused for good when nobody takes it, and tried again when the server cannot just now', async () => {
    const refusing = async (responseCode: number) => {
      const strict = await startMailServer({
        onRcptTo: ({ address }, _, callback) => {
          callback(Object.assign(new Error(`no such mailbox ${address}`), { responseCode }));
        },
      });
      try {
        return await failureOf(openEmail(options({ port: strict.port })).send(message()));
      } finally {
        await strict.stop();
      }
    };
    const forGood = await refusing(550);
    expect(forGood).toMatchObject({ final: true });
    expect(forGood.message).not.toContain('@');
    expect(await refusing(451)).toMatchObject({ final: false });
  });

  it('says so where one of several recipients is refused, and that the others have it', async () => {
    const strict = await startMailServer({
      onRcptTo: ({ address }, _, callback) => {
        if (address.startsWith('finance')) callback();
        else callback(Object.assign(new Error(`no such mailbox ${address}`), { responseCode: 550 }));
      },
    });
    const failure = await failureOf(openEmail(options({ port: strict.port })).send(message()));
    expect(failure).toMatchObject({ final: true, isTaken: true });
    expect(failure.message).toMatch(/refuses 1 of 2 recipients; the others have the message/);
    expect(failure.message).not.toContain('@');
    expect(strict.mails.map(({ to }) => to)).toEqual([['finance@acme.example']]);
    await strict.stop();
  });

  it('goes to no server whose certificate nobody can trust, and to none without encryption unless told so', async () => {
    for (const security of ['starttls', 'tls'] as const) {
      const self = await startMailServer({ secure: security === 'tls' });
      const failure = await failureOf(openEmail(options({ port: self.port, security })).send(message()));
      expect(failure).toMatchObject({ final: true });
      expect(failure.message).toMatch(/cannot be trusted/);
      expect(self.mails).toEqual([]);
      await self.stop();
    }
    const plain = await startMailServer({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    const failure = await failureOf(
      openEmail(options({ port: plain.port, security: 'starttls' })).send(message()),
    );
    expect(failure).toMatchObject({ final: true });
    expect(plain.mails).toEqual([]);
    await plain.stop();
  });

  it('is tried again while the server is away', async () => {
    const failure = await failureOf(openEmail(options({ port: 9 })).send(message()));
    expect(failure).toMatchObject({ final: false });
    expect(failure.message).toMatch(/just now \(ESOCKET\)/);
  });
});
