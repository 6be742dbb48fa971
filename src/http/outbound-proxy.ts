import { BlockList, isIP } from 'node:net';
import { variable, type Environment } from '../config/environment';
import { ConfigError } from '../config/errors';

/** What the environment says of proxies. */
export interface Proxies {
  /** For https addresses: `HTTPS_PROXY`. */
  readonly secure: URL | undefined;
  /** For http addresses: `HTTP_PROXY`. */
  readonly plain: URL | undefined;
  /** `NO_PROXY`, entry by entry. */
  readonly exceptions: readonly string[];
}

/**
 * Reads the proxies' variables; names in small letters win over those in capitals, as with curl.
 * @throws {ConfigError} naming the variable, never its value, which may hold a password
 */
export function proxiesOf(environment: Environment): Proxies {
  return {
    secure: proxyAddress(environment, 'HTTPS_PROXY'),
    plain: proxyAddress(environment, 'HTTP_PROXY'),
    exceptions:
      eitherCase(environment, 'NO_PROXY')
        ?.toLowerCase()
        .split(/[\s,]+/) ?? [],
  };
}

/**
 * The proxy through which `target` is to be called, unless `NO_PROXY` names its host. This machine is never called through a
 * proxy, which could not reach it: so works Go too.
 */
export function proxyFor(target: URL, { secure, plain, exceptions }: Proxies): URL | undefined {
  const proxy = target.protocol === 'https:' ? secure : plain;
  return isLoopback(target) || isExcepted(target, exceptions) ? undefined : proxy;
}

function eitherCase(environment: Environment, name: string): string | undefined {
  return variable(environment, name.toLowerCase()) ?? variable(environment, name);
}

function proxyAddress(environment: Environment, name: string): URL | undefined {
  const text = eitherCase(environment, name);
  if (text === undefined) return undefined;
  // `proxy.internal:3128` is usual, and no URL.
  const address = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url !== undefined && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '')
    return url;
  throw new ConfigError(`${name} does not hold the address of an HTTP proxy, such as http://proxy:3128`);
}

/** Without the brackets of IPv6. */
export function hostOf({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether the address names this machine, without asking what names lead to. */
export function isLoopback(target: URL): boolean {
  const host = hostOf(target);
  return host === 'localhost' || host.endsWith('.localhost') || isWithin(loopback, host);
}

function isWithin(list: BlockList, host: string): boolean {
  const version = isIP(host);
  return version !== 0 && list.check(host, version === 6 ? 'ipv6' : 'ipv4');
}

/**
 * `NO_PROXY`: `*`, or a list with commas of hosts (`erp.internal`, and all below it), of domains (`.internal`: only what is
 * below), of addresses and of networks (`10.0.0.0/8`); each may end with a port.
 */
function isExcepted(target: URL, exceptions: readonly string[]): boolean {
  const port = target.port === '' ? (target.protocol === 'https:' ? '443' : '80') : target.port;
  return exceptions.some((entry) => entry !== '' && isNamed(hostOf(target), port, entry));
}

function isNamed(host: string, port: string, entry: string): boolean {
  if (entry === '*') return true;
  const network = networkOf(entry);
  if (network !== undefined) return isWithin(network, host);
  const { host: named, port: namedPort } = splitPort(entry);
  if (namedPort !== undefined && namedPort !== port) return false;
  if (isIP(host) !== 0) return host === named;
  const domain = named.replace(/^\*?\./, '.');
  return host === domain || host.endsWith(domain.startsWith('.') ? domain : `.${domain}`);
}

function networkOf(entry: string): BlockList | undefined {
  const [, address = '', prefix = ''] = /^\[?([0-9a-f.:]+)\]?\/(\d{1,3})$/.exec(entry) ?? [];
  const version = isIP(address);
  if (version === 0 || Number(prefix) > (version === 6 ? 128 : 32)) return undefined;
  const network = new BlockList();
  network.addSubnet(address, Number(prefix), version === 6 ? 'ipv6' : 'ipv4');
  return network;
}

function splitPort(entry: string): { readonly host: string; readonly port: string | undefined } {
  if (isIP(entry) === 6) return { host: entry, port: undefined };
  const [, host = entry, port] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(entry) ?? [];
  return { host, port };
}
