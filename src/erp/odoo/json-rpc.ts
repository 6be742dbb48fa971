import { z } from 'zod';
import type { JsonPost } from '../json-post';
import { openedOnce } from '../opened-once';
import { abortedOpening, failureOfException, OdooCallError, type Failure } from './failure';
import { createSession, failureOfStatus, jsonOf, nameOf, send, unreadable, type Session } from './session';

export interface Login {
  readonly database: string;
  readonly user: string;
  /** Password or API key. */
  readonly key: string;
}

const rpcError = z.object({ data: z.object({ name: z.string(), message: z.string() }) });
const rpcAnswer = z.union([z.object({ error: z.unknown() }), z.object({ result: z.unknown() })]);

/** JSON-RPC (Odoo 8 to 21): one path, and the database, the user's id and the key in every call. */
export function createJsonRpc(http: JsonPost, { database, user, key }: Login): Session {
  const exchange = async (
    name: string,
    service: string,
    method: string,
    args: readonly unknown[],
    signal?: AbortSignal,
  ) => {
    const body = { jsonrpc: '2.0', method: 'call', id: 1, params: { service, method, args } };
    const { status, body: text } = await send(http, name, '/jsonrpc', body, {}, signal);
    if (status !== 200) throw new OdooCallError(name, failureOfStatus(status));
    const answer = rpcAnswer.safeParse(jsonOf(text));
    if (!answer.success) throw unreadable(name);
    if ('error' in answer.data) throw new OdooCallError(name, failureOfRpcError(answer.data.error));
    return answer.data.result;
  };
  const login = openedOnce(async () => {
    const userId = await exchange('login', 'common', 'authenticate', [database, user, key, {}]);
    if (typeof userId === 'number') return { userId };
    // The one refusal that is no error: it answers `false`.
    throw new OdooCallError('login', { kind: 'denied', reason: 'Odoo refuses the user or the key' });
  }, abortedOpening);
  return createSession(async (call, context, signal) => {
    const { userId } = await login(signal);
    const positional = call.ids === undefined ? [] : [call.ids];
    const args = [database, userId, key, call.model, call.method, positional, { ...call.args, context }];
    return exchange(nameOf(call), 'object', 'execute_kw', args, signal);
  }, http);
}

function failureOfRpcError(error: unknown): Failure {
  const parsed = rpcError.safeParse(error);
  return parsed.success
    ? failureOfException(parsed.data.data)
    : { kind: 'no-answer', reason: 'Odoo answered an error that does not say which' };
}
