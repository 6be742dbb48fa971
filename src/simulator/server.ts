import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { messageAnswer, validationAnswer, type Answer } from './answers';
import { act } from './api';
import { control, CONTROL_PREFIX } from './control';
import { matchRoute, type Route } from './endpoints';
import { endWith, type Ending } from './fault-answers';
import type { FaultPlan } from './faults';
import type { Simulation } from './simulation';

export interface ServerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly token: string;
  readonly appKey: string;
  /** Whether the control endpoints are there. */
  readonly control: boolean;
}

export interface RunningServer {
  readonly port: number;
  /** Ends open connections and answers that are held back, at once. */
  stop(): Promise<void>;
}

/** Ten mark elements are two kilobytes, a hundred fault rules some more. */
const MAX_BODY_BYTES = 1_048_576;

/** Node's five seconds would end pooled connections just as a slow test takes them up again. */
const KEEP_ALIVE_MS = 60_000;

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  readonly path: string;
  readonly search: string;
}

/** Puts a simulation on the network. */
export async function startServer(simulation: Simulation, options: ServerOptions): Promise<RunningServer> {
  const stopping = new AbortController();
  const server = createServer((request, response) => {
    handle(simulation, options, describeCall(request, response), stopping.signal).catch((error: unknown) => {
      reportFailure(response, error);
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await listen(server, options);
  return {
    port: listeningPort(server),
    stop: async () => {
      stopping.abort();
      const closed = new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
      server.closeAllConnections();
      await closed;
    },
  };
}

async function handle(
  simulation: Simulation,
  options: ServerOptions,
  call: Call,
  signal: AbortSignal,
): Promise<void> {
  const body = await readBody(call.request);
  if (options.control && call.path.startsWith(CONTROL_PREFIX)) {
    const answer = body === undefined ? tooLarge() : control(simulation, call.method, call.path, body);
    await send(call.response, { kind: 'answer', answer });
    return;
  }
  const route = matchRoute(call.method, call.path);
  simulation.calls.count(route);
  const plan = route === undefined ? NO_FAULT : simulation.faults.plan(route, pageOf(route, call.search));
  if (plan.delayBeforeMs > 0) await delay(plan.delayBeforeMs, undefined, { signal });
  const ending = endWith(plan.fault, () => answerTo(simulation, options, call, route, body), Date.now);
  if (plan.delayAfterMs > 0) await delay(plan.delayAfterMs, undefined, { signal });
  simulation.calls.write({
    method: call.method,
    path: call.path,
    query: call.search,
    status: ending.kind === 'answer' ? ending.answer.status : null,
    fault: plan.fault?.kind ?? null,
  });
  await send(call.response, ending);
}

const NO_FAULT: FaultPlan = { delayBeforeMs: 0, delayAfterMs: 0, fault: null };

function answerTo(
  simulation: Simulation,
  options: ServerOptions,
  { request, search }: Call,
  route: Route | undefined,
  body: string | undefined,
): Answer {
  if (!isAuthorized(request, options)) return messageAnswer(401, 'Unauthenticated.');
  if (route === undefined) return messageAnswer(404, 'Not Found');
  if (body === undefined) return tooLarge();
  const isJson = /^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '');
  return act(simulation, { route, search, jsonBody: isJson ? body : null });
}

/** The connection broke, or `mutate` or the simulator itself threw: the caller is told, if there still is one. */
function reportFailure(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { status, headers, body } = messageAnswer(500, `the simulator failed: ${String(error)}`);
  response.writeHead(status, headers).end(body);
}

function tooLarge(): Answer {
  return validationAnswer([`the body is larger than ${MAX_BODY_BYTES} bytes`]);
}

function isAuthorized({ headers }: IncomingMessage, { token, appKey }: ServerOptions): boolean {
  const givenKey = headers['x-traede-app-key'];
  return (
    sameText(headers.authorization ?? '', `Bearer ${token}`) &&
    sameText(typeof givenKey === 'string' ? givenKey : '', appKey)
  );
}

function sameText(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** For the scope of fault rules; the query is read properly, and refused, where the call is carried out. */
function pageOf(route: Route, search: string): number | null {
  return route.kind === 'export' ? Number(new URLSearchParams(search).get('page') ?? '0') : null;
}

function describeCall(request: IncomingMessage, response: ServerResponse): Call {
  const [path = '', ...search] = (request.url ?? '').split('?');
  return { request, response, method: request.method ?? '', path, search: search.join('?') };
}

/** `undefined`: too large. It is read to its end in any case, so that the answer reaches the caller. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  });
  await new Promise<void>((resolve, reject) => {
    request.on('end', resolve);
    request.on('error', reject);
  });
  return length <= MAX_BODY_BYTES ? Buffer.concat(chunks).toString('utf8') : undefined;
}

async function send(response: ServerResponse, ending: Ending): Promise<void> {
  switch (ending.kind) {
    case 'answer':
      write(response, ending.answer);
      response.end(ending.answer.body);
      return;
    case 'destroy':
      response.destroy();
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'truncate':
      await truncate(response, ending.answer);
  }
}

function write(response: ServerResponse, { status, headers, body }: Answer): void {
  const length = status === 204 ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...length });
}

/** Announces the whole body and sends half of it, flushed, so that the caller sees it begin. */
async function truncate(response: ServerResponse, answer: Answer): Promise<void> {
  write(response, answer);
  const bytes = Buffer.from(answer.body);
  await new Promise<void>((resolve) => {
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => {
      resolve();
    });
  });
  response.destroy();
}

async function listen(server: Server, { host, port }: ServerOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function listeningPort(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new TypeError('the server does not listen on a port');
  return address.port;
}
