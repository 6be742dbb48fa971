import { z } from 'zod';
import { NoAnswerError, type HttpAnswer, type JsonPost } from '../json-post';
import { openedOnce } from '../opened-once';
import { abortedOpening, failureOfRpcError, TrytonCallError, type Failure } from './failure';
import type { TrytonSeries } from './options';

export interface Login {
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/** A conversation with one database of Tryton. */
export interface Session {
  /**
   * Calls `model.<model>.<method>`; the context is added as the last parameter.
   * @throws {TrytonCallError} with what the failure means
   */
  call<T>(method: string, params: readonly unknown[], result: z.ZodType<T>, signal?: AbortSignal): Promise<T>;
  /** The numeric id of the user that is logged in. */
  userId(signal?: AbortSignal): Promise<number>;
  /** Added to every call from now on. */
  setContext(context: Readonly<Record<string, unknown>>): void;
  close(): Promise<void>;
}

interface Open {
  readonly userId: number;
  readonly authorization: string;
}

const rpcAnswer = z.union([
  z.object({ error: z.array(z.unknown()).min(1) }),
  z.object({ result: z.unknown() }),
]);
const loginResult = z.tuple([z.number().int(), z.string().min(1)]).rest(z.unknown());

export function createSession(http: JsonPost, series: TrytonSeries, login: Login): Session {
  const path = `/${encodeURIComponent(login.database)}/${series === '6.0' ? '' : 'rpc/'}`;
  // English, so that the sentences of refusals can be told apart; whatever the user's own language.
  let context: Readonly<Record<string, unknown>> = { language: 'en' };

  const exchange = async (method: string, params: readonly unknown[], open?: Open, signal?: AbortSignal) => {
    const body = JSON.stringify({ id: 1, method, params });
    const headers = open === undefined ? {} : { authorization: open.authorization };
    return readAnswer(method, await send(http, method, path, body, headers, signal));
  };
  const open = openedOnce(async (): Promise<Open> => {
    const method = 'common.db.login';
    const parsed = loginResult.safeParse(await exchange(method, [login.user, { password: login.password }]));
    if (!parsed.success) throw unreadable(method);
    const [userId, key] = parsed.data;
    const authorization = `Session ${Buffer.from(`${login.user}:${userId}:${key}`).toString('base64')}`;
    return { userId, authorization };
  }, abortedOpening);
  const withNewLogin = async (method: string, params: readonly unknown[], signal?: AbortSignal) => {
    const current = await open(signal);
    try {
      return await exchange(method, params, current, signal);
    } catch (error) {
      if (!(error instanceof TrytonCallError) || !isExpired(error)) throw error;
      // Sessions end by themselves after some minutes without a call: once more with a new one.
      open.forget(current);
      return exchange(method, params, await open(signal), signal);
    }
  };
  return {
    async call(method, params, result, signal) {
      const parsed = result.safeParse(await withNewLogin(method, [...params, context], signal));
      if (!parsed.success) throw unreadable(method);
      return parsed.data;
    },
    userId: async (signal) => (await open(signal)).userId,
    setContext(added) {
      context = { ...context, ...added };
    },
    async close() {
      const current = open.current();
      // A session that is not given back ends by itself; failing to do so is no failure of ours.
      if (current !== undefined) await exchange('common.db.logout', [], current).catch(() => undefined);
      http.close();
    },
  };
}

const EXPIRED = 'Tryton answered 401: it refuses the user, the password or the session';

function isExpired({ failure }: TrytonCallError): boolean {
  return failure.kind === 'denied' && failure.reason === EXPIRED;
}

async function send(
  http: JsonPost,
  method: string,
  path: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<HttpAnswer> {
  try {
    return await http.post(path, body, headers, signal);
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    throw new TrytonCallError(method, { kind: 'no-answer', reason: error.message });
  }
}

function readAnswer(method: string, { status, body }: HttpAnswer): unknown {
  if (status !== 200) throw new TrytonCallError(method, failureOfStatus(method, status, body));
  const parsed = rpcAnswer.safeParse(jsonOf(body));
  if (!parsed.success) throw unreadable(method);
  if ('error' in parsed.data) throw new TrytonCallError(method, failureOfRpcError(parsed.data.error));
  return parsed.data.result;
}

/** A half answer, or one of something that stands between us: whether Tryton acted is not known. */
function unreadable(method: string): TrytonCallError {
  return new TrytonCallError(method, {
    kind: 'no-answer',
    reason: 'the answer is not one of Tryton',
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How 8.2 tells a lock conflict (trytond/wsgi.py); any other 503 says that nobody is served. */
const LOCK_CONFLICT = /could not (obtain lock|serialize access)|deadlock detected|lock timeout/i;

function failureOfStatus(method: string, status: number, body: string): Failure {
  if (status === 401) return { kind: 'denied', reason: EXPIRED };
  if (status === 403) return { kind: 'denied', reason: `Tryton answered 403: it does not allow ${method}` };
  if (status === 404) {
    return { kind: 'not-ready', reason: 'Tryton answered 404: it does not know this database' };
  }
  if (status === 405) {
    return { kind: 'not-ready', reason: 'Tryton answered 405: check the version that is configured' };
  }
  if (status === 503 && LOCK_CONFLICT.test(body)) {
    return { kind: 'conflict', reason: 'lock conflict in the database (503)' };
  }
  return { kind: 'no-answer', reason: `Tryton answered ${status}` };
}
