import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Fault } from './fault';

/** Longer than the statement time-out that the worlds give their ledger: a late posting counts as lost. */
const LATE_MS = 1_800;

/** `request-late`: held back before the database hears of it, whether or not the client still waits. */
export type StatementFault = Fault | 'request-late';

/** Says of each statement what happens to it. */
export interface StatementFaults {
  next(): StatementFault | undefined;
  /** How late is late; default 1,800 ms. */
  readonly lateMs?: number;
}

export interface PostgresProxy {
  /** The address of the database through the proxy. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Stands between a pool and PostgreSQL, reads the wire protocol far enough to count statements, and lets one go wrong:
 * the statement is lost with its connection, or carried out and its answer lost, replaced by a FATAL, or held back.
 */
export async function startPostgresProxy(
  databaseUrl: string,
  faults: StatementFaults,
): Promise<PostgresProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const database = connect(Number(target.port), target.hostname);
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('close', () => sockets.delete(socket));
    }
    new Link(client, database, faults).open();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.port = String(portOf(server.address()));
  return {
    url: url.href,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the proxy listens on no port');
  return address.port;
}

/** One connection, in both directions. */
class Link {
  readonly #client: Socket;
  readonly #database: Socket;
  readonly #faults: StatementFaults;
  #fromClient = Buffer.alloc(0);
  #begun = false;
  /** A late statement is held back, and all that follows it. */
  #isHolding = false;
  /** What happens to the answer under way, and as much of it as has come. */
  #fault: Exclude<Fault, 'lose-request'> | undefined;
  #answer = Buffer.alloc(0);

  constructor(client: Socket, database: Socket, faults: StatementFaults) {
    this.#client = client;
    this.#database = database;
    this.#faults = faults;
  }

  open(): void {
    this.#client.on('data', (data) => {
      this.#fromClient = Buffer.concat([this.#fromClient, data]);
      this.#forward();
    });
    this.#database.on('data', (data) => {
      this.#answered(data);
    });
    for (const socket of [this.#client, this.#database]) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        if (!this.#isHolding) this.#end();
      });
    }
  }

  #end(): void {
    this.#client.destroy();
    this.#database.destroy();
  }

  #forward(): void {
    if (this.#isHolding) return;
    for (let message = this.#takeMessage(); message !== undefined; message = this.#takeMessage()) {
      if (beginsStatement(message)) {
        const fault = this.#faults.next();
        if (fault === 'lose-request') {
          this.#end();
          return;
        }
        if (fault === 'request-late') {
          this.#hold(message);
          return;
        }
        this.#fault = fault;
      }
      this.#database.write(message);
    }
  }

  /** What is on its way arrives, also when the client has given up: then it is the last thing to do so. */
  #hold(message: Buffer): void {
    this.#isHolding = true;
    setTimeout(() => {
      this.#isHolding = false;
      this.#database.write(message);
      this.#forward();
      if (this.#client.destroyed) this.#database.end();
    }, this.#lateMs()).unref();
  }

  #lateMs(): number {
    return this.#faults.lateMs ?? LATE_MS;
  }

  /** Start-up has a length only; every later message has a type before it. */
  #takeMessage(): Buffer | undefined {
    const typeLength = this.#begun ? 1 : 0;
    if (this.#fromClient.length < typeLength + 4) return undefined;
    const length = typeLength + this.#fromClient.readInt32BE(typeLength);
    if (this.#fromClient.length < length) return undefined;
    const message = this.#fromClient.subarray(0, length);
    this.#fromClient = this.#fromClient.subarray(length);
    this.#begun = true;
    return message;
  }

  #answered(data: Buffer): void {
    if (this.#fault === undefined) {
      this.#client.write(data);
      return;
    }
    this.#answer = Buffer.concat([this.#answer, data]);
    if (!isComplete(this.#answer)) return;
    const [fault, answer] = [this.#fault, this.#answer];
    this.#answer = Buffer.alloc(0);
    this.#fault = undefined;
    switch (fault) {
      case 'lose-answer':
        this.#end();
        return;
      case 'error-after-acting':
        this.#client.write(FATAL);
        setTimeout(() => {
          this.#end();
        }, 10);
        return;
      case 'answer-late':
        setTimeout(() => this.#client.write(answer), this.#lateMs()).unref();
    }
  }
}

/** A simple query, or the first message of an extended one. The start-up message begins with a length below 2^24. */
function beginsStatement(message: Buffer): boolean {
  const type = String.fromCharCode(message[0] ?? 0);
  return type === 'Q' || type === 'P';
}

/** An answer ends with ReadyForQuery. */
function isComplete(answer: Buffer): boolean {
  for (let at = 0; at + 5 <= answer.length; at += 1 + answer.readInt32BE(at + 1)) {
    if (answer[at] === 'Z'.charCodeAt(0)) return true;
  }
  return false;
}

const FATAL = errorResponse('FATAL', '57P01', 'terminating connection due to administrator command');

function errorResponse(severity: string, sqlState: string, message: string): Buffer {
  const fields = `S${severity}\0V${severity}\0C${sqlState}\0M${message}\0\0`;
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(4 + fields.length, 1);
  return Buffer.concat([head, Buffer.from(fields)]);
}
