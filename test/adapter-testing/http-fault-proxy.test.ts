import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startHttpFaultProxy, type FaultKind, type Wire } from '../../src/adapter-testing';

/** Much more than a call takes, on a busy machine too. */
const DELAY_MS = 1_000;

let heard: { readonly url: string; readonly host: string | undefined; readonly body: string }[];
let server: ReturnType<typeof createServer>;
let wire: Wire;

beforeEach(async () => {
  heard = [];
  server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      heard.push({ url: request.url ?? '', host: request.headers.host, body });
      response.writeHead(201, [
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ]);
      response.end(`heard ${body}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  wire = await startHttpFaultProxy(`http://127.0.0.1:${port()}/books`);
});
afterEach(async () => {
  await wire.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function port(): number {
  return (server.address() as AddressInfo).port;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const part of request) body += String(part);
  return body;
}

function call(options: RequestInit = {}): Promise<Response> {
  return fetch(`${wire.address}/post?a=1`, { method: 'POST', body: 'æ', ...options });
}

function arm(kind: FaultKind, atCall: number | 'every' = 1): void {
  wire.arm({ kind, atCall, delayMs: DELAY_MS });
}

it('hands calls and answers on as they are', async () => {
  const answer = await call();
  expect(answer.status).toBe(201);
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(await answer.text()).toBe('heard æ');
  expect(heard).toEqual([{ url: '/books/post?a=1', host: `127.0.0.1:${port()}`, body: 'æ' }]);
  expect(wire.callCount()).toBe(1);
});

it('loses a request: the ERP never hears of it', async () => {
  arm('lose-request');
  await expect(call()).rejects.toThrow();
  expect(heard).toHaveLength(0);
});

it('loses an answer: the ERP has acted', async () => {
  arm('lose-answer');
  await expect(call()).rejects.toThrow();
  expect(heard).toHaveLength(1);
});

it('answers a server error after the ERP has acted', async () => {
  arm('error-after-acting');
  expect((await call()).status).toBe(500);
  expect(heard).toHaveLength(1);
});

it('delays an answer: the ERP acts at once', async () => {
  arm('delay-answer');
  const startedAtMs = performance.now();
  const answer = call();
  await untilHeard();
  expect(performance.now() - startedAtMs).toBeLessThan(DELAY_MS);
  expect((await answer).status).toBe(201);
  expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(DELAY_MS);
});

it('delays a request, which arrives though the caller has given up', async () => {
  arm('delay-request');
  await expect(call({ signal: AbortSignal.timeout(DELAY_MS / 2) })).rejects.toThrow();
  expect(heard).toHaveLength(0);
  await untilHeard();
  expect(heard).toHaveLength(1);
});

async function untilHeard(): Promise<void> {
  while (heard.length === 0) await sleep(5);
}

it('meets the call that it is told, or every one, until it is told otherwise', async () => {
  arm('error-after-acting', 2);
  expect([(await call()).status, (await call()).status, (await call()).status]).toEqual([201, 500, 201]);
  arm('error-after-acting', 'every');
  expect([(await call()).status, (await call()).status]).toEqual([500, 500]);
  expect(wire.callCount()).toBe(2);
  wire.arm();
  expect((await call()).status).toBe(201);
});

it('breaks the connection when the ERP is away', async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await expect(call()).rejects.toThrow();
});
