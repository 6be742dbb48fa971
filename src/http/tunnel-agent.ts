import type { ClientRequestArgs } from 'node:http';
import { isIPv6 } from 'node:net';
import type { Duplex } from 'node:stream';
import { HttpsProxyAgent } from 'hpagent';

/** Refused by the proxy, not by the host behind it. The code says what it answered: 407 wants other credentials. */
export class ProxyRefusedError extends Error {
  override readonly name = 'ProxyRefusedError';
  readonly code: string;

  constructor(status: string) {
    super(`the proxy answered ${status}`);
    this.code = `ERR_PROXY_ANSWERED_${status}`;
  }
}

type Connected = (error: Error | null, socket: Duplex) => void;

/** Kept-alive connections to https hosts, each through a tunnel (`CONNECT`) of a proxy: it sees the host's name, no more. */
export class TunnelAgent extends HttpsProxyAgent {
  override createConnection(options: ClientRequestArgs, connected: Connected): undefined {
    const host = isIPv6(options.host ?? '') ? `[${String(options.host)}]` : options.host;
    super.createConnection({ ...options, host }, (error, socket) => {
      connected(error === null ? null : refusalOf(error), socket);
    });
  }
}

function refusalOf(error: Error): Error {
  const [, status] = /^Bad response: (\d{3})$/.exec(error.message) ?? [];
  return status === undefined ? error : new ProxyRefusedError(status);
}
