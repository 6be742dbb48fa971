import { codeInBrackets, openHttpPool, startDeadline } from '../http/pool';

/** A page of a list with thousands of lines has some 10 MB. */
const MAX_RESPONSE_BYTES = 128 * 1024 * 1024;
/** Before the other side does, which may be after five seconds: a request that meets its farewell is lost. */
const IDLE_SOCKET_MS = 4_000;

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

export interface JsonPost {
  readonly post: PostJson;
  /** Lets idle connections go. */
  close(): void;
}

/**
 * JSON over HTTP to one host. Follows no redirects: credentials go to the configured host and nowhere else. Rejects with {@link NoAnswerError} only, which holds neither headers nor bodies.
 * @param maxSockets connections at most; more calls wait for one
 * @param timeoutMs for the whole exchange, from connecting to the last byte
 */
export function openJsonPost(baseUrl: string, timeoutMs: number, maxSockets: number): JsonPost {
  const { instance, close } = openHttpPool({
    maxSockets,
    maxAnswerBytes: MAX_RESPONSE_BYTES,
    idleSocketMs: IDLE_SOCKET_MS,
  });
  const post: PostJson = async (path, body, headers, signal) => {
    const deadline = startDeadline(timeoutMs, signal);
    try {
      const { status, data } = await instance.post<unknown>(`${baseUrl}${path}`, body, {
        headers: { ...headers, 'content-type': 'application/json' },
        signal: deadline.signal,
      });
      return { status, body: typeof data === 'string' ? data : '' };
    } catch (error) {
      throw new NoAnswerError(reasonOf(error, deadline.signal, signal, timeoutMs));
    } finally {
      deadline.end();
    }
  };
  return { post, close };
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
  return `the connection failed or broke off${codeInBrackets(error)}`;
}
