import {
  connect,
  constants,
  createServer,
  type ClientHttp2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { Fault } from './fault';
import { listenOnLoopback, type Listening } from '../support/listening';

const LATE_MS = 2_000;
/** gRPC's "try again": what a proxy answers that has lost its server. */
const UNAVAILABLE = '14';

/** Asked for each call that names something known to the test, in the call's bytes or, for a poll, in those of its answer. */
export type FaultOfCall = (bytes: Buffer) => Fault | undefined;

/**
 * Stands between a worker and Temporal and takes gRPC apart into calls. A poll is a call when it brings a task: losing it
 * loses the task.
 */
export async function startTemporalCallProxy(address: string, faultOf: FaultOfCall): Promise<Listening> {
  const temporal = connectedTo(address);
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => undefined);
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    void serve(temporal.session(), stream, headers, faultOf).catch(() => {
      stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    });
  });
  return listenOnLoopback(server, sessions, () => {
    temporal.close();
  });
}

/** Temporal ends its connections after five minutes, politely: what is under way may finish, new calls go elsewhere. */
function connectedTo(address: string) {
  const sessions = new Set<ClientHttp2Session>();
  const open = (): ClientHttp2Session => {
    const session = connect(`http://${address}`);
    sessions.add(session);
    session.on('error', () => undefined);
    session.on('close', () => sessions.delete(session));
    session.on('goaway', () => {
      if (current === session) current = open();
    });
    return session;
  };
  let current = open();
  return {
    session(): ClientHttp2Session {
      if (current.closed || current.destroyed) current = open();
      return current;
    },
    close(): void {
      for (const session of sessions) session.destroy();
    },
  };
}

async function serve(
  temporal: ClientHttp2Session,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  faultOf: FaultOfCall,
): Promise<void> {
  const request = await bytesOf(stream);
  const isPoll = headers[':path']?.includes('/Poll') === true;
  const fault = isPoll ? undefined : faultOf(messageIn(request));
  if (fault === 'lose-request') {
    stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    return;
  }
  const answer = await forward(temporal, stream, headers, request);
  await reply(stream, answer, isPoll ? faultOf(messageIn(answer.body)) : fault);
}

interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly trailers: IncomingHttpHeaders;
}

async function forward(
  temporal: ClientHttp2Session,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  request: Buffer,
): Promise<Answer> {
  const forwarded = temporal.request(headers);
  // A worker that gives a poll up must not keep it open at the server, which would hand it a task.
  stream.on('close', () => {
    forwarded.close(constants.NGHTTP2_CANCEL);
  });
  let answered: IncomingHttpHeaders = {};
  let trailers: IncomingHttpHeaders = {};
  forwarded.on('response', (received) => (answered = received));
  forwarded.on('trailers', (received: IncomingHttpHeaders) => (trailers = received));
  forwarded.end(request);
  return { body: await bytesOf(forwarded), headers: answered, trailers };
}

/** Before a gRPC message stand a byte that says whether it is compressed, and four with its length. */
const PREFIX_LENGTH = 5;

function messageIn(body: Buffer): Buffer {
  return body[0] === 1 ? gunzipSync(body.subarray(PREFIX_LENGTH)) : body.subarray(PREFIX_LENGTH);
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function reply(stream: ServerHttp2Stream, answer: Answer, fault: Fault | undefined): Promise<void> {
  if (fault === 'lose-request' || fault === 'lose-answer') {
    stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    return;
  }
  if (fault === 'answer-late') await sleep(LATE_MS);
  if (stream.destroyed || stream.closed) return;
  if (fault === 'error-after-acting') {
    const refused = { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': UNAVAILABLE };
    stream.respond(refused, { endStream: true });
    return;
  }
  stream.respond(answer.headers, { waitForTrailers: true });
  stream.on('wantTrailers', () => {
    stream.sendTrailers(answer.trailers);
  });
  stream.end(answer.body);
}
