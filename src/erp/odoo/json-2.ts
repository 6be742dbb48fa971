import { z } from 'zod';
import type { JsonPost } from '../json-post';
import { failureOfException, OdooCallError } from './failure';
import { createSession, failureOfStatus, jsonOf, nameOf, send, unreadable, type Session } from './session';

const exception = z.object({ name: z.string(), message: z.string() });

/** JSON-2 (Odoo 19 and later): a path for each method, named arguments, the key in a header, no login. */
export function createJson2(http: JsonPost, database: string, key: string): Session {
  const headers = { authorization: `bearer ${key}`, 'x-odoo-database': database };
  return createSession(async (call, context, signal) => {
    const method = nameOf(call);
    const ids = call.ids === undefined ? {} : { ids: call.ids };
    const body = { ...ids, ...call.args, context };
    const answer = await send(http, method, `/json/2/${call.model}/${call.method}`, body, headers, signal);
    const json = jsonOf(answer.body);
    if (answer.status === 200) {
      if (json === undefined) throw unreadable(method);
      return json;
    }
    const refusal = exception.safeParse(json);
    throw new OdooCallError(
      method,
      refusal.success ? failureOfException(refusal.data) : failureOfStatus(answer.status),
    );
  }, http);
}
