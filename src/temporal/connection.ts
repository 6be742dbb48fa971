import { Client, Connection } from '@temporalio/client';
import { TemporalAccessError, toAccessError } from './access-error';
import type { TemporalAddress } from './address';
import { findTlsFault, type TlsFault } from './tls-fault';
import { WITHOUT_PROXY } from './without-proxy';

export { devServerAddress, temporalFromEnvironment, type TemporalAddress } from './address';

/** A Temporal server may just be restarting. */
const CONNECT_TIMEOUT_MS = 30_000;

export interface ConnectOptions {
  /** Default: as long as a restart of the server takes. */
  readonly timeoutMs?: number;
  /** Whether to look that the namespace is there, and ours to use. Default: yes. */
  readonly checkNamespace?: boolean;
}

export interface ConnectedClient {
  readonly client: Client;
  close(): Promise<void>;
}

/**
 * A client with a connection of its own; the caller closes it.
 * @throws {TemporalAccessError} saying what is wrong, and what to do
 */
export async function connectClient(
  temporal: TemporalAddress,
  { timeoutMs = CONNECT_TIMEOUT_MS, checkNamespace = true }: ConnectOptions = {},
): Promise<ConnectedClient> {
  const connection = await connect(temporal, timeoutMs);
  const { namespace, dataConverter } = temporal;
  const client = new Client({
    connection,
    namespace,
    ...(dataConverter === undefined ? {} : { dataConverter }),
  });
  try {
    if (checkNamespace) await lookAtNamespace(client, temporal, timeoutMs);
  } catch (error) {
    await connection.close();
    throw error;
  }
  return { client, close: () => connection.close() };
}

/**
 * gRPC takes a server whose certificate it does not trust for one that is away, and goes on trying. A look of our own at the
 * same time tells the difference at once.
 */
async function connect(temporal: TemporalAddress, timeoutMs: number): Promise<Connection> {
  const { address, tls, apiKey, metadata } = temporal.connection;
  const looking = findTlsFault(temporal.connection, timeoutMs);
  const opening = Connection.connect({
    connectTimeout: timeoutMs,
    ...(address === undefined ? {} : { address }),
    ...(tls === undefined || tls === null ? {} : { tls }),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(metadata === undefined ? {} : { metadata }),
    ...WITHOUT_PROXY,
  }).catch(async (error: unknown) => {
    const fault = await looking;
    throw fault === undefined
      ? toAccessError(error, temporal, timeoutMs)
      : new TemporalAccessError(fault.meaning);
  });
  const certain = looking.then<Connection | TlsFault>((fault) =>
    fault?.isCertain === true ? fault : opening,
  );
  const first = await Promise.race([opening, certain]);
  if (first instanceof Connection) return first;
  opening.then((late) => late.close()).catch(() => undefined);
  throw new TemporalAccessError(first.meaning);
}

async function lookAtNamespace(client: Client, temporal: TemporalAddress, timeoutMs: number): Promise<void> {
  const { namespace } = temporal;
  try {
    await client.withDeadline(Date.now() + timeoutMs, () =>
      client.workflowService.describeNamespace({ namespace }),
    );
  } catch (error) {
    throw toAccessError(error, temporal, timeoutMs);
  }
}
