import { readFileSync } from 'node:fs';
import {
  connect,
  constants,
  createSecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { listenOnLoopback, type Listening } from '../support/listening';
import type { Certificate } from './certificates';

export interface TlsProxyOptions {
  /** The real server, without TLS. */
  readonly target: string;
  readonly server: Certificate;
  /** File of the authority whose clients may enter; absent: no certificate is asked for. */
  readonly clientAuthority?: string;
  /** gRPC's code for a call that is not let through; undefined lets it. */
  readonly refuse?: (headers: IncomingHttpHeaders) => number | undefined;
}

/** What stands before Temporal's servers in the cloud: takes TLS off, checks who calls, and passes each call on. */
export async function startTlsProxy(options: TlsProxyOptions): Promise<Listening> {
  const { server: certificate, clientAuthority } = options;
  const upstream = connect(`http://${options.target}`);
  upstream.on('error', () => undefined);
  const sessions = new Set<ServerHttp2Session>();
  const server = createSecureServer({
    cert: readFileSync(certificate.certificate),
    key: readFileSync(certificate.key),
    ...(clientAuthority === undefined
      ? {}
      : { ca: readFileSync(clientAuthority), requestCert: true, rejectUnauthorized: true }),
  });
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => undefined);
    session.on('close', () => sessions.delete(session));
  });
  server.on('tlsClientError', () => undefined);
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    const code = options.refuse?.(headers);
    if (code === undefined) passOn(stream, upstream.request({ ...headers, ':scheme': 'http' }));
    else refuseCall(stream, code);
  });
  return listenOnLoopback(server, sessions, () => {
    upstream.destroy();
  });
}

function passOn(
  stream: ServerHttp2Stream,
  forwarded: ReturnType<ReturnType<typeof connect>['request']>,
): void {
  let trailers: IncomingHttpHeaders = {};
  forwarded.on('error', () => {
    stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  });
  stream.on('close', () => {
    forwarded.close(constants.NGHTTP2_CANCEL);
  });
  forwarded.on('response', (headers, flags) => {
    if (stream.destroyed) return;
    // An answer without a body is headers alone, with the call's outcome in them.
    if ((flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0) {
      stream.respond(headers, { endStream: true });
      return;
    }
    stream.respond(headers, { waitForTrailers: true });
    stream.on('wantTrailers', () => {
      stream.sendTrailers(trailers);
    });
    forwarded.pipe(stream);
  });
  forwarded.on('trailers', (received: IncomingHttpHeaders) => (trailers = received));
  stream.pipe(forwarded);
}

function refuseCall(stream: ServerHttp2Stream, code: number): void {
  const answer = { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': String(code) };
  stream.respond({ ...answer, 'grpc-message': 'Request unauthorized.' }, { endStream: true });
}
