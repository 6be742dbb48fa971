import { connect, createServer, type Server, type Socket } from 'node:net';
import { ErpAccessDeniedError, ErpUnavailableError, type ErpAdapter } from '../../../src/erp/adapter';
import { createLedger } from '../../../src/erp/ledger';
import { createTestDatabase } from '../../support/database';
import {
  countDocuments,
  createLedgerDatabase,
  posted,
  quietPool,
  type LedgerDatabase,
} from './ledger-database';
import { containing } from './matchers';
import { invoice, invoiceReference } from './postings';

let database: LedgerDatabase;
beforeEach(async () => {
  database = await createLedgerDatabase();
});
afterEach(() => database.drop());

/** Makes every posting of the journal wait, until the returned function is called. */
async function holdCounter(): Promise<() => Promise<void>> {
  posted(await database.ledger().post(invoice(1)));
  const client = await database.pool.connect();
  await client.query('begin');
  await client.query('select from ledger.counters for update');
  return async () => {
    await client.query('rollback');
    client.release();
  };
}

describe('an uncertain answer', () => {
  it('is given when the statement time-out passes', async () => {
    const letGo = await holdCounter();
    const outcome = await database.ledger({ statementTimeoutMs: 100 }).post(invoice(2));
    expect(outcome).toEqual({ kind: 'uncertain', reason: containing('57014') });
    await letGo();
    expect((await database.ledger().find([invoiceReference(2)])).size).toBe(0);
  });

  it('is given when the database ends the connection, and the next posting works', async () => {
    const letGo = await holdCounter();
    const posting = database.ledger().post(invoice(2));
    await terminateWaiting();
    expect(await posting).toEqual({ kind: 'uncertain', reason: containing('57P01') });
    await letGo();
    expect(posted(await database.ledger().post(invoice(2))).number).toBe('INV-2026-00002');
  });

  async function terminateWaiting(): Promise<void> {
    for (;;) {
      const { rows } = await database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if (rows.length > 0) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  it('is given when the caller aborts, and nothing is posted', async () => {
    const letGo = await holdCounter();
    const abort = new AbortController();
    const posting = database.ledger().post(invoice(2), { signal: abort.signal });
    abort.abort();
    expect(await posting).toEqual({ kind: 'uncertain', reason: 'aborted by the caller' });
    await letGo();
    expect(await countDocuments(database.pool)).toBe(1);
  });

  it('is given when conflicts do not end, after a bounded number of attempts', async () => {
    await failFirstPostings(1_000);
    const outcome = await database.ledger().post(invoice(1));
    expect(outcome).toEqual({ kind: 'uncertain', reason: containing('40001') });
    const { rows } = await database.pool.query<{ attempts: string }>(
      'select last_value as attempts from attempts',
    );
    expect(rows).toEqual([{ attempts: '4' }]);
  });

  it('is not given for conflicts that end by themselves', async () => {
    await failFirstPostings(2);
    expect(posted(await database.ledger().post(invoice(1))).number).toBe('INV-2026-00001');
  });

  /** A sequence counts across rollbacks. */
  async function failFirstPostings(count: number): Promise<void> {
    await database.pool.query(`
      create sequence attempts;
      create function conflict() returns trigger language plpgsql as $$
      begin
        if nextval('attempts') <= ${count} then raise serialization_failure; end if;
        return null;
      end $$;
      create trigger conflict after insert on ledger.documents for each row execute function conflict();`);
  }
});

describe('a commit whose answer is lost', () => {
  it('is uncertain, found afterwards, and not posted again', async () => {
    const line = await lossyLine(new URL(database.url));
    const pool = quietPool({ connectionString: line.url });
    const ledger = createLedger({ pool });
    expect((await ledger.post(invoice(1))).kind).toBe('uncertain');
    const receipt = await waitForDocument(database.ledger());
    expect(posted(await database.ledger().post(invoice(1)))).toEqual(receipt);
    expect(await countDocuments(database.pool)).toBe(1);
    await pool.end();
    await line.close();
  });

  async function waitForDocument(ledger: ErpAdapter) {
    for (;;) {
      const receipt = (await ledger.find([invoiceReference(1)])).get(invoiceReference(1));
      if (receipt !== undefined) return receipt;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
});

/** A line to the database that carries `commit` to it, and then breaks. */
async function lossyLine(target: URL): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    const ignore = (): void => undefined;
    client.on('error', ignore);
    upstream.on('error', ignore);
    let committing = false;
    client.on('data', (data) => {
      upstream.write(data);
      committing ||= data.includes('commit\0');
    });
    upstream.on('data', (data) => {
      if (committing) endBoth(client, upstream);
      else client.write(data);
    });
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.port = String(portOf(server));
  return {
    url: url.href,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}

function endBoth(one: Socket, other: Socket): void {
  one.destroy();
  other.destroy();
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

describe('a ledger that cannot be reached', () => {
  let unreachable: ErpAdapter;
  beforeEach(async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const port = portOf(server);
    await new Promise((resolve) => server.close(resolve));
    const pool = quietPool({ host: '127.0.0.1', port });
    unreachable = createLedger({ pool, endPoolOnClose: true });
  });
  afterEach(() => unreachable.close());

  it('makes a posting uncertain', async () => {
    expect(await unreachable.post(invoice(1))).toEqual({
      kind: 'uncertain',
      reason: containing('ECONNREFUSED'),
    });
  });

  it('is told to those who read', async () => {
    await expect(unreachable.find([invoiceReference(1)])).rejects.toThrow(ErpUnavailableError);
    await expect(unreachable.list()[Symbol.asyncIterator]().next()).rejects.toThrow(ErpUnavailableError);
  });

  it('is a finding of check', async () => {
    expect(await unreachable.check()).toEqual([
      { subject: 'connection', ok: false, detail: containing('ECONNREFUSED') },
    ]);
  });
});

describe('a database that never answers', () => {
  it('makes a posting uncertain in bounded time', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const pool = quietPool({ host: '127.0.0.1', port: portOf(server) });
    const ledger = createLedger({ pool, statementTimeoutMs: 100 });
    const outcome = await ledger.post(invoice(1));
    expect(outcome).toEqual({ kind: 'uncertain', reason: 'time-out after 1.1 s' });
    for (const socket of sockets) socket.destroy();
    await pool.end();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('a ledger that refuses us altogether', () => {
  it('says so when it is not migrated', async () => {
    const empty = await createTestDatabase();
    const ledger = createLedger({ pool: empty.pool });
    await expect(ledger.post(invoice(1))).rejects.toThrow(ErpAccessDeniedError);
    await expect(ledger.find([invoiceReference(1)])).rejects.toThrow(ErpAccessDeniedError);
    await empty.drop();
  });

  it('says so when the database does not exist', async () => {
    const url = new URL(database.url);
    url.pathname = '/no_such_database';
    const ledger = createLedger({ pool: quietPool({ connectionString: url.href }), endPoolOnClose: true });
    await expect(ledger.post(invoice(1))).rejects.toThrow(ErpAccessDeniedError);
    await ledger.close();
  });
});
