import { codeInBrackets, isTooLarge, openHttpPool, startDeadline } from '../http/pool';
import type { TraedeCall } from './errors';
import { TraedeUnavailableError, TraedeUnexpectedError } from './errors';

/** Connections kept to one TRAEDE: a run fetches, marks and resyncs side by side, hardly more than this. */
const MAX_SOCKETS = 8;

/**
 * Largest answer read into memory, after decompression. A page of 60 invoices with thousands of lines is above 10 MB;
 * Node's longest string is 512 MiB.
 */
export const MAX_RESPONSE_BYTES = 256 * 1024 * 1024;

export interface HttpRequest extends TraedeCall {
  /** Encoded, without the question mark; empty for none. */
  readonly query: string;
  /** JSON text, or undefined for none. */
  readonly body: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Any answer that arrived whole, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | undefined;
}

export interface HttpOptions {
  /** Without trailing slash. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** For the whole exchange, from connecting to the last byte. */
  readonly timeoutMs: number;
  /** After decompression. */
  readonly maxResponseBytes: number;
}

export type SendRequest = (request: HttpRequest) => Promise<HttpAnswer>;

/**
 * One connection pool to one host. Follows no redirects: the token goes to the configured host and nowhere else. Rejects with {@link TraedeUnavailableError} where no whole answer came, with
 * {@link TraedeUnexpectedError} where it is too large, and with the signal's own reason where the caller aborted.
 */
export function createHttp({ baseUrl, headers, timeoutMs, maxResponseBytes }: HttpOptions): SendRequest {
  const { instance } = openHttpPool({ headers, maxSockets: MAX_SOCKETS, maxAnswerBytes: maxResponseBytes });
  return async (request) => {
    const deadline = startDeadline(timeoutMs, request.signal);
    try {
      const {
        status,
        data,
        headers: answered,
      } = await instance.request<unknown>({
        method: request.method,
        url: `${baseUrl}${request.path}${request.query === '' ? '' : `?${request.query}`}`,
        data: request.body,
        signal: deadline.signal,
      });
      const retryAfter: unknown = answered['retry-after'];
      return {
        status,
        body: typeof data === 'string' ? data : '',
        retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
      };
    } catch (error) {
      request.signal?.throwIfAborted();
      if (deadline.signal.aborted) throw timedOut(request, timeoutMs);
      throw failureOf(request, error, maxResponseBytes);
    } finally {
      deadline.end();
    }
  };
}

function timedOut(call: TraedeCall, timeoutMs: number): TraedeUnavailableError {
  return new TraedeUnavailableError(call, null, `TRAEDE gave no whole answer within ${timeoutMs} ms.`);
}

/** Drops the original error: it holds the request with its headers, and the response. Only its code is kept. */
function failureOf(
  call: TraedeCall,
  error: unknown,
  maxResponseBytes: number,
): TraedeUnavailableError | TraedeUnexpectedError {
  if (isTooLarge(error)) {
    return new TraedeUnexpectedError(
      call,
      null,
      `TRAEDE's answer is larger than ${maxResponseBytes} bytes. Lower the page limit, then run again.`,
    );
  }
  return new TraedeUnavailableError(
    call,
    null,
    `The connection to TRAEDE failed or broke off${codeInBrackets(error)}.`,
  );
}
