import type { Pool } from 'pg';
import { parseSumReference, type DocumentId, type ExternalReference } from '../document';
import type { Receipt } from '../erp/adapter';
import { formatAmount } from '../money';
import type { Problem, ProblemCode } from '../problem';
import {
  beforeGoLiveAmong,
  knownAmong,
  leaveBeforeGoLive,
  noteBeforeGoLive,
  type LeftDocument,
} from './before-go-live';
import type { Delivery, FetchedDocument, Flow } from './delivery';
import { takeLease, type Lease } from './lease';
import { DELIVERY_COLUMNS, toDelivery, type DeliveryRow } from './rows';
import { storableText } from './storable-text';
import { storeFetched } from './store-fetched';

/**
 * The delivery record: what was fetched, how far each document is, what happened to it. A record for people and a
 * cache: whether a document is posted is asked of the ERP, so that losing this database posts nothing twice.
 */
export interface DeliveryRecord {
  /** Keeps documents as fetched. A document that is new begins its delivery; one known gets its newest content. */
  storeFetched(flow: Flow, documents: readonly FetchedDocument[]): Promise<void>;
  /** By id. Those that the record does not know are absent. */
  load(flow: Flow, ids: readonly DocumentId[]): Promise<readonly Delivery[]>;
  /** Of these documents, those of which it holds a delivery. */
  knownAmong(flow: Flow, ids: readonly DocumentId[]): Promise<ReadonlySet<DocumentId>>;
  /** Of these documents, those that were left alone, as they are dated before go-live. */
  beforeGoLiveAmong(flow: Flow, ids: readonly DocumentId[]): Promise<ReadonlyMap<DocumentId, LeftDocument>>;
  /** Documents without a delivery are left alone. */
  noteBeforeGoLive(flow: Flow, left: readonly LeftDocument[]): Promise<void>;
  /** The same with the deliveries of those that were fetched and no more; for the holder of their leases. */
  leaveBeforeGoLive(flow: Flow, left: readonly LeftDocument[]): Promise<void>;
  /** Locks deliveries for one worker at a time; those locked elsewhere are not in the lease. */
  lease(flow: Flow, ids: readonly DocumentId[]): Promise<Lease>;
  /** Notes that postings are about to be sent: until an outcome is recorded it is unknown whether they arrived. */
  beginPosting(flow: Flow, ids: readonly DocumentId[]): Promise<void>;
  /** Notes in which sums accounting entries are about to be sent, so that they are looked for there. */
  noteSums(flow: Flow, notes: readonly SumNote[]): Promise<void>;
  recordDelivered(flow: Flow, delivered: readonly DeliveredDocument[]): Promise<void>;
  recordExported(flow: Flow, ids: readonly DocumentId[]): Promise<void>;
  recordAttention(flow: Flow, waiting: readonly WaitingDocument[]): Promise<void>;
  /** A workflow now waits for a person on behalf of these documents. */
  recordAwaited(flow: Flow, ids: readonly DocumentId[]): Promise<void>;
  /** No workflow waits on behalf of these documents, as too many do for the same cause: the record alone holds them. */
  recordOnly(flow: Flow, ids: readonly DocumentId[]): Promise<void>;
  /** Documents that are only recorded as waiting go back to where the next run tries them again. */
  release(flow: Flow, ids: readonly DocumentId[], by: string): Promise<void>;
  /** How many documents with this problem wait in a workflow of their own. */
  countAwaited(flow: Flow, code: ProblemCode): Promise<number>;
  recordSkipped(flow: Flow, id: DocumentId, by: string, reason: string): Promise<void>;
  /** A person says that the document is in the books; `receipt` where the ERP holds it under our reference. */
  recordExportedByHand(
    flow: Flow,
    id: DocumentId,
    receipt: Receipt | undefined,
    by: string,
    reason: string,
  ): Promise<void>;
  /** Adds a line to the timeline without changing the state. */
  note(flow: Flow, id: DocumentId, event: string, detail: string): Promise<void>;
  /** A look through TRAEDE's whole list begins, or has come to the list's end. */
  noteLook(flow: Flow, at: 'beginning' | 'end'): Promise<void>;
  /** When the last look that came to the end had begun; null when there was none. */
  lastCompleteLook(flow: Flow): Promise<Date | null>;
  /** The database's clock: all time stamps of the record are compared with each other only. */
  now(): Promise<Date>;
}

export interface DeliveredDocument {
  readonly documentId: DocumentId;
  readonly receipt: Receipt;
  readonly contentHash: string;
  /** Posted just now, found in the ERP by its reference, or posted by others and linked. */
  readonly how: 'posted' | 'found' | 'adopted';
}

export interface SumNote {
  readonly documentId: DocumentId;
  readonly reference: ExternalReference;
}

export interface WaitingDocument {
  readonly documentId: DocumentId;
  readonly problem: Problem;
}

export function createDeliveryRecord(pool: Pool): DeliveryRecord {
  return {
    storeFetched: (flow, documents) => storeFetched(pool, flow, documents),
    load: (flow, ids) => load(pool, flow, ids),
    knownAmong: (flow, ids) => knownAmong(pool, flow, ids),
    beforeGoLiveAmong: (flow, ids) => beforeGoLiveAmong(pool, flow, ids),
    noteBeforeGoLive: (flow, left) => noteBeforeGoLive(pool, flow, left),
    leaveBeforeGoLive: (flow, left) => leaveBeforeGoLive(pool, flow, left),
    lease: (flow, ids) => takeLease(pool, flow, ids),
    beginPosting: (flow, ids) => beginPosting(pool, flow, ids),
    noteSums: (flow, notes) => noteSums(pool, flow, notes),
    recordDelivered: (flow, delivered) => recordDelivered(pool, flow, delivered),
    recordExported: (flow, ids) => recordExported(pool, flow, ids),
    recordAttention: (flow, waiting) => recordAttention(pool, flow, waiting),
    recordAwaited: (flow, ids) => recordAwaited(pool, flow, ids),
    recordOnly: (flow, ids) => recordOnly(pool, flow, ids),
    release: (flow, ids, by) => release(pool, flow, ids, by),
    countAwaited: (flow, code) => countAwaited(pool, flow, code),
    recordSkipped: (flow, id, by, reason) =>
      close(pool, flow, id, { state: 'skipped', detail: `by ${by}: ${reason}` }),
    recordExportedByHand: (flow, id, receipt, by, reason) =>
      close(pool, flow, id, { state: 'exported', detail: byHand(receipt, by, reason) }),
    note: (flow, id, event, detail) => note(pool, flow, id, event, detail),
    noteLook: (flow, at) => noteLook(pool, flow, at),
    lastCompleteLook: (flow) => lastCompleteLook(pool, flow),
    now: () => databaseNow(pool),
  };
}

/** Both tables are told the ids: without statistics PostgreSQL would read one of them whole, and look each row up in the other. */
async function load(pool: Pool, flow: Flow, ids: readonly DocumentId[]): Promise<readonly Delivery[]> {
  const { rows } = await pool.query<DeliveryRow>(
    `select ${DELIVERY_COLUMNS}
     from delivery.deliveries join delivery.documents using (system_id, document_type, document_id)
     where system_id = $1 and document_type = $2 and document_id = any ($3::bigint[])
       and documents.document_id = any ($3::bigint[])
     order by document_id`,
    [flow.systemId, flow.documentType, ids],
  );
  return rows.map(toDelivery);
}

async function beginPosting(pool: Pool, flow: Flow, ids: readonly DocumentId[]): Promise<void> {
  if (ids.length === 0) return;
  await pool.query(
    `update delivery.deliveries set posting_since = now()
     where system_id = $1 and document_type = $2 and document_id = any ($3::bigint[])`,
    [flow.systemId, flow.documentType, ids],
  );
}

async function noteSums(pool: Pool, flow: Flow, notes: readonly SumNote[]): Promise<void> {
  if (notes.length === 0) return;
  await pool.query(
    `update delivery.deliveries as known set sum_reference = d.reference
     from unnest($3::bigint[], $4::text[]) as d (document_id, reference)
     where known.system_id = $1 and known.document_type = $2 and known.document_id = d.document_id
         and known.document_id = any ($3::bigint[])`,
    [
      flow.systemId,
      flow.documentType,
      notes.map(({ documentId }) => documentId),
      notes.map(({ reference }) => reference),
    ],
  );
}

async function recordDelivered(
  pool: Pool,
  flow: Flow,
  delivered: readonly DeliveredDocument[],
): Promise<void> {
  if (delivered.length === 0) return;
  const receipts = delivered.map(({ receipt }) => receipt);
  await pool.query(
    `with incoming as (
       select * from unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::date[], $8::text[],
                            $9::numeric[], $10::numeric[], $11::numeric[], $12::int[], $13::text[], $14::text[])
         as d (document_id, posted_hash, erp_id, erp_number, erp_date, currency, net, tax, total, line_count, how, sum_reference)
     ), updated as (
       update delivery.deliveries as known
       set state = 'delivered', state_since = now(), delivered_at = now(), posting_since = null, awaited = false,
           only_recorded = false, posted_hash = d.posted_hash, erp_id = d.erp_id, erp_number = d.erp_number, erp_date = d.erp_date,
           currency = d.currency, net = d.net, tax = d.tax, total = d.total, line_count = d.line_count,
           sum_reference = d.sum_reference,
           problem_code = null, problem_message = null, problem_remedy = null
       from incoming d
       where known.system_id = $1 and known.document_type = $2 and known.document_id = d.document_id
         and known.document_id = any ($3::bigint[])
       returning known.document_id, d.how, d.erp_number
     )
     insert into delivery.events (system_id, document_type, document_id, event, detail)
     select $1, $2, document_id, 'delivered', how || ' in the ERP as ' || erp_number from updated`,
    [
      flow.systemId,
      flow.documentType,
      delivered.map((document) => document.documentId),
      delivered.map((document) => document.contentHash),
      receipts.map((receipt) => storableText(receipt.erpId)),
      receipts.map((receipt) => storableText(receipt.number)),
      receipts.map((receipt) => receipt.date),
      receipts.map((receipt) => receipt.currency),
      receipts.map((receipt) => formatAmount(receipt.net)),
      receipts.map((receipt) => formatAmount(receipt.tax)),
      receipts.map((receipt) => formatAmount(receipt.total)),
      receipts.map((receipt) => receipt.lines.length),
      delivered.map((document) => document.how),
      receipts.map(({ reference }) => (parseSumReference(reference) === undefined ? null : reference)),
    ],
  );
}

/** TRAEDE was told, and lists them no more: one that the record has lost meanwhile would never come to it again. */
async function recordExported(pool: Pool, flow: Flow, ids: readonly DocumentId[]): Promise<void> {
  if (ids.length === 0) return;
  await pool.query(
    `with marked as (
       insert into delivery.deliveries as known (system_id, document_type, document_id, state, exported_at)
       select $1, $2, document_id, 'exported', now() from unnest($3::bigint[]) as document_id order by document_id
       on conflict (system_id, document_type, document_id) do update
         set state = 'exported', state_since = now(), exported_at = now()
         where known.state in ('delivered', 'exported')
       returning document_id
     )
     insert into delivery.events (system_id, document_type, document_id, event)
     select $1, $2, document_id, 'exported' from marked`,
    [flow.systemId, flow.documentType, ids],
  );
}

async function recordAttention(pool: Pool, flow: Flow, waiting: readonly WaitingDocument[]): Promise<void> {
  if (waiting.length === 0) return;
  await pool.query(
    `with incoming as (
       select * from unnest($3::bigint[], $4::text[], $5::text[], $6::text[]) as d (document_id, code, message, remedy)
     ), updated as (
       update delivery.deliveries as known
       set state = 'attention', state_since = now(), posting_since = null, only_recorded = false,
           problem_code = d.code, problem_message = d.message, problem_remedy = d.remedy
       from incoming d
       where known.system_id = $1 and known.document_type = $2 and known.document_id = d.document_id
         and known.document_id = any ($3::bigint[])
       returning known.document_id, d.code, d.message
     )
     insert into delivery.events (system_id, document_type, document_id, event, detail)
     select $1, $2, document_id, 'attention', code || ': ' || message from updated`,
    [
      flow.systemId,
      flow.documentType,
      waiting.map((document) => document.documentId),
      waiting.map(({ problem }) => problem.code),
      waiting.map(({ problem }) => storableText(problem.message)),
      waiting.map(({ problem }) => storableText(problem.remedy)),
    ],
  );
}

async function recordAwaited(pool: Pool, flow: Flow, ids: readonly DocumentId[]): Promise<void> {
  await pool.query(
    `update delivery.deliveries set awaited = true, only_recorded = false
     where system_id = $1 and document_type = $2 and document_id = any ($3::bigint[]) and state = 'attention'`,
    [flow.systemId, flow.documentType, ids],
  );
}

async function recordOnly(pool: Pool, flow: Flow, ids: readonly DocumentId[]): Promise<void> {
  await pool.query(
    `update delivery.deliveries set only_recorded = true
     where system_id = $1 and document_type = $2 and document_id = any ($3::bigint[]) and state = 'attention' and not awaited`,
    [flow.systemId, flow.documentType, ids],
  );
}

async function release(pool: Pool, flow: Flow, ids: readonly DocumentId[], by: string): Promise<void> {
  if (ids.length === 0) return;
  await pool.query(
    `with released as (
       update delivery.deliveries
       set state = 'fetched', state_since = now(), only_recorded = false,
           problem_code = null, problem_message = null, problem_remedy = null
       where system_id = $1 and document_type = $2 and document_id = any ($3::bigint[])
         and state = 'attention' and not awaited
       returning document_id
     )
     insert into delivery.events (system_id, document_type, document_id, event, detail)
     select $1, $2, document_id, 'tried again', 'by ' || $4::text from released`,
    [flow.systemId, flow.documentType, ids, storableText(by)],
  );
}

async function countAwaited(pool: Pool, flow: Flow, code: ProblemCode): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from delivery.deliveries
     where system_id = $1 and document_type = $2 and problem_code = $3 and awaited`,
    [flow.systemId, flow.documentType, code],
  );
  return rows[0]?.count ?? 0;
}

function byHand(receipt: Receipt | undefined, by: string, reason: string): string {
  return receipt === undefined
    ? `booked by hand, by ${by}: ${reason}`
    : `held by the ERP as ${receipt.number}; closed by ${by}`;
}

/**
 * Ends a delivery by a person's word, also one that the record has lost: the word must not be lost with it. A posting
 * that may still be on its way stays noted.
 */
async function close(
  pool: Pool,
  flow: Flow,
  id: DocumentId,
  { state, detail }: { readonly state: 'skipped' | 'exported'; readonly detail: string },
): Promise<void> {
  await pool.query(
    `with closed as (
       insert into delivery.deliveries as known (system_id, document_type, document_id, state, exported_at)
       values ($1, $2, $3, $4, case when $4 = 'exported' then now() end)
       on conflict (system_id, document_type, document_id) do update
         set state = excluded.state, state_since = now(), awaited = false, only_recorded = false,
             exported_at = coalesce(excluded.exported_at, known.exported_at),
             problem_code = null, problem_message = null, problem_remedy = null
       returning document_id
     )
     insert into delivery.events (system_id, document_type, document_id, event, detail)
     select $1, $2, document_id, $4, $5 from closed`,
    [flow.systemId, flow.documentType, id, state, storableText(detail)],
  );
}

async function note(pool: Pool, flow: Flow, id: DocumentId, event: string, detail: string): Promise<void> {
  await pool.query(
    `insert into delivery.events (system_id, document_type, document_id, event, detail) values ($1, $2, $3, $4, $5)`,
    [flow.systemId, flow.documentType, id, event, storableText(detail)],
  );
}

async function noteLook(pool: Pool, flow: Flow, at: 'beginning' | 'end'): Promise<void> {
  const sql =
    at === 'beginning'
      ? `insert into delivery.looks as known (system_id, document_type, begun_at) values ($1, $2, now())
         on conflict (system_id, document_type) do update set begun_at = excluded.begun_at`
      : `update delivery.looks set complete_since = begun_at where system_id = $1 and document_type = $2`;
  await pool.query(sql, [flow.systemId, flow.documentType]);
}

async function lastCompleteLook(pool: Pool, flow: Flow): Promise<Date | null> {
  const { rows } = await pool.query<{ complete_since: Date | null }>(
    'select complete_since from delivery.looks where system_id = $1 and document_type = $2',
    [flow.systemId, flow.documentType],
  );
  return rows[0]?.complete_since ?? null;
}

async function databaseNow(pool: Pool): Promise<Date> {
  const { rows } = await pool.query<{ now: Date }>('select now()');
  return rows[0]?.now ?? new Date();
}
