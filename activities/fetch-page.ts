import { createHash } from 'node:crypto';
import { groupKey, groupOf } from '../src/accounting/entry-sums';
import type { Posting } from '../src/accounting/posting';
import type { AccountingRules } from '../src/accounting/rules';
import { oneByOne } from '../src/delivery/concurrency';
import type { Delivery, FetchedDocument, Flow } from '../src/delivery/delivery';
import { wasExportedSince } from '../src/delivery/examine';
import type { DeliveryRecord } from '../src/delivery/record';
import type { DocumentId, DocumentType, SystemId } from '../src/document';
import type { Capabilities } from '../src/erp/adapter';
import type { RawDocument } from '../src/traede/client';
import { contentHash } from '../src/traede/content-hash';
import { parseDocument } from '../src/traede/parse';
import type { PlainDate } from '../src/plain-date';
import { systemOf, type ActivityContext } from './context';
import { guarded } from './failures';
import { whileHeartbeating } from './heartbeat';
import { goLiveBy, prepareBy } from './prepare';

export interface FetchPageInput {
  readonly systemId: SystemId;
  readonly documentType: DocumentType;
  /** Zero-based. */
  readonly page: number;
  readonly limit: number;
  /** How many pages, one after another, up to one that is empty. Default 1. */
  readonly pages?: number;
  /** Nothing is in flight: pages from 0 to an empty one are a whole look at the list. Default false. */
  readonly quiet?: boolean;
  /** When the run began, by the record's clock; absent on its first page. */
  readonly startedAt?: string;
}

/** Of one fetch: its first page, and those behind it. */
export interface FetchedPages extends FetchedPage {
  /** When the run began, by the record's clock. */
  readonly startedAt: string;
  /** Fewer than were asked for where the list has come to its end, or TRAEDE is slow. Absent when there is none. */
  readonly following?: readonly FetchedPage[];
}

/** Ids only: the documents themselves are in the record (claim check). */
export interface FetchedPage {
  /** Documents on the page. */
  readonly count: number;
  readonly fingerprint: string;
  readonly toImport: readonly DocumentId[];
  /** Waiting for a person, or skipped by one. */
  readonly waiting: readonly DocumentId[];
  /**
   * The days on which the documents of `toImport` are booked, for an ERP that takes them by date; '' for a document that
   * cannot be posted as it is. Absent for an ERP that takes them in any order.
   */
  readonly dates?: readonly (PlainDate | '')[];
  /**
   * What the accounting entries of `toImport` are summed by, beginning with the day; '' for an entry that cannot be posted as
   * it is. Absent where nothing is summed.
   */
  readonly groups?: readonly string[];
  /** Dated before go-live: left alone, and not kept in the record. Absent when there is none. */
  readonly beforeGoLive?: readonly DocumentId[];
  /** Those of `waiting` that a person skipped. Absent when there is none. */
  readonly skipped?: readonly DocumentId[];
  /** Where elements without a usable id stand: nothing can be posted or marked for them. Absent when there is none. */
  readonly withoutId?: readonly string[];
}

/** No further page is begun after this: the import must not wait for the last where TRAEDE takes seconds for each. */
const MAX_FETCH_MS = 5_000;

/** Fetches pages of documents not yet exported and keeps them in the record. */
export function createFetchPage(context: ActivityContext) {
  return async function fetchPage(input: FetchPageInput): Promise<FetchedPages> {
    const { systemId, documentType, pages = 1 } = input;
    return guarded(`fetching page ${input.page} of ${documentType} documents`, () =>
      whileHeartbeating(`page ${input.page}`, async (signal) => {
        const startedAt = input.startedAt ?? (await context.record.now()).toISOString();
        const begunAtMs = performance.now();
        const flow = { systemId, documentType };
        const fetch = (page: number) => fetchOne(context, flow, { ...input, page, startedAt }, signal);
        const first = await fetch(input.page);
        const following: FetchedPage[] = [];
        for (let last = first; following.length < pages - 1 && goesOn(last, input);) {
          if (performance.now() - begunAtMs > MAX_FETCH_MS) break;
          last = await fetch(input.page + following.length + 1);
          following.push(last);
        }
        return { startedAt, ...first, ...(following.length === 0 ? {} : { following }) };
      }),
    );
  };
}

/** In a quiet look it is for the walk to say whether what a page brought is new: only then something is in flight. */
function goesOn({ count, toImport }: FetchedPage, { quiet }: FetchPageInput): boolean {
  return count > 0 && (quiet !== true || toImport.length === 0);
}

async function fetchOne(
  context: ActivityContext,
  flow: Flow,
  {
    page,
    limit,
    quiet,
    startedAt,
  }: Pick<FetchPageInput, 'page' | 'limit' | 'quiet'> & { readonly startedAt: string },
  signal: AbortSignal,
): Promise<FetchedPage> {
  const { systemId, documentType } = flow;
  if (quiet === true && page === 0) await context.record.noteLook(flow, 'beginning');
  const { traede, erp, rules } = systemOf(context, systemId);
  const { documents } = await traede.exportPage(documentType, { page, limit }, { signal });
  const booked = (
    await oneByOne(documents, (document) => toFetched(documentType, document, rules.timeZone))
  ).flat();
  const { ours, left } = await partByGoLive(context.record, flow, booked, rules);
  await context.record.storeFetched(flow, ours);
  const ids = [...new Set(ours.map(({ documentId }) => documentId))];
  const deliveries = await context.record.load(flow, ids);
  if (quiet === true && documents.length === 0) await context.record.noteLook(flow, 'end');
  const withoutId = placesWithoutId(page, documents);
  const sorted = sortByNextStep(deliveries, new Date(startedAt));
  return {
    count: documents.length,
    fingerprint: fingerprint(documents),
    toImport: sorted.toImport.map(({ documentId }) => documentId),
    waiting: sorted.waiting.map(({ documentId }) => documentId),
    ...(await bookingOrder(flow, sorted.toImport, rules, erp.capabilities.order)),
    ...skippedAmong(sorted.waiting),
    ...(left.length === 0 ? {} : { beforeGoLive: left }),
    ...(withoutId.length === 0 ? {} : { withoutId }),
  };
}

/** Enough to find the cause; a list that has lost all its ids is not spelled out. */
const MAX_NAMED_PLACES = 5;

function placesWithoutId(page: number, documents: readonly RawDocument[]): readonly string[] {
  return documents
    .flatMap(({ id }, index) => (id === undefined ? [`page ${page + 1}, position ${index + 1}`] : []))
    .slice(0, MAX_NAMED_PLACES);
}

/** Drafts are left where they are: they come again when they are booked. */
export function toFetched(documentType: DocumentType, { id, json }: RawDocument, timeZone: string) {
  if (id === undefined) return [];
  const parsed = parseDocument(documentType, json);
  if (!parsed.ok) return [{ documentId: id, number: null, content: json, contentHash: sha256(json) }];
  const { document } = parsed;
  const hash = contentHash(document, timeZone);
  if (document.documentType === 'accounting-entry') {
    return [{ documentId: id, number: null, content: json, contentHash: hash }];
  }
  return document.status === 'draft'
    ? []
    : [{ documentId: id, number: document.number, content: json, contentHash: hash }];
}

/**
 * Documents dated before go-live are noted, by day and number, and not kept: thousands of them cost two statements a page, and
 * no call to the ERP. One of which the record holds a delivery goes the usual way: the ERP may hold it.
 */
export async function partByGoLive(
  record: DeliveryRecord,
  flow: Flow,
  booked: readonly FetchedDocument[],
  rules: AccountingRules,
): Promise<{ readonly ours: readonly FetchedDocument[]; readonly left: readonly DocumentId[] }> {
  const beforeGoLive = goLiveBy(rules);
  const before = (
    await oneByOne(booked, ({ documentId, number, content }) => {
      const day = beforeGoLive(flow, content)?.day;
      return day === undefined ? [] : [{ documentId, number, day }];
    })
  ).flat();
  if (before.length === 0) return { ours: booked, left: [] };
  const known = await record.knownAmong(
    flow,
    before.map(({ documentId }) => documentId),
  );
  const left = before.filter(({ documentId }) => !known.has(documentId));
  await record.noteBeforeGoLive(flow, left);
  const leftIds = new Set(left.map(({ documentId }) => documentId));
  return { ours: booked.filter(({ documentId }) => !leftIds.has(documentId)), left: [...leftIds] };
}

export function sortByNextStep(deliveries: readonly Delivery[], startedAt: Date) {
  const waiting = deliveries.filter(waits);
  // A page that was asked for before a mark was acknowledged still shows the document. One that was marked before this run and
  // is listed all the same goes the whole way again: the ERP is asked, and TRAEDE is told once more.
  const toImport = deliveries.filter(
    (delivery) => !waits(delivery) && !wasExportedSince(delivery, startedAt),
  );
  return { toImport, waiting };
}

function waits({ state, awaited, onlyRecorded }: Delivery): boolean {
  return state === 'skipped' || (state === 'attention' && (awaited || onlyRecorded));
}

function skippedAmong(waiting: readonly Delivery[]): { skipped?: readonly DocumentId[] } {
  const skipped = waiting.flatMap(({ state, documentId }) => (state === 'skipped' ? [documentId] : []));
  return skipped.length === 0 ? {} : { skipped };
}

/** By what documents are ordered before they go out; nothing where they go as they come. */
export async function bookingOrder(
  flow: Flow,
  deliveries: readonly Delivery[],
  rules: AccountingRules,
  order: Capabilities['order'],
): Promise<Pick<FetchedPage, 'dates' | 'groups'>> {
  const isSummed = flow.documentType === 'accounting-entry' && rules.entries === 'daily-sums';
  if (order === 'any' && !isSummed) return {};
  const prepare = prepareBy(rules);
  const postings = await oneByOne(deliveries, ({ documentId, content }) => {
    const prepared = prepare({ ...flow, documentId }, content);
    return prepared.ok ? prepared.posting : undefined;
  });
  return {
    ...(order === 'by-date' ? { dates: postings.map((posting) => posting?.date ?? '') } : {}),
    ...(isSummed ? { groups: postings.map(groupName) } : {}),
  };
}

function groupName(posting: Posting | undefined): string {
  return posting?.kind === 'journal-entry' ? groupKey(groupOf(posting)) : '';
}

const FINGERPRINT_LENGTH = 12;

function fingerprint(documents: readonly RawDocument[]): string {
  const ids = documents.map(({ id }) => id ?? 0).sort((a, b) => a - b);
  return sha256(ids.join()).slice(0, FINGERPRINT_LENGTH);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
