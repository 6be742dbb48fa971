import type { FaultRule, Mutate } from '../../src/simulator';
import { QUOTED, SECRETS, withCanaries } from './canaries';
import type { SentCall, Treatment } from './echoing-endpoint';

/** What TRAEDE does to the first calls: refuses the token, quotes what it must not, breaks off, loses answers. */
export const TRAEDE_FAULTS: readonly FaultRule[] = [
  { kind: 'unauthorized', route: 'export', documentType: 'invoice', times: 1 },
  {
    kind: 'validation',
    route: 'export',
    documentType: 'credit-note',
    // Of a list TRAEDE can quote what was asked, and with which credentials.
    detail: `token ${SECRETS.accessToken} of kim.canary@customer.example`,
    times: 1,
  },
  { kind: 'server-error', status: 502, route: 'export', documentType: 'accounting-entry', times: 1 },
  { kind: 'truncated-body', route: 'export', documentType: 'invoice', times: 1 },
  { kind: 'lost-answer', route: 'mark', times: 1 },
  // The whole call, and each half of it: then it is the documents' fault.
  { kind: 'validation', route: 'mark', documentType: 'invoice', detail: QUOTED, times: 3 },
  { kind: 'html-page', route: 'export', documentType: 'accounting-entry', fromCall: 2, times: 1 },
];

/** What a document is like in which people have put customers where none belong; each waits for a person. */
const CHANGES: readonly ((document: Readonly<Record<string, unknown>>) => object)[] = [
  (document) => ({ ...document, total_price_after_vat: 1 }),
  (document) => ({ ...document, currency: QUOTED }),
  (document) => ({ ...document, created_at: QUOTED }),
  (document) => ({ ...document, lines: [QUOTED] }),
  (document) => ({ ...document, [QUOTED]: true, vat_amount: QUOTED }),
];

/** Documents with canaries, of which the named invoices are bad in one way each. */
export function badDocuments(invoiceIds: readonly number[]): Mutate {
  return (type, document) => {
    const given = withCanaries(type, document);
    const change = type === 'invoice' ? CHANGES[invoiceIds.indexOf(Number(document['id']))] : undefined;
    return change === undefined ? given : change(given);
  };
}

export const BAD_DOCUMENTS = CHANGES.length;

const problem =
  (code: string) =>
  (quoted: string): string =>
    JSON.stringify({ problem: { code, message: `refused: ${quoted}`, remedy: quoted } });

/** In this order, one for each posting. */
const FIRST_POSTINGS: readonly Treatment[] = [
  { status: 401, body: (quoted) => quoted },
  { status: 500, body: (quoted) => quoted },
  { status: 200, body: (quoted) => `<html>${quoted}</html>` },
  'lost',
  { status: 200, body: (quoted) => JSON.stringify({ receipt: { reference: quoted, quoted } }) },
  { status: 400, body: (quoted) => quoted },
  { status: 429, body: (quoted) => quoted },
];
const FIRST_LOOKUPS: readonly Treatment[] = [
  { status: 500, body: (quoted) => quoted },
  { status: 200, body: (quoted) => JSON.stringify({ receipts: [quoted], absent: quoted }) },
  'lost',
];

/** What the ERP does: a series of misfortunes, then it refuses some documents for ever, quoting them in several ways. */
export function unfortunateErp(refused: readonly number[]): (call: SentCall) => Treatment {
  const postings = [...FIRST_POSTINGS];
  const lookups = [...FIRST_LOOKUPS];
  const refusals: readonly Treatment[] = [
    { status: 422, body: problem('customer-unknown') },
    { status: 422, body: (quoted) => problem('something-else')(quoted.toUpperCase()) },
    { status: 422, body: (quoted) => problem('erp-rejected')(quotedOnce(quoted)) },
    { status: 422, body: (quoted) => problem('erp-rejected')(encodeURIComponent(quotedOnce(quoted))) },
    { status: 409, body: (quoted) => quoted },
  ];
  return ({ method, path, body }) => {
    if (path.startsWith('/health')) return 'passes';
    if (path.startsWith('/lookup')) return lookups.shift() ?? 'passes';
    if (method !== 'POST') return 'passes';
    const index = refused.findIndex((id) => body.includes(`:invoice:${id}"`));
    return postings.shift() ?? refusals[index] ?? 'passes';
  };
}

export const REFUSED_DOCUMENTS = 5;

/** At least: others may wait because TRAEDE refused to mark them. */
export const WAITING_DOCUMENTS = BAD_DOCUMENTS + REFUSED_DOCUMENTS;

/** The customer as a sentence quotes it, without JSON around. */
function quotedOnce(quoted: string): string {
  const call: unknown = JSON.parse(quoted);
  const body = typeof call === 'object' && call !== null && 'body' in call ? String(call.body) : '';
  const [, name = '', vat = ''] =
    /"name":("(?:[^"\\]|\\.)*").*?"vatNumber":("(?:[^"\\]|\\.)*")/.exec(body) ?? [];
  return `there is no customer ${String(JSON.parse(name || '""'))} (${String(JSON.parse(vat || '""'))})`;
}
