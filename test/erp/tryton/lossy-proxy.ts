import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What may happen to one call on its way. */
export type Fault =
  /** It never arrives. */
  | 'request-lost'
  /** It arrives and is carried out; the answer is lost. */
  | 'answer-lost'
  /** It is carried out; the caller waits for ever. */
  | 'no-answer'
  /** Something between answers instead, and it never arrives. */
  | { readonly status: number; readonly body: string }
  /** It is carried out; something between answers instead. */
  | { readonly insteadOfAnswer: { readonly status: number; readonly body: string } };

/** A loopback proxy before a Tryton that knows JSON-RPC's methods, and loses what it is told to lose. */
export interface LossyProxy {
  readonly url: string;
  /** Methods that arrived, in order. */
  readonly methods: readonly string[];
  /** The `count`-th call from now on (1 is the next) meets the fault; only calls of `method`, where one is given. */
  failAt(count: number, fault: Fault, method?: string): void;
  /** Runs before a call of this method goes on. */
  before(method: string, work: () => Promise<void>): void;
  close(): Promise<void>;
}

interface Plan {
  remaining: number;
  readonly fault: Fault;
  readonly method: string | undefined;
}

export async function startLossyProxy(target: string): Promise<LossyProxy> {
  const methods: string[] = [];
  const plans: Plan[] = [];
  const interruptions = new Map<string, () => Promise<void>>();
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await textOf(request);
    const method = methodOf(body);
    methods.push(method);
    const fault = nextFault(plans, method);
    await interruptions.get(method)?.();
    if (fault === 'request-lost') {
      request.socket.destroy();
      return;
    }
    if (typeof fault === 'object' && 'status' in fault) {
      answer(response, fault);
      return;
    }
    const answered = await forward(target, request, body);
    if (fault === 'answer-lost') request.socket.destroy();
    else if (fault !== 'no-answer') answer(response, fault === undefined ? answered : fault.insteadOfAnswer);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    methods,
    failAt: (count, fault, method) => plans.push({ remaining: count, fault, method }),
    before: (method, work) => interruptions.set(method, work),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function nextFault(plans: Plan[], method: string): Fault | undefined {
  const concerned = plans.filter((plan) => plan.method === undefined || plan.method === method);
  for (const plan of concerned) plan.remaining -= 1;
  return concerned.find((plan) => plan.remaining === 0)?.fault;
}

async function forward(target: string, request: IncomingMessage, body: string) {
  const { authorization } = request.headers;
  const answered = await fetch(`${target}${request.url ?? '/'}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(authorization === undefined ? {} : { authorization }),
    },
    body,
  });
  return { status: answered.status, body: await answered.text() };
}

function answer(
  response: ServerResponse,
  { status, body }: { readonly status: number; readonly body: string },
) {
  response.writeHead(status, { 'content-type': body.startsWith('{') ? 'application/json' : 'text/html' });
  response.end(body);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) if (piece instanceof Buffer) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

function methodOf(body: string): string {
  const call: unknown = JSON.parse(body);
  return typeof call === 'object' && call !== null && 'method' in call ? String(call.method) : '';
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return address.port;
}
