import type { Pool } from 'pg';
import {
  isAdoptionOutcome,
  isDoubt,
  NO_OUTCOMES,
  type Doubt,
  type OutcomeCounts,
} from '../../adoption/doubts';
import { isDocumentType, type DocumentId, type DocumentType } from '../../document';
import { BEFORE_ALL, type DocumentCursor } from '../reconciliation';
import type { AdoptionId } from './gathering';

export async function countOutcomes(pool: Pool, id: AdoptionId): Promise<OutcomeCounts> {
  const { rows } = await pool.query<{ outcome: string; count: number }>(
    `select outcome, count(*)::int as count from delivery.adoption_documents
     where adoption_id = $1 and outcome is not null group by outcome`,
    [id],
  );
  const counts = { ...NO_OUTCOMES };
  for (const { outcome, count } of rows) if (isAdoptionOutcome(outcome)) counts[outcome] = count;
  return counts;
}

/** A document in doubt, as people read it: without names. */
export interface DoubtfulDocument {
  readonly documentType: DocumentType;
  readonly documentId: DocumentId;
  readonly number: string | null;
  readonly date: string | null;
  readonly currency: string | null;
  readonly total: string | null;
  readonly doubt: Doubt;
  /** The document of the ERP that may be it, or the first of them. */
  readonly erp: {
    readonly number: string;
    readonly date: string;
    readonly currency: string;
    readonly total: string;
  } | null;
}

interface DoubtfulRow {
  readonly document_type: string;
  readonly document_id: string;
  readonly number: string | null;
  readonly date: string | null;
  readonly currency: string | null;
  readonly total: string | null;
  readonly doubt: string;
  readonly erp_number: string | null;
  readonly erp_date: string | null;
  readonly erp_currency: string | null;
  readonly erp_total: string | null;
}

const PAGE_SIZE = 500;

/** By type and id, page by page. */
export async function* doubtfulDocuments(pool: Pool, id: AdoptionId): AsyncGenerator<DoubtfulDocument> {
  let after: DocumentCursor = BEFORE_ALL;
  for (;;) {
    const { rows } = await pool.query<DoubtfulRow>(
      `select document_type, document_id, number, date::text, currency, total, doubt, erp_number, erp_date::text,
              erp_currency, erp_total
       from delivery.adoption_documents
       where adoption_id = $1 and outcome = 'doubtful' and (document_type, document_id) > ($2, $3::bigint)
       order by document_type, document_id limit $4`,
      [id, after.documentType, after.documentId, PAGE_SIZE],
    );
    for (const row of rows) yield* toDoubtful(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_SIZE) return;
    after = { documentType: last.document_type, documentId: Number(last.document_id) };
  }
}

function toDoubtful(row: DoubtfulRow): readonly DoubtfulDocument[] {
  const { document_type: documentType, doubt, number, date, currency, total } = row;
  if (!isDocumentType(documentType) || !isDoubt(doubt)) return [];
  const { erp_number, erp_date, erp_currency, erp_total } = row;
  const erp =
    erp_number === null || erp_date === null || erp_currency === null || erp_total === null
      ? null
      : { number: erp_number, date: erp_date, currency: erp_currency, total: erp_total };
  return [{ documentType, documentId: Number(row.document_id), number, date, currency, total, doubt, erp }];
}
