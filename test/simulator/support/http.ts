import type { Simulator } from '../../../src/simulator';

/** A plain HTTP client, so that these tests see what any client would. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

export type TestSimulator = Pick<Simulator, 'url' | 'token' | 'appKey'>;

export function authHeaders({ token, appKey }: TestSimulator): Record<string, string> {
  return { authorization: `Bearer ${token}`, 'x-traede-app-key': appKey, 'content-type': 'application/json' };
}

export async function get(simulator: TestSimulator, pathAndQuery: string): Promise<TestAnswer> {
  return read(await fetch(`${simulator.url}${pathAndQuery}`, { headers: authHeaders(simulator) }));
}

export async function post(simulator: TestSimulator, path: string, body: unknown): Promise<TestAnswer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const url = `${simulator.url}${path}`;
  return read(await fetch(url, { method: 'POST', headers: authHeaders(simulator), body: text }));
}

export async function read(response: Response): Promise<TestAnswer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type') === 'application/json';
  const json: unknown = isJson ? JSON.parse(text) : undefined;
  return { status: response.status, headers: response.headers, text, json };
}

/** The documents of an export answer. */
export function documentsIn(answer: TestAnswer, envelope = 'invoices'): Record<string, unknown>[] {
  const list = object(answer.json)[envelope];
  if (!Array.isArray(list)) throw new TypeError(`no ${envelope} in ${answer.text.slice(0, 200)}`);
  return list.map(object);
}

export function object(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new TypeError(`no object: ${String(value)}`);
  return Object.fromEntries(Object.entries(value));
}

export function idsIn(answer: TestAnswer, envelope = 'invoices'): unknown[] {
  return documentsIn(answer, envelope).map(({ id }) => id);
}

export function errorDetails(answer: TestAnswer): unknown[] {
  const { errors } = object(answer.json);
  if (!Array.isArray(errors)) throw new TypeError(`no errors in ${answer.text}`);
  return errors.map((error: unknown) => object(error)['detail']);
}

/** One page after the other until one is empty. */
export async function walk(simulator: TestSimulator, limit: number, mostPages = 100): Promise<unknown[][]> {
  const pages: unknown[][] = [];
  for (let page = 0; page < mostPages; page += 1) {
    const query = `system_id=erp&limit=${limit}&page=${page}`;
    const ids = idsIn(await get(simulator, `/v10/invoices/export?${query}`));
    if (ids.length === 0) return pages;
    pages.push(ids);
  }
  throw new Error(`no end after ${mostPages} pages`);
}
