import { DatabaseError, type Pool, type PoolClient } from 'pg';
import { CallEndedError } from './sql-error';

/** How long a session may take, and who may end it before. */
export interface SessionLimits {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Lends a connection to `work`. When the time is over or the signal aborts, the promise rejects and the connection is
 * destroyed: the database rolls back whatever was not committed.
 * @throws {CallEndedError} the time-out passed, or the signal aborted
 */
export async function withSession<T>(
  pool: Pool,
  limits: SessionLimits,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const limit = startLimit(limits);
  try {
    const client = await connect(pool, limit.ended);
    return await lend(client, limit.ended, work);
  } finally {
    limit.cancel();
  }
}

interface RunningLimit {
  /** Never resolves; rejects when the session must end. */
  readonly ended: Promise<never>;
  cancel(): void;
}

function startLimit({ timeoutMs, signal }: SessionLimits): RunningLimit {
  const { promise, reject } = rejectable();
  const timer = setTimeout(() => {
    reject(new CallEndedError(`time-out after ${timeoutMs / 1_000} s`));
  }, timeoutMs);
  const onAbort = (): void => {
    reject(new CallEndedError('aborted by the caller'));
  };
  if (signal?.aborted === true) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  return {
    ended: promise,
    cancel() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

function rejectable(): { promise: Promise<never>; reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<never>((_resolve, rejectPromise) => {
    reject = rejectPromise;
  });
  promise.catch(() => undefined); // nobody may be listening at the moment it rejects
  return { promise, reject };
}

async function connect(pool: Pool, ended: Promise<never>): Promise<PoolClient> {
  const connecting = pool.connect();
  try {
    return await Promise.race([ended, connecting]);
  } catch (error) {
    connecting.then(
      (late) => {
        late.release();
      },
      () => undefined,
    );
    throw error;
  }
}

async function lend<T>(
  client: PoolClient,
  ended: Promise<never>,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  // A connection that is lost between two queries emits `error`; unheard, that would end the process.
  const ignore = (): void => undefined;
  client.on('error', ignore);
  try {
    const result = await Promise.race([ended, work(client)]);
    client.off('error', ignore);
    client.release();
    return result;
  } catch (error) {
    const usable = error instanceof DatabaseError && error.severity === 'ERROR';
    if (usable) client.off('error', ignore);
    client.release(!usable);
    throw error;
  }
}

/**
 * Runs `work` in a transaction. Rolls back when it throws.
 * @param begin the statements that open it, `begin` first
 */
export async function inTransaction<T>(
  client: PoolClient,
  begin: string,
  work: () => Promise<T>,
): Promise<T> {
  await client.query(begin);
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    if (error instanceof DatabaseError && error.severity === 'ERROR') await client.query('rollback');
    throw error;
  }
}

/**
 * Streams what `read` finds, all as of one moment, without writing. Leaving the loop early gives the connection up.
 */
export async function* streamSnapshot<T>(
  pool: Pool,
  read: (client: PoolClient) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  const client = await pool.connect();
  const ignore = (): void => undefined;
  client.on('error', ignore);
  let finished = false;
  try {
    await client.query('begin isolation level repeatable read read only');
    yield* read(client);
    await client.query('commit');
    finished = true;
    client.off('error', ignore);
  } finally {
    client.release(!finished);
  }
}
