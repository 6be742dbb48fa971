import { Agent as HttpAgent, type AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP } from 'node:net';
import type { Environment } from '../config/environment';
import { isAllowedAddress, type AllowedAddresses } from './addresses';
import { AddressRefusedError, guardedLookup } from './guarded-lookup';
import { hostOf, proxiesOf, proxyFor } from './outbound-proxy';
import { TunnelAgent } from './tunnel-agent';

/** How one request gets to its host; for axios. */
export interface Route {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
  /** A proxy that is asked for an http address as a whole; for https there are tunnels. */
  readonly proxy: false | ForwardProxy;
}

export interface ForwardProxy {
  readonly protocol: string;
  readonly host: string;
  readonly port: number;
  readonly auth?: { readonly username: string; readonly password: string };
}

export interface ConnectionsOptions {
  readonly maxSockets: number;
  readonly idleSocketMs: number | undefined;
  readonly addresses: AllowedAddresses;
  readonly environment: Environment;
}

export interface Connections {
  /** @throws {AddressRefusedError} the address names a place that is never called */
  routeTo(target: URL): Route;
  /** Lets idle connections go. */
  readonly close: () => void;
}

/** A proxy that has not opened a tunnel by then does not answer; an idle tunnel is given up after as long. */
const TUNNEL_TIMEOUT_MS = 60_000;

/**
 * Kept-alive connections, direct or through the environment's proxy. Direct ones lead to allowed addresses only. What a
 * name means behind a proxy is the proxy's business.
 * @throws {ConfigError} a proxy is named that is none
 */
export function openConnections(options: ConnectionsOptions): Connections {
  const { maxSockets, idleSocketMs, addresses, environment } = options;
  const proxies = proxiesOf(environment);
  const kept = { keepAlive: true, maxSockets, maxFreeSockets: maxSockets };
  const timed = { ...kept, ...(idleSocketMs === undefined ? {} : { timeout: idleSocketMs }) };
  const direct = agents({ ...timed, lookup: guardedLookup(addresses) });
  const toProxy = agents(timed);
  const tunnels = new Map<string, TunnelAgent>();

  const tunnelsThrough = (proxy: URL): TunnelAgent => {
    const known = tunnels.get(proxy.href);
    if (known !== undefined) return known;
    const made = new TunnelAgent({ ...kept, timeout: idleSocketMs ?? TUNNEL_TIMEOUT_MS, proxy });
    tunnels.set(proxy.href, made);
    return made;
  };
  return {
    routeTo(target) {
      const host = hostOf(target);
      if (isIP(host) !== 0 && !isAllowedAddress(host, addresses)) throw new AddressRefusedError();
      const proxy = proxyFor(target, proxies);
      if (proxy === undefined) return { ...direct, proxy: false };
      if (target.protocol === 'https:')
        return { httpAgent: direct.httpAgent, httpsAgent: tunnelsThrough(proxy), proxy: false };
      return { ...toProxy, proxy: forwardProxy(proxy) };
    },
    close() {
      for (const agent of [...all(direct), ...all(toProxy), ...tunnels.values()]) agent.destroy();
    },
  };
}

interface Agents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

function agents(options: AgentOptions): Agents {
  return { httpAgent: new HttpAgent(options), httpsAgent: new HttpsAgent(options) };
}

function all({ httpAgent, httpsAgent }: Agents): readonly HttpAgent[] {
  return [httpAgent, httpsAgent];
}

function forwardProxy(proxy: URL): ForwardProxy {
  const { protocol, username, password } = proxy;
  const port = proxy.port === '' ? (protocol === 'https:' ? 443 : 80) : Number(proxy.port);
  const address = { protocol, host: hostOf(proxy), port };
  if (username === '' && password === '') return address;
  const auth = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  return { ...address, auth };
}
