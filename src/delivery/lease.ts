import type { Pool, PoolClient } from 'pg';
import type { DocumentId } from '../document';
import type { Flow } from './delivery';

/** The right to work on some deliveries, held by a database session: it dies with its holder, at once. */
export interface Lease {
  /** The deliveries that are ours; the others are being worked on elsewhere. */
  readonly held: ReadonlySet<DocumentId>;
  /** @throws when the session has been lost, and with it the lease: stop before posting anything */
  assertHeld(): void;
  release(): Promise<void>;
}

/** First key of our advisory locks, so that they meet nobody else's. */
const LOCK_CLASS = 'traede-erp-sync:delivery';

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
      [`${LOCK_CLASS}:${flow.systemId}:${flow.documentType}`, ids],
    );
    const held = new Set(rows.filter((row) => row.locked).map((row) => Number(row.id)));
    return { held, assertHeld: session.assertAlive, release: () => release(client, session) };
  } catch (error) {
    session.end(error);
    throw error;
  }
}

interface Session {
  assertAlive: () => void;
  end: (error?: unknown) => void;
}

function watch(client: PoolClient): Session {
  let lost: Error | undefined;
  const onError = (error: Error): void => {
    lost = error;
  };
  client.on('error', onError);
  return {
    assertAlive: () => {
      if (lost !== undefined) throw new LeaseLostError();
    },
    end: (error) => {
      client.off('error', onError);
      // A connection whose locks could not be let go must not return to the pool.
      client.release(error !== undefined || lost !== undefined);
    },
  };
}

async function release(client: PoolClient, session: Session): Promise<void> {
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
