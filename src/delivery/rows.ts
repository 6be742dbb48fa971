import { isDocumentType, isExternalReference, type DocumentType, type ExternalReference } from '../document';
import { decimal } from '../money';
import { parsePlainDate } from '../plain-date';
import { PROBLEM_CODES, type Problem, type ProblemCode } from '../problem';
import { DELIVERY_STATES, type Delivery, type DeliveryState, type RecordedReceipt } from './delivery';

/** Columns of {@link DeliveryRow}. `bigint` and `numeric` come as text, which is exact; the date as text, not as a JS date. */
export const DELIVERY_COLUMNS = `
  document_id, number, content, content_hash, state, state_since, first_fetched_at, posting_since, posted_hash,
  erp_id, erp_number, erp_date::text, currency, net, tax, total, line_count,
  sum_reference, delivered_at, exported_at, problem_code, problem_message, problem_remedy, awaited, only_recorded,
  adopted, purged_at`;

export interface DeliveryRow {
  readonly document_id: string;
  readonly number: string | null;
  readonly content: string;
  readonly content_hash: string;
  readonly state: string;
  readonly state_since: Date;
  readonly first_fetched_at: Date;
  readonly posting_since: Date | null;
  readonly posted_hash: string | null;
  readonly erp_id: string | null;
  readonly erp_number: string | null;
  readonly erp_date: string | null;
  readonly currency: string | null;
  readonly net: string | null;
  readonly tax: string | null;
  readonly total: string | null;
  readonly line_count: number | null;
  readonly sum_reference: string | null;
  readonly delivered_at: Date | null;
  readonly exported_at: Date | null;
  readonly problem_code: string | null;
  readonly problem_message: string | null;
  readonly problem_remedy: string | null;
  readonly awaited: boolean;
  readonly only_recorded: boolean;
  readonly adopted: boolean;
  readonly purged_at: Date | null;
}

export function toDelivery(row: DeliveryRow): Delivery {
  return {
    documentId: Number(row.document_id),
    number: row.number,
    content: row.content,
    contentHash: row.content_hash,
    state: toState(row.state),
    stateSince: row.state_since,
    firstFetchedAt: row.first_fetched_at,
    postingSince: row.posting_since,
    postedHash: row.posted_hash,
    receipt: toReceipt(row),
    sumReference: toReference(row.sum_reference),
    deliveredAt: row.delivered_at,
    exportedAt: row.exported_at,
    problem: toProblem(row),
    awaited: row.awaited,
    onlyRecorded: row.only_recorded,
    adopted: row.adopted,
    purgedAt: row.purged_at,
  };
}

function toReceipt(row: DeliveryRow): RecordedReceipt | null {
  const date = row.erp_date === null ? undefined : parsePlainDate(row.erp_date);
  if (row.erp_id === null || date === undefined) return null;
  return {
    erpId: row.erp_id,
    number: row.erp_number ?? '',
    date,
    currency: row.currency ?? '',
    net: decimal(row.net ?? '0'),
    tax: decimal(row.tax ?? '0'),
    total: decimal(row.total ?? '0'),
    lineCount: row.line_count ?? 0,
  };
}

function toProblem(row: DeliveryRow): Problem | null {
  if (row.problem_code === null) return null;
  return {
    code: toCode(row.problem_code),
    message: row.problem_message ?? '',
    remedy: row.problem_remedy ?? '',
  };
}

function toReference(text: string | null): ExternalReference | null {
  return text !== null && isExternalReference(text) ? text : null;
}

export function toDocumentType(text: string): DocumentType {
  if (isDocumentType(text)) return text;
  throw new Error(`the record holds the unknown document type ${text}: it was written by a newer version`);
}

export function toState(text: string): DeliveryState {
  const state = DELIVERY_STATES.find((known) => known === text);
  if (state === undefined)
    throw new Error(`the record holds the unknown state ${text}: it was written by a newer version`);
  return state;
}

export function toCode(text: string): ProblemCode {
  const code = PROBLEM_CODES.find((known) => known === text);
  if (code === undefined)
    throw new Error(`the record holds the unknown problem ${text}: it was written by a newer version`);
  return code;
}
