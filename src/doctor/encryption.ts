import type { Config, ErpConfig, SystemConfig } from '../config/config';
import { variable, type Environment } from '../config/environment';
import type { ChannelConfig } from '../config/notifications';
import { isLoopback } from '../http/outbound-proxy';
import { area, type Finding } from './finding';

const say = area('encryption');

const OWN_AUTHORITY =
  'Where a certificate comes from an authority of your own, name its file in NODE_EXTRA_CA_CERTS instead.';

/**
 * What is not encrypted, or encrypted without a look at who is at the other end: then whoever sits between reads tokens and
 * books, and can write them. Nothing is called.
 * @param config absent where it cannot be used
 */
export function examineEncryption(config: Config | undefined, environment: Environment): readonly Finding[] {
  const unchecked = [
    ...certificatesUnchecked(environment),
    ...databaseFindings(config?.databaseUrl, environment),
  ];
  const plain = [
    ...(config?.systems.flatMap(systemFindings) ?? []),
    ...(config?.notifications?.channels.flatMap(channelFindings) ?? []),
    ...plainHttp('heartbeat', config?.notifications?.heartbeat?.url),
  ];
  const findings = [...unchecked, ...plain];
  return findings.length > 0
    ? findings
    : [say.passed('connections', 'none that is configured goes to another machine unencrypted or unchecked')];
}

/** Node's own switch: it counts for every connection of the process. */
function certificatesUnchecked(environment: Environment): readonly Finding[] {
  if (variable(environment, 'NODE_TLS_REJECT_UNAUTHORIZED') !== '0') return [];
  return [
    say.failed(
      'certificates',
      'nobody’s certificate is checked, as NODE_TLS_REJECT_UNAUTHORIZED is 0: anybody can pass for TRAEDE, the ERP and the database',
      `Unset it. ${OWN_AUTHORITY}`,
    ),
  ];
}

function databaseFindings(address: string | undefined, environment: Environment): readonly Finding[] {
  const url = urlOf(address);
  if (url === undefined || isLoopback(url) || url.hostname === '') return [];
  switch (encryptionOf(url, environment)) {
    case 'checked':
      return [];
    case 'unchecked':
      return [
        say.failed(
          'PostgreSQL',
          'its certificate is not checked: anybody can pass for it, and read the password and the documents',
          `Set sslmode=verify-full in DATABASE_URL. ${OWN_AUTHORITY}`,
        ),
      ];
    case 'none':
      return [
        say.note(
          'PostgreSQL',
          'the connection is not encrypted: whoever sits between reads documents',
          'Set sslmode=verify-full in DATABASE_URL, unless the network between is yours alone.',
        ),
      ];
  }
}

/** As the driver reads it: `require` is checked like `verify-full`, unless it is told to do as libpq does. */
function encryptionOf(url: URL, environment: Environment): 'checked' | 'unchecked' | 'none' {
  const given = url.searchParams;
  const ofAddress = given.get('sslmode') ?? given.get('ssl');
  const mode = ofAddress ?? environment['PGSSLMODE'] ?? 'disable';
  const isLikeLibpq = ofAddress !== null && given.get('uselibpqcompat') === 'true';
  switch (mode) {
    case 'no-verify':
      return 'unchecked';
    case 'prefer':
      return isLikeLibpq ? 'unchecked' : 'checked';
    case 'require':
      return isLikeLibpq && !given.has('sslrootcert') ? 'unchecked' : 'checked';
    case 'verify-ca':
    case 'verify-full':
    case 'true':
    case '1':
      return 'checked';
    default:
      return 'none';
  }
}

function systemFindings({ systemId, traede, erp }: SystemConfig): readonly Finding[] {
  return [
    ...plainHttp(`TRAEDE of ${systemId}`, traede.kind === 'remote' ? traede.baseUrl : undefined),
    ...[...new Set(addressesOf(erp))].flatMap((url) => plainHttp(`ERP of ${systemId}`, url)).slice(0, 1),
  ];
}

/** Of an adapter of the user's own nothing is known. */
function addressesOf(erp: ErpConfig): readonly string[] {
  switch (erp.adapter) {
    case 'http': {
      const { url, endpoints = {} } = erp.options;
      return [url, ...Object.values(endpoints).filter((each) => each !== undefined)];
    }
    case 'tryton':
    case 'odoo':
      return [erp.url];
    case 'ledger':
    case 'own':
      return [];
  }
}

function channelFindings({ kind, options }: ChannelConfig): readonly Finding[] {
  if (kind === 'webhook') return plainHttp(`channel ${options.name}`, options.url);
  const server = urlOf(`smtp://${options.host}`);
  if (options.security !== 'none' || (server !== undefined && isLoopback(server))) return [];
  return [
    say.note(
      `channel ${options.name}`,
      'mail goes out unencrypted, its login too',
      'Set security to starttls or tls.',
    ),
  ];
}

function plainHttp(subject: string, address: string | undefined): readonly Finding[] {
  const url = urlOf(address);
  if (url?.protocol !== 'http:' || isLoopback(url)) return [];
  return [
    say.note(
      subject,
      'is called by http, unencrypted: whoever sits between reads secrets and documents, and can change them',
      `Use https, unless the network between is yours alone. ${OWN_AUTHORITY}`,
    ),
  ];
}

function urlOf(address: string | undefined): URL | undefined {
  return address !== undefined && URL.canParse(address) ? new URL(address) : undefined;
}
