import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { processEnvironment, type Environment } from '../config/environment';
import type { AllowedAddresses } from './addresses';
import { openConnections } from './connections';
import { ADDRESS_REFUSED } from './guarded-lookup';
import { ProxyRefusedError } from './tunnel-agent';
import { tellAnswer } from './answers';

export interface HttpPoolOptions {
  /** Connections at most. */
  readonly maxSockets: number;
  /** Largest answer read into memory, after decompression. */
  readonly maxAnswerBytes: number;
  /** An idle connection is given up after this; default: never by us. */
  readonly idleSocketMs?: number;
  /** Sent with each request. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Where connections may lead, after names are resolved. Default `private-too`. */
  readonly addresses?: AllowedAddresses;
  /** Names the proxies to go through. Default: that of this process. */
  readonly environment?: Environment;
}

/** Kept-alive connections to one system. */
export interface HttpPool {
  /** Answers any status, with the body as text. */
  readonly instance: AxiosInstance;
  /** Lets idle connections go. */
  readonly close: () => void;
}

/**
 * Follows no redirects, so that secrets go to the configured host and nowhere else; goes through the proxies that the
 * environment names, and never to addresses that nobody means. What is sent and received stays text, as it is.
 */
export function openHttpPool({
  maxSockets,
  maxAnswerBytes,
  idleSocketMs,
  headers,
  addresses = 'private-too',
  environment = processEnvironment(),
}: HttpPoolOptions): HttpPool {
  const connections = openConnections({ maxSockets, idleSocketMs, addresses, environment });
  const instance = axios.create({
    headers: { ...headers },
    maxContentLength: maxAnswerBytes,
    maxBodyLength: Infinity, // who sends much bounds it before
    maxRedirects: 0,
    responseType: 'text',
    transformRequest: [(body: unknown) => body],
    transformResponse: [(body: unknown) => body],
    validateStatus: () => true,
  });
  instance.interceptors.request.use((request) =>
    Object.assign(request, connections.routeTo(new URL(request.url ?? ''))),
  );
  instance.interceptors.response.use(refuseFromProxy);
  instance.interceptors.response.use(
    (answer) => {
      tellAnswer(answer.status);
      return answer;
    },
    (error: unknown) => {
      tellAnswer(null);
      return Promise.reject(error instanceof Error ? error : new Error('the request failed'));
    },
  );
  return { instance, close: connections.close };
}

const PROXY_AUTHENTICATION_REQUIRED = 407;

/** What a proxy says of itself is no answer of the host. */
function refuseFromProxy(answer: AxiosResponse): AxiosResponse {
  const { proxy } = answer.config;
  const isThroughProxy = proxy !== undefined && proxy !== false;
  if (isThroughProxy && answer.status === PROXY_AUTHENTICATION_REQUIRED)
    throw new ProxyRefusedError(String(answer.status));
  return answer;
}

export interface Deadline {
  readonly signal: AbortSignal;
  end(): void;
}

/** axios' own time-out starts anew with every byte; this one bounds the whole exchange. */
export function startDeadline(timeoutMs: number, outer: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  const timer = setTimeout(abort, timeoutMs);
  outer?.addEventListener('abort', abort, { once: true });
  if (outer?.aborted === true) abort();
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', abort);
    },
  };
}

/** Whether no answer was taken because it exceeds `maxAnswerBytes`. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('maxContentLength');
}

/** Whether the host leads to an address that is not to be called: nothing was sent. */
export function isAddressRefused(error: unknown): boolean {
  return codeOf(error) === ADDRESS_REFUSED;
}

/** ` (ECONNRESET)`, or nothing: all that is kept of an error of axios, which holds the request with its headers. */
export function codeInBrackets(error: unknown): string {
  const code = codeOf(error);
  return code !== undefined && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? ` (${code})` : '';
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
