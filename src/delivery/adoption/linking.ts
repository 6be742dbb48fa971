import type { Pool } from 'pg';
import { isDoubt, type AdoptionOutcome, type Doubt } from '../../adoption/doubts';
import type { DocumentId, DocumentType } from '../../document';
import type { BookedKind, ToLink } from '../../erp/adoption';
import { decimal } from '../../money';
import type { FetchedDocument, Flow } from '../delivery';
import { toDay } from '../reconciliation/days';
import { storableText } from '../storable-text';
import type { AdoptionId } from './gathering';

/** A document of TRAEDE with the one in the ERP that it agrees with. */
export interface Match extends FetchedDocument {
  /** TRAEDE lists it as not exported. */
  readonly unmarked: boolean;
  /** A workflow of its own waits for a person, because an adoption was in doubt. */
  readonly awaited: boolean;
  readonly erp: ToLink;
}

interface MatchRow {
  readonly document_id: string;
  readonly number: string | null;
  readonly content: string;
  readonly content_hash: string;
  readonly unmarked: boolean;
  readonly awaited: boolean;
  readonly doubt: string | null;
  readonly erp_kind: BookedKind;
  readonly erp_id: string;
  readonly erp_number: string;
  readonly erp_date: string;
  readonly erp_currency: string;
  readonly erp_net: string;
  readonly erp_tax: string;
  readonly erp_total: string;
}

const SELECT_MATCHES = `
  select d.document_id, d.number, d.content, d.content_hash, d.unmarked, coalesce(v.awaited, false) as awaited, d.doubt,
    d.erp_kind, d.erp_id, d.erp_number, d.erp_date::text, d.erp_currency, d.erp_net, d.erp_tax, d.erp_total
  from delivery.adoptions a
  join delivery.adoption_documents d on d.adoption_id = a.id
  left join delivery.deliveries v
    on v.system_id = a.system_id and v.document_type = d.document_type and v.document_id = d.document_id
  where a.id = $1 and d.document_type = $2 and d.document_id > $3 and d.content is not null and d.erp_id is not null`;

/** Documents that are still to be linked, by id. */
export async function matches(
  pool: Pool,
  id: AdoptionId,
  documentType: DocumentType,
  after: DocumentId,
  limit: number,
): Promise<readonly Match[]> {
  const { rows } = await pool.query<MatchRow>(
    `${SELECT_MATCHES} and d.outcome = 'match' order by d.document_id limit $4`,
    [id, documentType, after, limit],
  );
  return rows.map(toMatch);
}

export interface DoubtfulMatch extends Match {
  readonly doubt: Doubt;
}

/** Documents in doubt that TRAEDE lists as not exported: a sync would post them. */
export async function doubtfulUnmarked(
  pool: Pool,
  id: AdoptionId,
  documentType: DocumentType,
  after: DocumentId,
  limit: number,
): Promise<readonly DoubtfulMatch[]> {
  const { rows } = await pool.query<MatchRow>(
    `${SELECT_MATCHES} and d.outcome = 'doubtful' and d.unmarked order by d.document_id limit $4`,
    [id, documentType, after, limit],
  );
  return rows.flatMap((row) => {
    const doubt = row.doubt ?? '';
    return isDoubt(doubt) ? [{ ...toMatch(row), doubt }] : [];
  });
}

function toMatch(row: MatchRow): Match {
  return {
    documentId: Number(row.document_id),
    number: row.number,
    content: row.content,
    contentHash: row.content_hash,
    unmarked: row.unmarked,
    awaited: row.awaited,
    erp: {
      ...{ kind: row.erp_kind, erpId: row.erp_id, number: row.erp_number },
      ...{ date: toDay(row.erp_date), currency: row.erp_currency },
      ...{ net: decimal(row.erp_net), tax: decimal(row.erp_tax), total: decimal(row.erp_total) },
    },
  };
}

/**
 * Takes everything that agrees out of a sync's hands. Documents that the record knows by now are left as they are: the
 * linking will find them known.
 */
export async function reserve(pool: Pool, id: AdoptionId): Promise<void> {
  await pool.query(
    `with reserved as (
       insert into delivery.deliveries (system_id, document_type, document_id, adopted)
       select a.system_id, d.document_type, d.document_id, true
       from delivery.adoptions a join delivery.adoption_documents d on d.adoption_id = a.id
       where a.id = $1 and d.outcome = 'match'
       order by d.document_type, d.document_id
       on conflict do nothing
       returning system_id, document_type, document_id
     )
     insert into delivery.documents (system_id, document_type, document_id, number, content, content_hash)
     select r.system_id, d.document_type, d.document_id, d.number, d.content, d.content_hash
     from reserved r join delivery.adoption_documents d using (document_type, document_id)
     where d.adoption_id = $1
     on conflict do nothing`,
    [id],
  );
}

/**
 * Notes that documents are about to be linked: from then on nothing posts them. To be called by the holder of their
 * leases. New to the record, or begun or doubted by an adoption before; all others are known.
 */
export async function beginLinking(
  pool: Pool,
  flow: Flow,
  documents: readonly FetchedDocument[],
  settleMs: number,
): Promise<BegunLinking> {
  if (documents.length === 0) return { begun: new Set(), settling: new Set() };
  const { rows } = await pool.query<{ document_id: string }>(
    `with incoming as (
       select * from unnest($3::bigint[], $4::text[], $5::text[], $6::text[]) as d (document_id, number, content, content_hash)
     ), begun as (
       insert into delivery.deliveries as known (system_id, document_type, document_id, adopted, posting_since)
       select $1, $2, document_id, true, now() from incoming order by document_id
       on conflict (system_id, document_type, document_id) do update
         set adopted = true, posting_since = now(), state = 'fetched', state_since = now(), only_recorded = false,
             problem_code = null, problem_message = null, problem_remedy = null
         where known.problem_code = 'adoption-doubtful' or known.adopted and known.state = 'fetched'
           and (known.posting_since is null or known.posting_since <= now() - $7 * interval '1 millisecond')
       returning document_id
     ), stored as (
       insert into delivery.documents as known (system_id, document_type, document_id, number, content, content_hash)
       select $1, $2, document_id, number, content, content_hash from incoming join begun using (document_id)
       on conflict (system_id, document_type, document_id) do update
         set number = excluded.number, content = excluded.content, content_hash = excluded.content_hash, fetched_at = now(),
             purged_at = null
     ), noted as (
       insert into delivery.events (system_id, document_type, document_id, event)
       select $1, $2, document_id, 'adoption begins' from begun
     )
     select document_id from begun`,
    [
      ...[flow.systemId, flow.documentType],
      documents.map(({ documentId }) => documentId),
      documents.map(({ number }) => (number === null ? null : storableText(number))),
      documents.map(({ content }) => content),
      documents.map(({ contentHash }) => contentHash),
      settleMs,
    ],
  );
  const begun = new Set(rows.map((row) => Number(row.document_id)));
  const others = documents.map(({ documentId }) => documentId).filter((id) => !begun.has(id));
  return { begun, settling: new Set(await amongBegun(pool, flow, others)) };
}

export interface BegunLinking {
  readonly begun: ReadonlySet<DocumentId>;
  /** An earlier attempt may still be on its way. */
  readonly settling: ReadonlySet<DocumentId>;
}

async function amongBegun(
  pool: Pool,
  flow: Flow,
  ids: readonly DocumentId[],
): Promise<readonly DocumentId[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool.query<{ document_id: string }>(
    `select document_id from delivery.deliveries
     where system_id = $1 and document_type = $2 and document_id = any ($3::bigint[]) and adopted and state = 'fetched'`,
    [flow.systemId, flow.documentType, ids],
  );
  return rows.map((row) => Number(row.document_id));
}

/** The ERP has not linked them, and will not: they are as new to the record as they were before. */
export async function abandonLinking(pool: Pool, flow: Flow, ids: readonly DocumentId[]): Promise<void> {
  if (ids.length === 0) return;
  await pool.query(
    `with abandoned as (
       delete from delivery.deliveries
       where system_id = $1 and document_type = $2 and document_id = any ($3::bigint[]) and adopted and state = 'fetched'
       returning document_id
     ), documents as (
       delete from delivery.documents
       where system_id = $1 and document_type = $2 and document_id in (select document_id from abandoned)
     )
     delete from delivery.events
     where system_id = $1 and document_type = $2 and document_id in (select document_id from abandoned)`,
    [flow.systemId, flow.documentType, ids],
  );
}

/** They are no more than documents again that may be others': what they wait for is to be recorded next. */
export async function disownLinking(pool: Pool, flow: Flow, ids: readonly DocumentId[]): Promise<void> {
  if (ids.length === 0) return;
  await pool.query(
    `update delivery.deliveries set adopted = false
     where system_id = $1 and document_type = $2 and document_id = any ($3::bigint[]) and state = 'fetched'`,
    [flow.systemId, flow.documentType, ids],
  );
}

/** What became of a document that was to be linked. */
export interface LinkedDocument {
  readonly documentId: DocumentId;
  readonly outcome: AdoptionOutcome;
  readonly doubt: Doubt | null;
}

export async function recordLinked(
  pool: Pool,
  id: AdoptionId,
  documentType: DocumentType,
  linked: readonly LinkedDocument[],
): Promise<void> {
  if (linked.length === 0) return;
  await pool.query(
    `update delivery.adoption_documents as known
     set outcome = l.outcome, doubt = l.doubt, content = case when l.outcome = 'doubtful' then content end
     from unnest($3::bigint[], $4::text[], $5::text[]) as l (document_id, outcome, doubt)
     where known.adoption_id = $1 and known.document_type = $2 and known.document_id = l.document_id`,
    [
      ...[id, documentType],
      linked.map(({ documentId }) => documentId),
      linked.map(({ outcome }) => outcome),
      linked.map(({ doubt }) => doubt),
    ],
  );
}

/** Ends an adoption: contents and what only served to compare are let go. */
export async function finish(pool: Pool, id: AdoptionId): Promise<void> {
  await pool.query('update delivery.adoption_documents set content = null where adoption_id = $1', [id]);
  await pool.query('delete from delivery.adoption_candidates where adoption_id = $1', [id]);
  await pool.query('update delivery.adoptions set finished_at = coalesce(finished_at, now()) where id = $1', [
    id,
  ]);
}
