import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosInstance } from 'axios';
import { tellAnswer } from './http-answers';

export interface HttpPoolOptions {
  /** Connections at most. */
  readonly maxSockets: number;
  /** Largest answer read into memory, after decompression. */
  readonly maxAnswerBytes: number;
  /** An idle connection is given up after this; default: never by us. */
  readonly idleSocketMs?: number;
  /** Sent with each request. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Kept-alive connections to one system. */
export interface HttpPool {
  /** Answers any status, with the body as text. */
  readonly instance: AxiosInstance;
  /** Lets idle connections go. */
  readonly close: () => void;
}

/**
 * Follows no redirects and takes no proxy from the environment: secrets go to the configured host and nowhere else. What
 * is sent and received stays text, as it is.
 */
export function openHttpPool({
  maxSockets,
  maxAnswerBytes,
  idleSocketMs,
  headers,
}: HttpPoolOptions): HttpPool {
  const agentOptions = {
    keepAlive: true,
    maxSockets,
    maxFreeSockets: maxSockets,
    ...(idleSocketMs === undefined ? {} : { timeout: idleSocketMs }),
  };
  const [httpAgent, httpsAgent] = [new HttpAgent(agentOptions), new HttpsAgent(agentOptions)];
  const instance = axios.create({
    headers: { ...headers },
    httpAgent,
    httpsAgent,
    maxContentLength: maxAnswerBytes,
    maxBodyLength: Infinity, // who sends much bounds it before
    maxRedirects: 0,
    proxy: false,
    responseType: 'text',
    transformRequest: [(body: unknown) => body],
    transformResponse: [(body: unknown) => body],
    validateStatus: () => true,
  });
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
  return {
    instance,
    close() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
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

/** ` (ECONNRESET)`, or nothing: all that is kept of an error of axios, which holds the request with its headers. */
export function codeInBrackets(error: unknown): string {
  const code = axios.isAxiosError(error) ? error.code : undefined;
  return code !== undefined && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? ` (${code})` : '';
}
