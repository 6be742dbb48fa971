import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';
import { variable, type Environment } from '../config/environment';
import { DEV_NAMESPACE } from './dev-server';
import { WITHOUT_PROXY } from './without-proxy';

/** Where Temporal is. */
export interface TemporalAddress {
  readonly connection: NativeConnectionOptions;
  readonly namespace: string;
  /** Address of Temporal's UI, where it is known. */
  readonly uiUrl: string | undefined;
}

/** A Temporal server may just be restarting. */
const CONNECT_TIMEOUT_MS = 30_000;

/**
 * The Temporal that the environment names (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, `TEMPORAL_TLS_*`,
 * profiles of `TEMPORAL_CONFIG_FILE`: read by Temporal's own library); `undefined` where it names none.
 * Ours are `TEMPORAL_UI_URL`, where links lead to, and `TEMPORAL_API_KEY_FILE`.
 */
export function temporalFromEnvironment(environment: Environment): TemporalAddress | undefined {
  const named = variable(environment, 'TEMPORAL_ADDRESS') ?? variable(environment, 'TEMPORAL_PROFILE');
  if (named === undefined) return undefined;
  const { connectionOptions, namespace } = loadClientConnectConfig({
    overrideEnvVars: definedOnly({
      ...environment,
      TEMPORAL_API_KEY: variable(environment, 'TEMPORAL_API_KEY'),
    }),
  });
  return {
    connection: connectionOptions,
    namespace: namespace ?? DEV_NAMESPACE,
    uiUrl: variable(environment, 'TEMPORAL_UI_URL')?.replace(/\/+$/, ''),
  };
}

export function devServerAddress(server: {
  readonly address: string;
  readonly uiUrl: string | undefined;
}): TemporalAddress {
  return { connection: { address: server.address }, namespace: DEV_NAMESPACE, uiUrl: server.uiUrl };
}

export interface ConnectOptions {
  /** Default: as long as a restart of the server takes. */
  readonly timeoutMs?: number;
}

/** A client with a connection of its own; the caller closes `client.connection`. */
export async function connectClient(
  { connection, namespace }: TemporalAddress,
  { timeoutMs }: ConnectOptions = {},
): Promise<ConnectedClient> {
  const { address, tls, apiKey, metadata } = connection;
  const opened = await Connection.connect({
    connectTimeout: timeoutMs ?? CONNECT_TIMEOUT_MS,
    ...(address === undefined ? {} : { address }),
    ...(tls === undefined || tls === null ? {} : { tls }),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(metadata === undefined ? {} : { metadata }),
    ...WITHOUT_PROXY,
  });
  return { client: new Client({ connection: opened, namespace }), close: () => opened.close() };
}

export interface ConnectedClient {
  readonly client: Client;
  close(): Promise<void>;
}

function definedOnly(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
