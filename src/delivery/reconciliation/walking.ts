import type { Pool } from 'pg';
import {
  isDocumentType,
  isExternalReference,
  type DocumentId,
  type DocumentType,
  type ExternalReference,
} from '../../document';
import type { ReconciliationId } from './gathering';

/** Where a walk over the documents of a reconciliation stands: by type, then by id. */
export interface DocumentCursor {
  readonly documentType: string;
  readonly documentId: DocumentId;
}

export const BEFORE_ALL: DocumentCursor = { documentType: '', documentId: 0 };

/** Tells PostgreSQL what the tables hold: they were just filled, and would be sorted anew for every stretch of a walk. */
export async function noteFilled(pool: Pool): Promise<void> {
  await pool.query(
    'analyze delivery.reconciled_documents, delivery.reconciled_postings, delivery.reconciled_members',
  );
}

/** A stretch of the walk: what was sought there, and where it goes on; `next` is null at the end. */
export interface DocumentPage<T> {
  readonly documents: readonly T[];
  readonly next: DocumentCursor | null;
}

/**
 * A stretch of the documents of a reconciliation, whether sought or not: so that a walk takes each row once, whatever
 * the planner thinks of a table that was just filled. Its parameters: reconciliation, cursor (type, id), length.
 */
export const STRETCH = `
  select * from delivery.reconciled_documents
  where reconciliation_id = $1 and (document_type, document_id) > ($2, $3::bigint)
  order by document_type, document_id limit $4`;

export function pageOf<Row extends DocumentKeyRow, T>(
  rows: readonly Row[],
  length: number,
  read: (row: Row, documentType: DocumentType) => readonly T[],
): DocumentPage<T> {
  const last = rows.length < length ? undefined : rows.at(-1);
  return {
    documents: rows.flatMap((row) => (isDocumentType(row.document_type) ? read(row, row.document_type) : [])),
    next:
      last === undefined ? null : { documentType: last.document_type, documentId: Number(last.document_id) },
  };
}

export interface DocumentKeyRow {
  readonly document_type: string;
  readonly document_id: string;
}

export interface DocumentRef {
  readonly documentType: DocumentType;
  readonly documentId: DocumentId;
}

/** A document with the sum in which our record saw it last. */
export interface SoughtDocument extends DocumentRef {
  readonly sum: ExternalReference | null;
}

/** Documents that belong into the period by TRAEDE or by our record, and of which no posting was met in the ERP. */
export async function withoutPosting(
  pool: Pool,
  id: ReconciliationId,
  after: DocumentCursor,
  length: number,
): Promise<DocumentPage<SoughtDocument>> {
  const { rows } = await pool.query<
    DocumentKeyRow & { readonly sum_reference: string | null; readonly sought: boolean }
  >(
    `with stretch as (${STRETCH})
     select d.document_type, d.document_id, v.sum_reference,
            (not d.in_traede or d.date is null or d.date between r.first_day and r.last_day)
              and not exists (
                select from delivery.reconciled_members m
                where m.reconciliation_id = d.reconciliation_id and m.document_type = d.document_type
                  and m.document_id = d.document_id) as sought
     from stretch d
     join delivery.reconciliations r on r.id = d.reconciliation_id
     left join lateral (
       select sum_reference from delivery.deliveries v
       where v.system_id = r.system_id and v.document_type = d.document_type and v.document_id = d.document_id limit 1
     ) v on true
     order by d.document_type, d.document_id`,
    [id, after.documentType, after.documentId, length],
  );
  return pageOf(rows, length, (row, documentType) => {
    const sum = row.sum_reference ?? '';
    const documentId = Number(row.document_id);
    return row.sought ? [{ documentType, documentId, sum: isExternalReference(sum) ? sum : null }] : [];
  });
}

/** A document that TRAEDE did not list, with its content where our record has it. */
export interface UnseenDocument extends DocumentRef {
  readonly content: string | null;
}

export async function unseenInTraede(
  pool: Pool,
  id: ReconciliationId,
  after: DocumentCursor,
  length: number,
): Promise<DocumentPage<UnseenDocument>> {
  const { rows } = await pool.query<
    DocumentKeyRow & { readonly content: string | null; readonly in_traede: boolean }
  >(
    `with stretch as (${STRETCH})
     select d.document_type, d.document_id, d.in_traede, c.content
     from stretch d
     join delivery.reconciliations r on r.id = d.reconciliation_id
     left join lateral (
       select content from delivery.documents c
       where not d.in_traede and c.system_id = r.system_id and c.document_type = d.document_type
         and c.document_id = d.document_id limit 1
     ) c on true
     order by d.document_type, d.document_id`,
    [id, after.documentType, after.documentId, length],
  );
  return pageOf(rows, length, (row, documentType) =>
    row.in_traede ? [] : [{ documentType, documentId: Number(row.document_id), content: row.content }],
  );
}

/** Of these the ones that another side knows and TRAEDE has not shown yet. */
export async function unseenAmong(
  pool: Pool,
  id: ReconciliationId,
  documentType: DocumentType,
  ids: readonly DocumentId[],
): Promise<ReadonlySet<DocumentId>> {
  const { rows } = await pool.query<{ document_id: string }>(
    `select document_id from delivery.reconciled_documents
     where reconciliation_id = $1 and document_type = $2 and document_id = any ($3::bigint[]) and not in_traede`,
    [id, documentType, ids],
  );
  return new Set(rows.map((row) => Number(row.document_id)));
}

/** How many documents of a type are still to be met in TRAEDE. */
export async function countUnseen(
  pool: Pool,
  id: ReconciliationId,
  documentType: DocumentType,
): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from delivery.reconciled_documents
     where reconciliation_id = $1 and document_type = $2 and not in_traede`,
    [id, documentType],
  );
  return rows[0]?.count ?? 0;
}
