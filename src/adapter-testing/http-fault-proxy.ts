import { createServer, request as requestHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as requestHttps } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Wire } from './wire';

interface Answer {
  readonly status: number;
  /** Name, value, name, value, …: as they came. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** As a gateway words it: HTML, whatever the caller accepts. */
const SERVER_ERROR: Answer = {
  status: 500,
  rawHeaders: ['content-type', 'text/html; charset=utf-8'],
  body: Buffer.from('<!doctype html><title>500</title><h1>Internal Server Error</h1>'),
};

/** They belong to one connection, not to the message; the proxy's connections are its own. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']);

/**
 * A proxy on 127.0.0.1 before an ERP that speaks HTTP. One call is one request. It buffers whole messages: an ERP that
 * streams without end cannot be tested through it.
 * @param url the ERP's address; its path is kept, so that `address` can be used in its place
 */
export async function startHttpFaultProxy(url: string): Promise<Wire> {
  const target = new URL(url);
  let armed: Fault | undefined;
  let calls = 0;
  const stopped = new AbortController();
  const server = createServer((incoming, response) => {
    calls += 1;
    const fault =
      armed !== undefined && (armed.atCall === 'every' || armed.atCall === calls) ? armed : undefined;
    handle(target, incoming, response, fault, stopped.signal).catch(() => {
      // The ERP is away, or the proxy stops: for the caller the connection breaks.
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the fault proxy listens on no port');
  const path = target.pathname === '/' ? '' : target.pathname;
  return {
    address: `http://127.0.0.1:${bound.port}${path}${target.search}`,
    arm(fault) {
      armed = fault;
      calls = 0;
    },
    callCount: () => calls,
    async close() {
      stopped.abort();
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      server.closeAllConnections();
      await closed;
    },
  };
}

async function handle(
  target: URL,
  incoming: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (fault?.kind === 'lose-request') {
    response.destroy();
    return;
  }
  const body = await collect(incoming);
  if (fault?.kind === 'delay-request') await sleep(fault.delayMs, undefined, { signal, ref: false });
  const answer = await forward(target, incoming, body);
  switch (fault?.kind) {
    case 'lose-answer':
      response.destroy();
      return;
    case 'error-after-acting':
      send(response, SERVER_ERROR);
      return;
    case 'delay-answer':
      await sleep(fault.delayMs, undefined, { signal, ref: false });
      send(response, answer);
      return;
    case 'delay-request':
    case undefined:
      send(response, answer);
  }
}

function send(response: ServerResponse, { status, rawHeaders, body }: Answer): void {
  if (response.destroyed) return;
  response.writeHead(status, [...rawHeaders, 'content-length', String(body.length)]);
  response.end(body);
}

function forward(target: URL, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
  const isSecure = target.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const outgoing = (isSecure ? requestHttps : requestHttp)(
      {
        host: target.hostname.replace(/^\[|\]$/g, ''),
        port: target.port === '' ? (isSecure ? 443 : 80) : target.port,
        method: incoming.method,
        path: incoming.url,
        headers: [
          ...endToEnd(incoming.rawHeaders, 'host'),
          'host',
          target.host,
          'content-length',
          String(body.length),
        ],
        // A connection each: what happens to one call can then never touch another.
        agent: false,
      },
      (answer) => {
        collect(answer).then((answerBody) => {
          const rawHeaders = endToEnd(answer.rawHeaders);
          resolve({ status: answer.statusCode ?? 502, rawHeaders, body: answerBody });
        }, reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function collect(message: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    message.on('data', (part: Buffer) => parts.push(part));
    message.on('end', () => {
      resolve(Buffer.concat(parts));
    });
    message.on('error', reject);
    message.on('aborted', () => {
      reject(new Error('the message broke off'));
    });
  });
}

/** Content length is set anew, as the body is sent in one piece. */
function endToEnd(rawHeaders: readonly string[], ...without: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    const lower = name.toLowerCase();
    if (HOP_BY_HOP.has(lower) || lower === 'content-length' || without.includes(lower)) continue;
    kept.push(name, rawHeaders[at + 1] ?? '');
  }
  return kept;
}
