import type { Server } from 'node:net';
import { portOf } from '../faults/postgres-proxy';

/** What stands on a port of this machine until it is closed. */
export interface Listening {
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Lets a proxy listen on a free port of the loopback address. Closing destroys its `connections` of that moment, and lets
 * `endUpstream` end what lies behind them.
 */
export async function listenOnLoopback(
  server: Server,
  connections: Iterable<{ destroy(): void }>,
  endUpstream: () => void = () => undefined,
): Promise<Listening> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${portOf(server.address())}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const connection of connections) connection.destroy();
        endUpstream();
      }),
  };
}
