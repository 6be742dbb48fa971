import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios from 'axios';

/** One writer per company, and a few look-ups beside each other. */
const MAX_SOCKETS = 6;
/** A page of a list with thousands of lines has some 10 MB. */
const MAX_RESPONSE_BYTES = 128 * 1024 * 1024;

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** No whole answer came: what was asked may have happened. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

export type PostJson = (
  path: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  signal?: AbortSignal,
) => Promise<HttpAnswer>;

export interface Http {
  readonly post: PostJson;
  /** Lets idle connections go. */
  close(): void;
}

/**
 * Follows no redirects and takes no proxy from the environment: the session goes to the configured host and nowhere
 * else. Rejects with {@link NoAnswerError} only, which holds neither headers nor bodies.
 * @param timeoutMs for the whole exchange, from connecting to the last byte
 */
export function createHttp(baseUrl: string, timeoutMs: number): Http {
  const agentOptions = { keepAlive: true, maxSockets: MAX_SOCKETS };
  const [httpAgent, httpsAgent] = [new HttpAgent(agentOptions), new HttpsAgent(agentOptions)];
  const instance = axios.create({
    httpAgent,
    httpsAgent,
    maxContentLength: MAX_RESPONSE_BYTES,
    maxRedirects: 0,
    proxy: false,
    responseType: 'text',
    transformRequest: [(body: unknown) => body],
    transformResponse: [(body: unknown) => body],
    validateStatus: () => true,
  });
  const post: PostJson = async (path, body, headers, signal) => {
    // axios' own time-out starts anew with every byte; this one bounds the whole exchange.
    const timeout = AbortSignal.timeout(timeoutMs);
    const ended = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
    try {
      const { status, data } = await instance.post<unknown>(`${baseUrl}${path}`, body, {
        headers: { ...headers, 'content-type': 'application/json' },
        signal: ended,
      });
      return { status, body: typeof data === 'string' ? data : '' };
    } catch (error) {
      throw new NoAnswerError(reasonOf(error, timeout, signal, timeoutMs));
    }
  };
  return {
    post,
    close() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

/** The original error is dropped: it holds the request with its headers. Only its code is kept. */
function reasonOf(
  error: unknown,
  timeout: AbortSignal,
  signal: AbortSignal | undefined,
  timeoutMs: number,
): string {
  if (signal?.aborted === true) return 'aborted by the caller';
  if (timeout.aborted) return `time-out after ${timeoutMs / 1_000} s`;
  const code = axios.isAxiosError(error) ? error.code : undefined;
  return code !== undefined && /^[A-Z][A-Z0-9_]{1,60}$/.test(code)
    ? `the connection failed or broke off (${code})`
    : 'the connection failed or broke off';
}
