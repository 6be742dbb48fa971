import type { Pool, PoolClient } from 'pg';
import type { DocumentId } from '../document';
import type { Flow } from './delivery';

/** The right to work on some deliveries, held by a database session: it dies with its holder, at once. */
export interface Lease {
  /** The deliveries that are ours; the others are being worked on elsewhere. */
  readonly held: ReadonlySet<DocumentId>;
  /**
   * Waits until nobody else writes to the books of `company`, and keeps others from it until the release. For an ERP
   * that wants one writer. @throws when `signal` aborts, and when the session is lost
   */
  awaitTurn(company: string, signal?: AbortSignal): Promise<void>;
  /** @throws when the session has been lost, and with it the lease: stop before posting anything */
  assertHeld(): void;
  release(): Promise<void>;
}

/** First part of the keys of our advisory locks, so that they meet nobody else's. */
const DELIVERY_LOCK = 'traede-erp-sync:delivery';
const WRITER_LOCK = 'traede-erp-sync:writer';

/**
 * How soon PostgreSQL notices that a session which waits for its turn has lost its client, and lets its deliveries go:
 * by itself it would notice only when the turn came. Well below the time after which a dead worker's work is taken over.
 */
const DEAD_CLIENT_CHECK_MS = 1_000;

/** PostgreSQL has it since 14, on Linux and macOS; elsewhere the dead session is noticed when its turn comes. */
const NOTICE_DEAD_CLIENT = `select set_config(name, $1, false) from pg_settings where name = 'client_connection_check_interval'`;

/**
 * Takes session-level advisory locks, which PostgreSQL lets go when the connection ends: a killed worker's documents
 * are free within moments, with no time-out to wait for. Needs a direct connection or a session-pooling proxy.
 */
export async function takeLease(pool: Pool, flow: Flow, ids: readonly DocumentId[]): Promise<Lease> {
  const client = await pool.connect();
  const session = watch(client);
  try {
    const { rows } = await client.query<{ id: string; locked: boolean }>(
      `select id, pg_try_advisory_lock(hashtextextended($1 || ':' || id, 0)) as locked
       from unnest($2::bigint[]) as id`,
      [`${DELIVERY_LOCK}:${flow.systemId}:${flow.documentType}`, ids],
    );
    const held = new Set(rows.filter((row) => row.locked).map((row) => Number(row.id)));
    return {
      held,
      awaitTurn: (company, signal) => awaitTurn(client, session, company, signal),
      assertHeld: session.assertAlive,
      release: () => release(client, session),
    };
  } catch (error) {
    session.end(error);
    throw error;
  }
}

/**
 * Whoever waits holds deliveries, and whoever has the turn waits for none: no circle. The queue is PostgreSQL's own,
 * first come, first served.
 */
async function awaitTurn(
  client: PoolClient,
  session: Session,
  company: string,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  // The wait cannot be taken back, only left: the session ends, and with it everything that it holds.
  const leave = (): void => {
    session.end(signal?.reason);
  };
  signal?.addEventListener('abort', leave, { once: true });
  try {
    await client.query(NOTICE_DEAD_CLIENT, [String(DEAD_CLIENT_CHECK_MS)]);
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [`${WRITER_LOCK}:${company}`]);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', leave);
  }
}

interface Session {
  assertAlive: () => void;
  /** Gives the connection back, or, after an error, closes it with all its locks. Only the first call counts. */
  end: (error?: unknown) => void;
  readonly hasEnded: () => boolean;
}

function watch(client: PoolClient): Session {
  let lost: Error | undefined;
  let ended = false;
  const onError = (error: Error): void => {
    lost = error;
  };
  client.on('error', onError);
  return {
    assertAlive: () => {
      if (lost !== undefined || ended) throw new LeaseLostError();
    },
    hasEnded: () => ended,
    end: (error) => {
      if (ended) return;
      ended = true;
      client.off('error', onError);
      // A connection whose locks could not be let go must not return to the pool.
      client.release(error !== undefined || lost !== undefined);
    },
  };
}

async function release(client: PoolClient, session: Session): Promise<void> {
  if (session.hasEnded()) return;
  try {
    await client.query('select pg_advisory_unlock_all()');
    session.end();
  } catch (error) {
    session.end(error);
  }
}

/** The connection that held the lease was lost: somebody else may be working on the documents now. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
  constructor() {
    super('the database connection that held the lock on these documents was lost; they are tried again');
  }
}
