import { codeInBrackets, isTooLarge, openHttpPool, startDeadline, type Deadline } from '../../http/pool';
import type { EndpointName, HttpErpSettings } from './options';
import { SIGNATURE_HEADER, signatureHeader } from './signature';

/** Beside the postings under way: look-ups and lists of other batches. */
const SPARE_SOCKETS = 4;

/**
 * An idle connection is given up after this. Node and many proxies close theirs after 5 s: a posting sent into a
 * closing one would be uncertain without need.
 */
const IDLE_SOCKET_MS = 4_000;

/** Largest answer read into memory, after decompression: a hundred documents of a thousand lines each. */
export const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

export type Request =
  | {
      readonly endpoint: EndpointName;
      readonly method: 'POST';
      /** JSON text. */
      readonly body: string;
      readonly idempotencyKey?: string;
      readonly signal?: AbortSignal | undefined;
    }
  | {
      readonly endpoint: EndpointName;
      readonly method: 'GET';
      readonly query?: Readonly<Record<string, string>>;
      readonly signal?: AbortSignal | undefined;
    };

export type Exchange =
  /** An answer that arrived whole, whatever its status. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: string;
      readonly retryAfter: string | undefined;
      /** The other side's clock, where it tells it. */
      readonly date: string | undefined;
    }
  /** None arrived; the other side may have acted. `reason` in a few words, without addresses and secrets. */
  | { readonly kind: 'no-answer'; readonly reason: string };

export interface Connection {
  send(request: Request): Promise<Exchange>;
  close(): void;
}

/**
 * Signed requests over kept-alive connections. Follows no redirects: what was signed goes to the configured address and
 * nowhere else. Never rejects for what the network does.
 */
export function openConnection(settings: HttpErpSettings): Connection {
  const { instance, close } = openHttpPool({
    maxSockets: settings.capabilities.concurrency + SPARE_SOCKETS,
    maxAnswerBytes: MAX_ANSWER_BYTES,
    idleSocketMs: IDLE_SOCKET_MS,
  });
  return {
    async send(request) {
      const deadline = startDeadline(settings.requestTimeoutMs, request.signal);
      try {
        const { status, data, headers } = await instance.request<unknown>({
          ...toAxios(settings, request),
          signal: deadline.signal,
        });
        return {
          kind: 'answer',
          status,
          body: typeof data === 'string' ? data : '',
          retryAfter: textOf(headers['retry-after']),
          date: textOf(headers['date']),
        };
      } catch (error) {
        return { kind: 'no-answer', reason: reasonOf(error, deadline, request.signal, settings) };
      } finally {
        deadline.end();
      }
    },
    close,
  };
}

function toAxios(settings: HttpErpSettings, request: Request) {
  const url = new URL(addressOf(settings, request.endpoint));
  if (request.method === 'GET') url.search = new URLSearchParams(request.query).toString();
  const content =
    request.method === 'POST'
      ? { body: request.body }
      : { method: request.method, pathAndQuery: `${url.pathname}${url.search}` };
  return {
    method: request.method,
    url: url.href,
    data: request.method === 'POST' ? request.body : undefined,
    headers: {
      Accept: 'application/json',
      'User-Agent': 'traede-erp-sync',
      [SIGNATURE_HEADER]: signatureHeader(content, settings.signingKeys, settings.now()),
      ...(settings.accessToken === undefined ? {} : { Authorization: `Bearer ${settings.accessToken}` }),
      ...(request.method === 'POST' ? { 'Content-Type': 'application/json' } : {}),
      ...(request.method === 'POST' && request.idempotencyKey !== undefined
        ? { 'Idempotency-Key': headerText(request.idempotencyKey) }
        : {}),
    },
  };
}

function addressOf({ endpoints }: HttpErpSettings, name: EndpointName): string {
  const address = endpoints[name];
  if (address === undefined) throw new Error(`the endpoint "${name}" is not configured`);
  return address;
}

/** Percent-encodes what a header cannot carry. References of ordinary systems have nothing of it. */
function headerText(text: string): string {
  return text.replace(/[^\x21-\x24\x26-\x7e]+/g, (part) => encodeURIComponent(part));
}

/** Of the original error only its code is kept: it holds the request with its headers, and the response. */
function reasonOf(
  error: unknown,
  deadline: Deadline,
  outer: AbortSignal | undefined,
  { requestTimeoutMs }: HttpErpSettings,
): string {
  if (outer?.aborted === true) return 'aborted by the caller';
  if (deadline.signal.aborted) return `time-out after ${requestTimeoutMs / 1_000} s`;
  if (isTooLarge(error)) {
    return `the answer is larger than ${MAX_ANSWER_BYTES} bytes`;
  }
  return `the connection failed or broke off${codeInBrackets(error)}`;
}

function textOf(header: unknown): string | undefined {
  return typeof header === 'string' ? header : undefined;
}
