import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';

/** An ERP that is of no use. */
export interface UselessErp {
  readonly url: string;
  stop(): Promise<void>;
}

/** Takes every call, and answers none. */
export async function startStuckErp(): Promise<UselessErp> {
  const open = new Set<{ destroy(): void }>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('data', () => undefined);
    socket.on('error', () => undefined);
    socket.once('close', () => open.delete(socket));
  });
  return started(server, () => {
    for (const socket of open) socket.destroy();
  });
}

/** Refuses whoever calls. */
export async function startDenyingErp(): Promise<UselessErp> {
  const server = createHttpServer((request, response) => {
    request.resume();
    response.writeHead(401, { 'content-type': 'application/json' }).end('{}');
  });
  return started(server, () => {
    server.closeAllConnections();
  });
}

async function started(server: Server, cut: () => void): Promise<UselessErp> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it was given no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
  };
}
