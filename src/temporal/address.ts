import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { DataConverter } from '@temporalio/common';
import type { NativeConnectionOptions } from '@temporalio/worker';
import { z } from 'zod';
import { variable, type Environment } from '../config/environment';
import { ConfigError } from '../config/errors';
import { dataConverterFromEnvironment } from './codec/data-converter';
import { DEV_NAMESPACE } from './dev-server';

/** Where Temporal is. */
export interface TemporalAddress {
  readonly connection: NativeConnectionOptions;
  readonly namespace: string;
  /** Address of Temporal's UI, where it is known. */
  readonly uiUrl: string | undefined;
  /** How what is sent there is written: plainly (default), or encrypted. */
  readonly dataConverter?: DataConverter;
}

/** Any of these says that there is a Temporal of the user's own. */
const NAMING = ['TEMPORAL_ADDRESS', 'TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE'];
/** Where Temporal's clients look when nothing names an address. */
const DEFAULT_ADDRESS = 'localhost:7233';
/** A key that travels in clear text may do so on this machine only: to a proxy beside us that encrypts. */
const LOOPBACK_ADDRESS = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|$)/;

/**
 * The Temporal that the environment names (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, `TEMPORAL_TLS_*`,
 * profiles of `TEMPORAL_CONFIG_FILE`: read by Temporal's own library); `undefined` where it names none.
 * Ours are `TEMPORAL_UI_URL`, where links lead to, and `TEMPORAL_API_KEY_FILE`.
 * @throws {ConfigError} naming the variable and the remedy, and never quoting a key
 */
export function temporalFromEnvironment(environment: Environment): TemporalAddress | undefined {
  if (NAMING.every((name) => given(environment, name) === undefined)) return undefined;
  refuseContradictions(environment);
  const apiKey = variable(environment, 'TEMPORAL_API_KEY');
  const { connectionOptions, namespace } = readByTemporal({
    ...nonEmpty(environment),
    ...(apiKey === undefined ? {} : { TEMPORAL_API_KEY: apiKey }),
  });
  const { address = DEFAULT_ADDRESS, tls } = connectionOptions;
  const isPlain = tls === undefined || tls === null || tls === false;
  if (connectionOptions.apiKey !== undefined && isPlain && !LOOPBACK_ADDRESS.test(address)) {
    throw new ConfigError(
      `the API key would go to ${address} in clear text: remove TEMPORAL_TLS=false (or \`tls.disabled\` of the profile)`,
    );
  }
  return {
    connection: { ...connectionOptions, address },
    namespace: namespace ?? DEV_NAMESPACE,
    uiUrl: variable(environment, 'TEMPORAL_UI_URL')?.replace(/\/+$/, ''),
    dataConverter: dataConverterFromEnvironment(environment),
  };
}

/** What Temporal's library would pass over in silence. */
function refuseContradictions(environment: Environment): void {
  if (given(environment, 'TEMPORAL_TLS_DISABLE_HOST_VERIFICATION') !== undefined) {
    throw new ConfigError(
      "certificates are always checked: unset TEMPORAL_TLS_DISABLE_HOST_VERIFICATION, and name the server's own " +
        'authority in TEMPORAL_TLS_SERVER_CA_CERT_PATH, or the name in its certificate in TEMPORAL_TLS_SERVER_NAME',
    );
  }
  const has = (part: string): boolean =>
    ['PATH', 'DATA'].some((kind) => given(environment, `TEMPORAL_TLS_CLIENT_${part}_${kind}`) !== undefined);
  if (given(environment, 'TEMPORAL_PROFILE') === undefined && has('CERT') !== has('KEY')) {
    const missing = has('CERT') ? 'KEY' : 'CERT';
    throw new ConfigError(
      `a client certificate and its key belong together: set TEMPORAL_TLS_CLIENT_${missing}_PATH as well, or neither`,
    );
  }
}

function readByTemporal(variables: Record<string, string>): ReturnType<typeof loadClientConnectConfig> {
  try {
    return loadClientConnectConfig({ overrideEnvVars: variables });
  } catch (error) {
    // Without the cause, which may quote a key.
    throw new ConfigError(`the connection to Temporal is not configured right: ${whatIsWrong(error)}`);
  }
}

/** Of a file that is no TOML only the first line is told: what follows quotes it, with the keys in it. */
function whatIsWrong(error: unknown): string {
  const { path, message } = failureSchema.parse(error);
  if (path !== undefined) {
    return `the file ${path} cannot be read; correct the variable or the profile that names it`;
  }
  const [firstLine = ''] = message.split('\n');
  return `${firstLine}; check TEMPORAL_PROFILE, TEMPORAL_CONFIG_FILE and the TEMPORAL_TLS_* variables`;
}

/** `path`: of a file that could not be read. */
const failureSchema = z.object({
  path: z.string().optional().catch(undefined),
  message: z.string().catch(''),
});

/** `docker compose` passes unset variables on as empty ones; a header that is to be left out is empty on purpose. */
function nonEmpty(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined || (value.trim() === '' && !name.startsWith('TEMPORAL_GRPC_META_'))
        ? []
        : [[name, value]],
    ),
  );
}

function given(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === '' ? undefined : value;
}

/** The embedded server, or a test's. `environment` may hold keys for the payloads. */
export function devServerAddress(
  server: { readonly address: string; readonly uiUrl: string | undefined },
  environment: Environment = {},
): TemporalAddress {
  return {
    connection: { address: server.address },
    namespace: DEV_NAMESPACE,
    uiUrl: server.uiUrl,
    dataConverter: dataConverterFromEnvironment(environment),
  };
}
