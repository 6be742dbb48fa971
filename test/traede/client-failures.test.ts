import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { createTraedeClient } from '../../src/traede/client';
import type { TraedeClient } from '../../src/traede/client';
import {
  TraedeAuthenticationError,
  TraedeError,
  TraedeRateLimitError,
  TraedeUnavailableError,
  TraedeUnexpectedError,
  TraedeValidationError,
} from '../../src/traede/errors';
import { MAX_RETRY_AFTER_MS } from '../../src/traede/refusal';
import type { Answer } from './throwaway-server';
import { answerWith, rejection, withServer } from './throwaway-server';

const TOKEN = 'canary-token-9f8e7d';
const APP_KEY = 'canary-app-key-1a2b3c';
const E_MAIL = 'canary.person@secret.example';
const NAME = 'Canary Lastname';
const SECRET_PARTS = /canary-token|canary-app-key|canary\.person|secret\.example|Canary Lastname/;

function clientFor(baseUrl: string, requestTimeoutMs?: number): TraedeClient {
  return createTraedeClient({
    baseUrl,
    accessToken: TOKEN,
    appKey: APP_KEY,
    systemId: 'acme',
    requestTimeoutMs,
  });
}

function expectNoSecrets(error: unknown): void {
  if (!(error instanceof Error)) throw new Error('no error');
  expect(error.cause).toBeUndefined();
  for (const text of [
    error.message,
    String(error.stack),
    JSON.stringify(error),
    inspect(error, { depth: 10, showHidden: true }),
  ]) {
    expect(text).not.toMatch(SECRET_PARTS);
  }
}

async function failure(answer: Answer, timeoutMs?: number): Promise<unknown> {
  return withServer(answer, async ({ baseUrl }) => {
    const error = await rejection(
      clientFor(baseUrl, timeoutMs).exportPage('invoice', { page: 3, limit: 60 }),
    );
    expectNoSecrets(error);
    return error;
  });
}

describe('statuses', () => {
  const body = JSON.stringify({ message: `${NAME} ${E_MAIL} ${TOKEN} ${APP_KEY}` });

  it.each([
    [401, TraedeAuthenticationError, 'authentication'],
    [403, TraedeAuthenticationError, 'authentication'],
    [422, TraedeValidationError, 'validation'],
    [429, TraedeRateLimitError, 'rate-limit'],
    [408, TraedeUnavailableError, 'unavailable'],
    [425, TraedeUnavailableError, 'unavailable'],
    [500, TraedeUnavailableError, 'unavailable'],
    [503, TraedeUnavailableError, 'unavailable'],
    [302, TraedeUnexpectedError, 'unexpected'],
    [400, TraedeUnexpectedError, 'unexpected'],
    [404, TraedeUnexpectedError, 'unexpected'],
    [418, TraedeUnexpectedError, 'unexpected'],
  ])('%i is a %p', async (status, errorClass, kind) => {
    const error = await failure(answerWith(status, body));
    expect(error).toBeInstanceOf(errorClass);
    expect(error).toBeInstanceOf(TraedeError);
    expect(error).toMatchObject({
      kind,
      status,
      method: 'GET',
      path: '/v10/invoices/export',
      name: errorClass.name,
    });
    expect(String(error)).toContain(`GET /v10/invoices/export: TRAEDE answered ${status}`);
    expect(String(error)).not.toContain('acme');
  });

  it('are told apart for marks too', async () => {
    await withServer(answerWith(403, body), async ({ baseUrl }) => {
      const error = await rejection(
        clientFor(baseUrl).markAsExported('credit-note', [{ documentId: 1, note: NAME }]),
      );
      expect(error).toBeInstanceOf(TraedeAuthenticationError);
      expect(error).toMatchObject({ method: 'POST', path: '/v10/credit-notes/mark-as-exported' });
      expectNoSecrets(error);
    });
  });
});

describe('422', () => {
  it("keeps TRAEDE's details and codes, without e-mail addresses and secrets", async () => {
    const body = JSON.stringify({
      errors: [
        { status: 422, code: 10000, detail: `The invoice of ${E_MAIL} is unknown` },
        { status: 422, code: 10001, detail: `Token ${TOKEN} with ${APP_KEY}\nmay not` },
        { status: 422, code: '10002' },
        'nonsense',
      ],
    });
    expect(await failure(answerWith(422, body))).toMatchObject({
      details: ['The invoice of [e-mail] is unknown', 'Token […] with […] may not'],
      codes: [10000, 10001],
      message: expect.stringContaining('The invoice of [e-mail] is unknown') as unknown,
    });
  });

  it.each([
    ['It is unknown.', ': It is unknown. Mend'],
    ['It is unknown', ': It is unknown. Mend'],
    [undefined, ' without giving a reason. Compare'],
  ])('with the detail %j is one sentence', async (detail, said) => {
    const error = await failure(answerWith(422, JSON.stringify({ errors: [{ code: 1, detail }] })));
    expect(String(error)).toContain(`refuses the request${said}`);
    expect(String(error)).not.toContain('..');
  });

  it('bounds the number and the length of details', async () => {
    const detail = `${'a'.repeat(5000)} ${E_MAIL}`;
    const error = await failure(
      answerWith(422, JSON.stringify({ errors: Array.from({ length: 500 }, () => ({ code: 1, detail })) })),
    );
    expect(error).toBeInstanceOf(TraedeValidationError);
    if (!(error instanceof TraedeValidationError)) return;
    expect(error.details).toHaveLength(20);
    expect(error.codes).toHaveLength(20);
    expect(error.details.every((text) => text.length <= 300)).toBe(true);
  });

  it.each(['', 'no JSON', '<html>', '[]', 'null', '{"errors":{"a":"b"}}', '['.repeat(100_000)])(
    'reads %.20j as no details',
    async (body) => {
      expect(await failure(answerWith(422, body))).toMatchObject({ details: [], codes: [] });
    },
  );
});

describe('429', () => {
  it.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': '31536000' }, MAX_RETRY_AFTER_MS],
    [{ 'retry-after': 'whenever' }, undefined],
    [{}, undefined],
  ])('with headers %j asks to wait %p ms', async (headers, retryAfterMs) => {
    const error = await failure(answerWith(429, '', { ...headers }));
    expect(error).toMatchObject({ kind: 'rate-limit', retryAfterMs });
  });

  it('reads an HTTP date', async () => {
    const error = await failure(
      answerWith(429, '', { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }),
    );
    if (!(error instanceof TraedeRateLimitError)) throw new Error('no rate limit');
    expect(error.retryAfterMs).toBeGreaterThan(30_000);
    expect(error.retryAfterMs).toBeLessThanOrEqual(60_000);
  });
});

describe('answers that did not come whole', () => {
  it.each([
    ['an HTML page', `<!DOCTYPE html><title>Maintenance, mail ${E_MAIL}</title>`],
    ['JSON that breaks off', `{"invoices":[{"id":1,"email":"${E_MAIL}`],
    ['an empty body', ''],
  ])('%s with 200 is unavailable', async (_name, body) => {
    expect(await failure(answerWith(200, body))).toMatchObject({ kind: 'unavailable', status: 200 });
  });

  it('204 to an export is called an answer without a body', async () => {
    expect(String(await failure(answerWith(204, '')))).toContain('TRAEDE answered 204 without a body.');
  });

  it('a connection cut in the middle of the body is unavailable', async () => {
    const answer: Answer = (response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write(`{"invoices":[{"email":"${E_MAIL}"`, () => response.destroy());
    };
    expect(await failure(answer)).toMatchObject({ kind: 'unavailable', status: null });
  });

  it('gzip that breaks off is unavailable', async () => {
    const answer = answerWith(200, 'no gzip at all', { 'content-encoding': 'gzip' });
    expect(await failure(answer)).toMatchObject({ kind: 'unavailable' });
  });

  it('a connection cut before the answer is unavailable', async () => {
    expect(await failure((response) => response.destroy())).toMatchObject({
      kind: 'unavailable',
      status: null,
    });
  });

  it('a server that is not there is unavailable, with the reason', async () => {
    const error = await rejection(
      clientFor(`http://127.0.0.1:${await freePort()}`).exportPage('invoice', { page: 0, limit: 1 }),
    );
    expect(error).toMatchObject({ kind: 'unavailable', status: null });
    expect(String(error)).toContain('ECONNREFUSED');
    expectNoSecrets(error);
  });

  it('a server that never answers is unavailable after the time-out', async () => {
    const error = await failure(() => undefined, 100);
    expect(error).toMatchObject({ kind: 'unavailable', status: null });
    expect(String(error)).toContain('within 100 ms');
  });

  it('a server that sends a byte at a time does not get around the time-out', async () => {
    let timer: NodeJS.Timeout | undefined;
    const answer: Answer = (response) => {
      response.writeHead(200);
      timer = setInterval(() => response.write(' '), 20);
    };
    const error = await failure(answer, 200);
    clearInterval(timer);
    expect(String(error)).toContain('within 200 ms');
  });
});

describe('answers of another shape', () => {
  it('name the keys that were found, never the values', async () => {
    const body = JSON.stringify({
      meta: { email: E_MAIL },
      result: [NAME],
      [E_MAIL]: 1,
      invoices: { name: NAME },
    });
    const error = await failure(answerWith(200, body));
    expect(error).toMatchObject({ kind: 'unexpected', status: 200 });
    expect(String(error)).toContain('"meta", "result", "[e-mail]", "invoices"');
  });

  it.each(['null', '5', `"${E_MAIL}"`, '{}', `hello ${E_MAIL}`, '['.repeat(100_000)])(
    '%.20j is unexpected',
    async (body) => {
      expect(await failure(answerWith(200, body))).toMatchObject({ kind: 'unexpected' });
    },
  );
});

describe('redirects', () => {
  it('are not followed: the token reaches no other host', async () => {
    await withServer(answerWith(200, '[]'), async (other) => {
      const error = await failure(answerWith(302, '', { location: `${other.baseUrl}/v10/invoices/export` }));
      expect(error).toMatchObject({ kind: 'unexpected', status: 302 });
      expect(other.seen).toHaveLength(0);
    });
  });
});

describe('an abort by the caller', () => {
  it("rejects with the caller's reason, during the call and before it", async () => {
    const reason = new Error('cancelled by the caller');
    await withServer(
      () => undefined,
      async ({ baseUrl }) => {
        const controller = new AbortController();
        const call = clientFor(baseUrl).exportPage(
          'invoice',
          { page: 0, limit: 1 },
          { signal: controller.signal },
        );
        setTimeout(() => {
          controller.abort(reason);
        }, 50);
        expect(await rejection(call)).toBe(reason);
        const mark = clientFor(baseUrl).markAsExported('invoice', [{ documentId: 1, note: '' }], {
          signal: controller.signal,
        });
        expect(await rejection(mark)).toBe(reason);
      },
    );
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
