import { z } from 'zod';
import type { Posting } from '../../src/accounting/posting';
import { isExternalReference, type ExternalReference } from '../../src/document';
import {
  ErpAccessDeniedError,
  ErpUnavailableError,
  type CheckResult,
  type ErpAdapter,
  type PostOutcome,
  type Receipt,
} from '../../src/erp/adapter';
import { decimal, formatAmount, sum } from '../../src/money';
import { parsePlainDate, type PlainDate } from '../../src/plain-date';
import type { Problem } from '../../src/problem';
import { chartSchema, objection, toChart, type ErpChart } from './memory-chart';
import type { SentDocument } from './memory-erp';

export interface MemoryAdapterOptions {
  readonly url: string;
  readonly token: string;
  readonly requestTimeoutMs: number;
  /** What the configuration names; `check` looks it up. */
  readonly account: string;
}

/** The ERP may work on for this long after the answer was given up. */
const SETTLE_MARGIN_MS = 120;

/** References in one address: a look-up of hundreds is split. */
const REFERENCES_PER_CALL = 50;

const lineSchema = z.object({ account: z.string(), text: z.string(), net: z.string(), tax: z.string() });
const documentSchema = z.object({
  id: z.number(),
  number: z.string(),
  state: z.enum(['draft', 'posted']),
  reference: z.string(),
  kind: z.string(),
  date: z.string(),
  currency: z.string(),
  lines: z.array(lineSchema),
});
export type WireDocument = z.output<typeof documentSchema>;
/** Nobody can know whether the ERP acted. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly key?: string;
  readonly signal?: AbortSignal | undefined;
}

/** The adapter in parts, so that a broken one differs from the right one by one part. */
export interface AdapterParts {
  call(call: Call): Promise<unknown>;
  /** `undefined` when nothing is in the way. */
  preflight(posting: Posting, chart: ErpChart, hasInvoice: boolean): Problem | undefined;
  encode(posting: Posting): SentDocument;
  /** The idempotency key. */
  keyOf(posting: Posting): string | undefined;
  /** Sends the document; the answer is of no interest. */
  send(parts: AdapterParts, posting: Posting, signal: AbortSignal | undefined): Promise<void>;
  /** After sending: what the ERP holds. */
  readBack(
    parts: AdapterParts,
    posting: Posting,
    signal: AbortSignal | undefined,
  ): Promise<Receipt | undefined>;
  isShown(document: WireDocument): boolean;
  /** The path of a page of the list. */
  listPath(since: PlainDate | undefined, page: number): string;
  isLastPage(page: number, documents: readonly unknown[]): boolean;
  /** What to answer, or throw, when `call` failed during a posting. */
  failed(error: unknown): PostOutcome;
}

export type Alteration = (parts: AdapterParts) => AdapterParts;

/** An adapter for the ERP in memory, right unless it is altered. */
export function createMemoryAdapter(
  options: MemoryAdapterOptions,
  alter: Alteration = (parts) => parts,
): ErpAdapter {
  const parts = alter(rightParts(options));
  return {
    name: 'memory',
    company: 'memory',
    capabilities: {
      uniqueness: 'native-key',
      concurrency: 4,
      order: 'any',
      settleTimeMs: options.requestTimeoutMs + SETTLE_MARGIN_MS,
    },
    check: () => check(parts, options),
    find: (references, callOptions) => find(parts, references, callOptions?.signal),
    async post(posting, callOptions) {
      const signal = callOptions?.signal;
      try {
        return await post(parts, posting, signal);
      } catch (error) {
        if (error instanceof ErpAccessDeniedError) throw error;
        return parts.failed(error);
      }
    },
    preflight: (posting, callOptions) => preflight(parts, posting, callOptions?.signal),
    firstOpenDay: (posting, callOptions) => firstOpenDay(parts, posting, callOptions?.signal),
    chart: async (callOptions) => toChart(await fetchChart(parts, callOptions?.signal)),
    list: (listOptions) => list(parts, listOptions?.since, listOptions?.signal),
    close: () => Promise.resolve(),
  };
}

async function post(
  parts: AdapterParts,
  posting: Posting,
  signal: AbortSignal | undefined,
): Promise<PostOutcome> {
  const known = (await find(parts, [posting.reference], signal)).get(posting.reference);
  if (known !== undefined) return { kind: 'posted', receipt: known };
  const problem = await refusal(parts, posting, signal);
  if (problem !== undefined) return { kind: 'rejected', problem };
  await parts.send(parts, posting, signal);
  const receipt = await parts.readBack(parts, posting, signal);
  return receipt === undefined
    ? { kind: 'uncertain', reason: 'the ERP does not show the document' }
    : { kind: 'posted', receipt };
}

async function refusal(
  parts: AdapterParts,
  posting: Posting,
  signal: AbortSignal | undefined,
): Promise<Problem | undefined> {
  const chart = await fetchChart(parts, signal);
  const corrects = posting.kind === 'credit-note' ? posting.corrects : null;
  const hasInvoice = corrects === null || (await find(parts, [corrects], signal)).has(corrects);
  return parts.preflight(posting, chart, hasInvoice);
}

async function fetchChart(parts: AdapterParts, signal?: AbortSignal): Promise<ErpChart> {
  return chartSchema.parse(await parts.call({ method: 'GET', path: '/chart', signal }));
}

async function preflight(
  parts: AdapterParts,
  posting: Posting,
  signal: AbortSignal | undefined,
): Promise<Problem | undefined> {
  const isHeld = (await find(parts, [posting.reference], signal)).has(posting.reference);
  return isHeld ? undefined : refusal(parts, posting, signal);
}

async function firstOpenDay(
  parts: AdapterParts,
  { date }: Posting,
  signal: AbortSignal | undefined,
): Promise<PlainDate | undefined> {
  const { openFrom } = await fetchChart(parts, signal);
  return date >= openFrom ? date : parsePlainDate(openFrom);
}

export async function find(
  parts: AdapterParts,
  references: readonly ExternalReference[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<ExternalReference, Receipt>> {
  const receipts = new Map<ExternalReference, Receipt>();
  for (let from = 0; from < references.length; from += REFERENCES_PER_CALL) {
    const some = references.slice(from, from + REFERENCES_PER_CALL);
    const query = some.map((reference) => `reference=${encodeURIComponent(reference)}`).join('&');
    for (const document of await fetchDocuments(parts, `/documents?${query}`, signal)) {
      const receipt = parts.isShown(document) ? receiptOf(document) : undefined;
      if (receipt !== undefined) receipts.set(receipt.reference, receipt);
    }
  }
  return receipts;
}

async function fetchDocuments(
  parts: AdapterParts,
  path: string,
  signal: AbortSignal | undefined,
): Promise<readonly WireDocument[]> {
  return z.array(documentSchema).parse(await parts.call({ method: 'GET', path, signal }));
}

async function* list(
  parts: AdapterParts,
  since: PlainDate | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<Receipt> {
  for (let page = 0; ; page += 1) {
    const documents = await fetchDocuments(parts, parts.listPath(since, page), signal);
    for (const document of documents) {
      const receipt = parts.isShown(document) ? receiptOf(document) : undefined;
      if (receipt !== undefined) yield receipt;
    }
    if (parts.isLastPage(page, documents)) return;
  }
}

async function check(
  parts: AdapterParts,
  { account }: MemoryAdapterOptions,
): Promise<readonly CheckResult[]> {
  try {
    const isKnown = (await fetchChart(parts)).accounts.includes(account);
    const detail = isKnown ? 'known' : 'unknown: open it in the ERP, or correct the mapping';
    return [
      { subject: 'connection', ok: true, detail: 'the ERP answers' },
      { subject: `account ${account}`, ok: isKnown, detail },
    ];
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'unknown error';
    return [{ subject: 'connection', ok: false, detail: `${detail}: look at address and token` }];
  }
}

export function receiptOf(document: WireDocument): Receipt | undefined {
  const { reference } = document;
  const date = parsePlainDate(document.date);
  if (!isExternalReference(reference) || date === undefined) return undefined;
  const net = sum(document.lines.map((line) => decimal(line.net)));
  const tax = sum(document.lines.map((line) => decimal(line.tax)));
  const turnover = sum(document.lines.map((line) => decimal(line.net)).filter((amount) => amount.gt(0)));
  const isEntry = document.kind === 'journal-entry';
  return {
    reference,
    erpId: String(document.id),
    number: document.number,
    date,
    currency: document.currency,
    net: isEntry ? turnover : net,
    tax,
    total: isEntry ? turnover : net.plus(tax),
    lines: document.lines.map((line) => ({
      account: line.account,
      description: line.text,
      net: decimal(line.net),
    })),
  };
}

function rightParts(options: MemoryAdapterOptions): AdapterParts {
  return {
    call: (call) => callErp(options, call),
    preflight: objection,
    encode,
    keyOf: ({ reference }) => reference,
    async send(parts, posting, signal) {
      const key = parts.keyOf(posting);
      const body = parts.encode(posting);
      await parts.call({
        method: 'POST',
        path: '/documents',
        body,
        ...(key === undefined ? {} : { key }),
        signal,
      });
    },
    async readBack(parts, { reference }, signal) {
      return (await find(parts, [reference], signal)).get(reference);
    },
    isShown: ({ state }) => state === 'posted',
    listPath: (since, page) => `/documents?page=${page}${since === undefined ? '' : `&since=${since}`}`,
    isLastPage: (_page, documents) => documents.length === 0,
    failed: (error) => ({
      kind: 'uncertain',
      reason: error instanceof Error ? error.message : 'unknown error',
    }),
  };
}

async function callErp(
  { url, token, requestTimeoutMs }: MemoryAdapterOptions,
  { method, path, body, key, signal }: Call,
): Promise<unknown> {
  const timeOut = AbortSignal.timeout(requestTimeoutMs);
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    ...(key === undefined ? {} : { 'idempotency-key': encodeURIComponent(key) }),
  };
  const ends = signal === undefined ? timeOut : AbortSignal.any([timeOut, signal]);
  const [response, text] = await fetch(url + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: ends,
  })
    .then(async (answer) => [answer, await answer.text()] as const)
    .catch(() => {
      throw new ErpUnavailableError(
        signal?.aborted === true ? 'aborted by the caller' : 'the ERP does not answer',
      );
    });
  if (response.status === 401) throw new ErpAccessDeniedError('the ERP refuses the token: enter a new one');
  if (!response.ok) throw new ErpUnavailableError(`the ERP answered ${response.status}`);
  return JSON.parse(text);
}

function encode(posting: Posting): SentDocument {
  const { reference, kind, date, currency } = posting;
  if (posting.kind === 'journal-entry') {
    const lines = posting.lines.map(({ account, text, debit, credit, customer }) => {
      const net = formatAmount(debit.minus(credit));
      return { account, text, taxCode: null, customer: customer?.number ?? null, net, tax: '0.00' };
    });
    return { reference, kind, date, currency, customer: null, corrects: null, lines };
  }
  const lines = posting.lines.map(({ account, description, taxCode, net, tax }) => {
    return {
      account,
      text: description,
      taxCode,
      customer: null,
      net: formatAmount(net),
      tax: formatAmount(tax),
    };
  });
  return {
    reference,
    kind,
    date,
    currency,
    customer: posting.customer.number,
    corrects: posting.corrects,
    lines,
  };
}
