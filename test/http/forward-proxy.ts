import { createServer, request as requestHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** What a proxy was asked for. */
export interface ProxyCall {
  /** `CONNECT`, or the method of a whole request. */
  readonly method: string;
  /** `host:port` of a tunnel, or the whole address. */
  readonly target: string;
  readonly authorization: string | undefined;
}

/** A real proxy: tunnels for https, whole requests for http. All names lead to this machine, as with a name server of its own. */
export interface ForwardProxy {
  readonly port: number;
  readonly calls: readonly ProxyCall[];
  /** Connections that were made to it. */
  connections(): number;
  /** What it answers instead of doing anything; null: it does its work. */
  refusal: number | null;
  stop(): Promise<void>;
}

export interface ForwardProxyOptions {
  /** `user:password`; who sends another gets 407. */
  readonly credentials: string;
}

export async function startForwardProxy({ credentials }: ForwardProxyOptions): Promise<ForwardProxy> {
  const calls: ProxyCall[] = [];
  const expected = `Basic ${Buffer.from(credentials).toString('base64')}`;
  const state: { refusal: number | null } = { refusal: null };
  const noted = ({ method = '', url = '', headers }: IncomingMessage): number | null => {
    const authorization = headers['proxy-authorization'];
    calls.push({ method, target: url, authorization });
    if (state.refusal !== null) return state.refusal;
    return authorization === expected ? null : 407;
  };
  const server = createServer((request, response) => {
    const refusal = noted(request);
    if (refusal === null) forward(request, response);
    else response.writeHead(refusal).end('says the proxy');
  });
  server.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const refusal = noted(request);
    if (refusal === null) tunnel(request, socket, head);
    else socket.end(`HTTP/1.1 ${refusal} No\r\ncontent-length: 0\r\n\r\n`);
  });
  let connections = 0;
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    port,
    calls,
    connections: () => connections,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

function tunnel({ url = '' }: IncomingMessage, socket: Socket, head: Buffer): void {
  const { port } = new URL(`http://${url}`);
  const behind = connect(Number(port), '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    behind.write(head);
    behind.pipe(socket).pipe(behind);
  });
  behind.on('error', () => socket.destroy());
  socket.on('close', () => behind.destroy());
}

function withoutAuthorization({ headers }: IncomingMessage): IncomingMessage['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'proxy-authorization'));
}

function forward(request: IncomingMessage, response: ServerResponse): void {
  const { port, pathname, search } = new URL(request.url ?? '');
  const behind = requestHttp(
    {
      port,
      host: '127.0.0.1',
      path: `${pathname}${search}`,
      method: request.method,
      headers: withoutAuthorization(request),
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  behind.on('error', () => response.writeHead(502).end());
  request.pipe(behind);
}
