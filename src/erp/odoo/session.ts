import type { z } from 'zod';
import { NoAnswerError, type HttpAnswer, type JsonPost } from '../json-post';
import { OdooCallError, type Failure } from './failure';

/** One method of one model, with named arguments: both ways of speaking take them alike, on all versions. */
export interface Call<T> {
  readonly model: string;
  readonly method: string;
  /** The records; absent for a method of the model. */
  readonly ids?: readonly number[];
  readonly args?: Readonly<Record<string, unknown>>;
  /** Beside language and company. */
  readonly context?: Readonly<Record<string, unknown>>;
  readonly result: z.ZodType<T>;
}

/** A conversation with one database of Odoo. Each call is a transaction of its own. */
export interface Session {
  /** @throws {OdooCallError} with what the failure means */
  call<T>(call: Call<T>, signal?: AbortSignal): Promise<T>;
  /** The company of every call from now on. */
  setCompany(companyId: number): void;
  close(): void;
}

/** How one way of speaking carries a call: answers what the method returned. */
export type Exchange = (
  call: Call<unknown>,
  context: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
) => Promise<unknown>;

export function createSession(exchange: Exchange, http: JsonPost): Session {
  // English, so that names of taxes and terms are the same whatever the user's own language.
  let base: Readonly<Record<string, unknown>> = { lang: 'en_US' };
  return {
    async call(call, signal) {
      const parsed = call.result.safeParse(await exchange(call, { ...base, ...call.context }, signal));
      if (!parsed.success) throw unreadable(nameOf(call));
      return parsed.data;
    },
    setCompany(companyId) {
      base = { ...base, allowed_company_ids: [companyId] };
    },
    close: () => {
      http.close();
    },
  };
}

export function nameOf({ model, method }: Pick<Call<unknown>, 'model' | 'method'>): string {
  return `${model}.${method}`;
}

/** @throws {OdooCallError} no answer came */
export async function send(
  http: JsonPost,
  method: string,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<HttpAnswer> {
  try {
    return await http.post(path, JSON.stringify(body), headers, signal);
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    throw new OdooCallError(method, { kind: 'no-answer', reason: error.message });
  }
}

/** A half answer, or one of something that stands between us: whether Odoo acted is not known. */
export function unreadable(method: string): OdooCallError {
  return new OdooCallError(method, { kind: 'no-answer', reason: 'the answer is not one of Odoo' });
}

/** Of an answer that is not in Odoo's own words. */
export function failureOfStatus(status: number): Failure {
  if (status === 401 || status === 403) {
    return { kind: 'denied', reason: `Odoo, or a proxy before it, answered ${status}` };
  }
  if (status === 404 || (status >= 300 && status < 400)) {
    return { kind: 'not-ready', reason: `the address answered ${status}: no Odoo with this database` };
  }
  return { kind: 'no-answer', reason: `the address answered ${status}` };
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
