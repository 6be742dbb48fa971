import { connect, createServer, type Socket } from 'node:net';
import type { CallCounter, Fault } from './fault';
import { listenOnLoopback, type Listening } from '../support/listening';

const LATE_MS = 2_000;

/**
 * Stands between the worker and Temporal. HTTP/2 is not taken apart: what is counted is each piece that the worker
 * sends, some of which carry several calls, some a part of one. A fault ends the connection, or holds its answers back.
 */
export async function startTemporalProxy(address: string, counter: CallCounter): Promise<Listening> {
  const [host = '', port = ''] = address.split(':');
  const sockets = new Set<Socket>();
  const server = createServer((worker) => {
    const temporal = connect(Number(port), host);
    for (const socket of [worker, temporal]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('close', () => sockets.delete(socket));
    }
    link(worker, temporal, counter);
  });
  return listenOnLoopback(server, sockets);
}

function link(worker: Socket, temporal: Socket, counter: CallCounter): void {
  let awaited: Exclude<Fault, 'lose-request'> | undefined;
  const end = (): void => {
    worker.destroy();
    temporal.destroy();
  };
  for (const socket of [worker, temporal]) {
    socket.on('error', () => undefined);
    socket.on('close', end);
  }
  worker.on('data', (data) => {
    const fault = counter.next();
    if (fault === 'lose-request') {
      end();
      return;
    }
    awaited = fault ?? awaited;
    temporal.write(data);
  });
  temporal.on('data', (data) => {
    const fault = awaited;
    awaited = undefined;
    switch (fault) {
      case undefined:
        worker.write(data);
        return;
      case 'lose-answer':
        end();
        return;
      case 'error-after-acting':
        // No HTTP/2: what a proxy that has lost its server might say.
        worker.write('HTTP/1.1 500 Internal Server Error\r\n\r\n');
        setTimeout(end, 10);
        return;
      case 'answer-late':
        temporal.pause();
        setTimeout(() => {
          worker.write(data);
          temporal.resume();
        }, LATE_MS);
    }
  });
}
