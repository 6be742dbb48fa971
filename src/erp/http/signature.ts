import { createHmac } from 'node:crypto';

/** Header that proves who sent a request, when, and that nobody changed it. */
export const SIGNATURE_HEADER = 'Traede-Sync-Signature';

/** What is signed: a request's body, or where it has none its method, path and query as they go over the wire. */
export type SignedContent =
  { readonly body: string } | { readonly method: 'GET'; readonly pathAndQuery: string };

/**
 * `t=1795392000,v1=5f8c…`: HMAC-SHA256, in hex, over `<t>.<body>`, or over `<t>.GET <path and query>`. One `v1` for
 * each key, so that receivers may replace theirs at leisure; the time stamp is signed, so that old requests can be
 * told from new ones.
 * @param timeMs milliseconds since 1970
 */
export function signatureHeader(content: SignedContent, keys: readonly string[], timeMs: number): string {
  const t = Math.floor(timeMs / 1_000);
  const signed = `${t}.${'body' in content ? content.body : `${content.method} ${content.pathAndQuery}`}`;
  const signatures = keys.map((key) => `v1=${createHmac('sha256', key).update(signed).digest('hex')}`);
  return [`t=${t}`, ...signatures].join(',');
}
