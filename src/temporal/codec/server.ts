import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { PayloadCodec } from '@temporalio/common';
import { payloadsSchema, toPayloadsJson } from './payload-json';

/** A page of Temporal's UI holds at most one gRPC message (4 MiB) of payloads, a third longer in base64, and their names. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
/** Nobody who has payloads to decode takes longer to send them. */
const REQUEST_TIMEOUT_MS = 30_000;
/** A browser asks for a page's payloads side by side. */
const MAX_CONNECTIONS = 50;
/** What Temporal's UI sends along. */
const ALLOWED_HEADERS = 'content-type, x-namespace, authorization, caller-type';
const PREFLIGHT_SECONDS = 600;

export interface CodecServerOptions {
  readonly codec: PayloadCodec;
  readonly host: string;
  readonly port: number;
  /** The only web page whose scripts are answered: `https://cloud.temporal.io`. */
  readonly uiOrigin: string;
  /** Asked for as `Authorization: Bearer …`; absent: whoever reaches the port is answered. */
  readonly token?: string | undefined;
  /** Whether it encrypts too, for signals that are sent from the UI. */
  readonly mayEncode: boolean;
}

export interface CodecServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Decrypts payloads for Temporal's UI and command line, which ask it directly: Temporal itself never sees them plain. */
export async function startCodecServer(options: CodecServerOptions): Promise<CodecServer> {
  const server = createServer((request, response) => {
    void serve(request, response, options).catch(() => response.destroy());
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${portOf(server)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  options: CodecServerOptions,
): Promise<void> {
  const { origin } = request.headers;
  // A page elsewhere must not have somebody's browser decrypt for it, also where it cannot read the answer.
  if (origin !== undefined && origin !== options.uiOrigin) {
    answer(response, 403, { message: `pages of ${options.uiOrigin} only; see --ui-origin` });
    return;
  }
  if (origin !== undefined) allow(response, origin);
  if (request.method === 'OPTIONS') {
    answerPreflight(response);
    return;
  }
  const [, namespacedPath = ''] = /^([^?]*)/.exec(request.url ?? '') ?? [];
  const verb = verbOf(namespacedPath, options);
  if (request.method !== 'POST' || verb === undefined) {
    answer(response, 404, { message: 'POST /decode' });
    return;
  }
  if (!isAllowed(request.headers.authorization, options.token)) {
    answer(response, 401, { message: 'the bearer token is missing or wrong' });
    return;
  }
  const body = await bodyOf(request);
  if (body === undefined) {
    // What is still coming is not read: the connection ends with the answer.
    response.setHeader('connection', 'close');
    answer(response, 413, { message: `more than ${MAX_BODY_BYTES} bytes` });
    return;
  }
  await translate(response, body, options.codec[verb].bind(options.codec));
}

/** The UI may be told an address with a path, for a namespace each. */
function verbOf(path: string, { mayEncode }: CodecServerOptions): 'encode' | 'decode' | undefined {
  if (path.endsWith('/decode')) return 'decode';
  return mayEncode && path.endsWith('/encode') ? 'encode' : undefined;
}

async function translate(
  response: ServerResponse,
  body: string,
  change: PayloadCodec['decode'],
): Promise<void> {
  const parsed = payloadsSchema.safeParse(jsonOf(body));
  if (!parsed.success) {
    answer(response, 400, {
      message: 'no payloads in protobuf JSON: {"payloads": [{"metadata": …, "data": …}]}',
    });
    return;
  }
  try {
    answer(response, 200, toPayloadsJson(await change(parsed.data.payloads)));
  } catch (error) {
    answer(response, 400, { message: error instanceof Error ? error.message : 'cannot be decoded' });
  }
}

function allow(response: ServerResponse, origin: string): void {
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('vary', 'Origin');
}

function answerPreflight(response: ServerResponse): void {
  response.setHeader('access-control-allow-methods', 'POST');
  response.setHeader('access-control-allow-headers', ALLOWED_HEADERS);
  response.setHeader('access-control-max-age', PREFLIGHT_SECONDS);
  // Chromium asks before a page of the internet reaches an address of this machine.
  response.setHeader('access-control-allow-private-network', 'true');
  response.writeHead(204).end();
}

function answer(response: ServerResponse, status: number, content: unknown): void {
  response.setHeader('content-type', 'application/json');
  response.setHeader('cache-control', 'no-store');
  response.writeHead(status).end(JSON.stringify(content));
}

function isAllowed(authorization: string | undefined, token: string | undefined): boolean {
  if (token === undefined) return true;
  const [given, wanted] = [Buffer.from(authorization ?? ''), Buffer.from(`Bearer ${token}`)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** `undefined` where it is too long. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
