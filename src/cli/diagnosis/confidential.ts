import { everyValue, type Environment } from '../../config/environment';
import type { NamedVariables } from '../../config/variable-names';
import { redact } from '../../redact';

/** Variables whose values are secrets, whatever the configuration names. */
const SECRET_VARIABLES = [
  'TRAEDE_ACCESS_TOKEN',
  'TRAEDE_APP_KEY',
  'TRYTON_PASSWORD',
  'ODOO_API_KEY',
  'ERP_SIGNING_KEY',
  'TEMPORAL_API_KEY',
  'TEMPORAL_CODEC_AUTH',
  'TEMPORAL_TLS_CLIENT_KEY_DATA',
  'DATABASE_URL',
  'DATABASE_PASSWORD',
  'TRAEDE_SYNC_CODEC_KEYS',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
  // Proxies are told who calls in their address.
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'https_proxy',
  'http_proxy',
] as const;

/** A text longer than this is told in part. */
const MAX_TEXT_LENGTH = 4_000;

/** Everything that must not stand in a diagnosis, wherever it came from. */
export function secretsOf(environment: Environment, named: NamedVariables): readonly string[] {
  const values = [...SECRET_VARIABLES, ...named.names].flatMap((name) => everyValue(environment, name));
  // A list of keys is one variable; a URL holds its password in the middle, written as it is or escaped.
  const parts = values.flatMap((value) => [
    value,
    ...value.split(/[,\n]/),
    ...passwordsIn(value),
    ...codecKeysIn(value),
  ]);
  return [...new Set([...parts.map((part) => part.trim()), ...named.misplaced])];
}

/** Of `id:key`, the key: 32 bytes in base64. */
function codecKeysIn(value: string): readonly string[] {
  return value.match(/[A-Za-z0-9+/]{43}=/g) ?? [];
}

function passwordsIn(value: string): readonly string[] {
  const [, password] = /^[a-z][a-z0-9+.-]*:\/\/[^:@/]*:([^@]+)@/i.exec(value) ?? [];
  if (password === undefined) return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

/** The same value, each text in it without secrets and e-mail addresses: the second line behind what is not collected. */
export function withoutSecrets(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return redact(value, secrets, MAX_TEXT_LENGTH);
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, content]: [string, unknown]) => [
      redact(key, secrets, MAX_TEXT_LENGTH),
      withoutSecrets(content, secrets),
    ]),
  );
}
