import type { Environment } from '../../config/environment';
import type { NamedVariables } from '../../config/variable-names';

/** What the product, Temporal's library and Node read: whether it is set may explain what happens. */
const KNOWN_VARIABLES = [
  'TRAEDE_BASE_URL',
  'TRAEDE_ACCESS_TOKEN',
  'TRAEDE_APP_KEY',
  'TRAEDE_SYSTEM_ID',
  'TRAEDE_SYNC_METRICS_ADDRESS',
  'TRAEDE_SYNC_CODEC_KEYS',
  'TRYTON_PASSWORD',
  'ODOO_API_KEY',
  'ERP_SIGNING_KEY',
  'DATABASE_URL',
  'DATABASE_PASSWORD',
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'TEMPORAL_PROFILE',
  'TEMPORAL_API_KEY',
  'TEMPORAL_CONFIG_FILE',
  'TEMPORAL_UI_URL',
  'TEMPORAL_CLI_PATH',
  'NODE_ENV',
  'NODE_OPTIONS',
  'NODE_EXTRA_CA_CERTS',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'TZ',
  'LANG',
];

/** Other names that matter by how they begin. */
const KNOWN_BEGINNINGS = /^(TRAEDE|TEMPORAL|DATABASE|PG)[A-Z]*_?[A-Z_]*$/;

/** Names of environment variables, and whether they are set; never a value. */
export function describeVariables(
  environment: Environment,
  named: NamedVariables,
): Readonly<Record<string, 'set' | 'empty' | 'not set'>> {
  const others = Object.keys(environment).filter((name) => KNOWN_BEGINNINGS.test(name));
  const names = [...new Set([...KNOWN_VARIABLES, ...named.names, ...others])].sort();
  return Object.fromEntries(names.map((name) => [name, stateOf(environment[name])]));
}

function stateOf(value: string | undefined): 'set' | 'empty' | 'not set' {
  if (value === undefined) return 'not set';
  return value.trim() === '' ? 'empty' : 'set';
}
