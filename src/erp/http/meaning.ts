import type { z } from 'zod';
import type { Exchange } from './exchange';
import type { EndpointName } from './options';

/** What answers mean, in words: without addresses (they may be secret) and without what the other side wrote. */

type Answer = Extract<Exchange, { kind: 'answer' }>;

/** Places in an answer that are named in one message; a wrong schema is wrong everywhere. */
const MAX_NAMED_ISSUES = 3;
const MAX_PLACE_LENGTH = 60;

export type Parsed<T> =
  { readonly ok: true; readonly data: T } | { readonly ok: false; readonly why: string };

/** Reads an answer's body as JSON of this shape; `why` names places and what is expected there, never values. */
export function parseAnswer<T>({ body }: Answer, schema: z.ZodType<T>): Parsed<T> {
  const json = parseJson(body);
  if (json === undefined) return { ok: false, why: whatInsteadOfJson(body) };
  const result = schema.safeParse(json.value);
  if (result.success) return { ok: true, data: result.data };
  const named = result.error.issues.slice(0, MAX_NAMED_ISSUES).map(({ path, message }) => {
    const place = path
      .map(String)
      .join('.')
      .replace(/[^\w.-]/g, '?')
      .slice(0, MAX_PLACE_LENGTH);
    return `${place === '' ? 'the answer' : place}: ${message}`;
  });
  return { ok: false, why: named.join('; ') };
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function whatInsteadOfJson(body: string): string {
  if (body.trim() === '') return 'the answer is empty';
  return body.trimStart().startsWith('<') ? 'the answer is a web page' : 'the answer is not JSON';
}

export function accessDenied(endpoint: EndpointName, status: number): string {
  return (
    `The ERP's endpoint "${endpoint}" answered HTTP ${status}: it refuses the signature or the access token. Check that ` +
    'both sides have the same signing key and token, and that their clocks agree; then run again.'
  );
}

export function noSuchEndpoint(endpoint: EndpointName, status: number): string {
  return (
    `The ERP's endpoint "${endpoint}" answered HTTP ${status}: there is no such endpoint. Check the configured address, ` +
    'and that the workflow behind it is switched on; then run again.'
  );
}

/** For an answer that says nothing of the document: `HTTP 503, retry after 30 s`. */
export function passing({ status, retryAfter }: Answer): string {
  if (status >= 300 && status < 400) return `HTTP ${status}: redirects are not followed`;
  const seconds =
    retryAfter !== undefined && /^\d{1,6}$/.test(retryAfter) ? `, retry after ${retryAfter} s` : '';
  return `HTTP ${status}${seconds}`;
}
