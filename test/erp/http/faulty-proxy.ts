import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What happens to a call on its way to the receiver and back. */
export type Fault =
  /** The request never arrives. */
  | { readonly kind: 'request-lost' }
  /** The receiver acts, its answer is lost. */
  | { readonly kind: 'answer-lost' }
  /** The receiver acts, and something in front of it answers this. */
  | { readonly kind: 'answered-instead'; readonly status: number; readonly body: string }
  /** The receiver acts at once, its answer comes late. */
  | { readonly kind: 'answer-late'; readonly afterMs: number }
  /** The receiver gets the request late, as from a queue, whether the caller still waits or not. */
  | { readonly kind: 'request-late'; readonly afterMs: number }
  /** The request is changed on its way. */
  | { readonly kind: 'tampered'; readonly change: (sent: SentRequest) => SentRequest };

export interface SentRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface FaultyProxy {
  readonly url: string;
  /** The next calls of this method and path suffer these, one each; others pass. */
  arm(call: string, ...faults: readonly Fault[]): void;
  /** All requests, as they came in: `POST /postings`. */
  readonly calls: readonly string[];
  /** The last request, as it came in. */
  last(): SentRequest;
  /** When all that was on its way late has arrived. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

/** A proxy in front of the receiver at `target` that loses, delays and changes what it is told to. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const armed = new Map<string, Fault[]>();
  const calls: string[] = [];
  const underWay = new Set<Promise<void>>();
  let last: SentRequest | undefined;
  const server = createServer((incoming, response) => {
    const work = handle(incoming, response).catch(() => {
      response.destroy();
    });
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  });
  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const sent: SentRequest = {
      path: incoming.url ?? '/',
      headers: incoming.headers,
      body: await bodyOf(incoming),
    };
    const method = incoming.method ?? 'GET';
    const call = `${method} ${sent.path.split('?')[0] ?? ''}`;
    calls.push(call);
    last = sent;
    await suffer(armed.get(call)?.shift(), target, method, sent, response);
  };
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    arm(call, ...faults) {
      armed.set(call, [...(armed.get(call) ?? []), ...faults]);
    },
    calls,
    last() {
      if (last === undefined) throw new Error('nothing was sent');
      return last;
    },
    async quiet() {
      await Promise.all(underWay);
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function suffer(
  fault: Fault | undefined,
  target: string,
  method: string,
  sent: SentRequest,
  response: ServerResponse,
): Promise<void> {
  if (fault?.kind === 'request-lost') {
    response.destroy();
    return;
  }
  if (fault?.kind === 'request-late') await sleep(fault.afterMs);
  const passed = fault?.kind === 'tampered' ? fault.change(sent) : sent;
  const answer = await pass(target, method, passed);
  if (fault?.kind === 'answer-lost') {
    response.destroy();
    return;
  }
  if (fault?.kind === 'answer-late') await sleep(fault.afterMs);
  const told = fault?.kind === 'answered-instead' ? fault : answer;
  response.writeHead(told.status, { 'content-type': 'application/json' }).end(told.body);
}

function pass(
  target: string,
  method: string,
  { path, headers, body }: SentRequest,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = forward(`${target}${path}`, {
      method,
      agent: false,
      headers: { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (answer) => {
      bodyOf(answer).then((text) => {
        resolve({ status: answer.statusCode ?? 0, body: text });
      }, reject);
    });
    outgoing.end(body);
  });
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
