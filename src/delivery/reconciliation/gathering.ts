import type { Pool } from 'pg';
import type { DocumentId, DocumentType, ExternalReference, SystemId } from '../../document';
import { formatAmount } from '../../money';
import { toDay } from './days';
import type { Problem } from '../../problem';
import type { AccountAmount, Booked, Expected } from '../../reconciliation/booked';
import type { Period } from '../../reconciliation/period';
import { storableText } from '../storable-text';

export type ReconciliationId = number;

/** What TRAEDE says of one document, as read: without its content, which may hold names. */
export interface ReadDocument {
  readonly documentId: DocumentId;
  readonly number: string | null;
  readonly contentHash: string;
  readonly createdAt: Date | null;
  readonly changedAt: Date | null;
  /** null where it cannot be mapped. */
  readonly booked: Expected | null;
  /** Why it cannot be mapped, or that it is left alone for its date. */
  readonly problem: Problem | null;
}

/** What the ERP holds, and the documents that it stands for. */
export interface ReadPosting {
  readonly reference: ExternalReference;
  readonly erpId: string;
  readonly number: string;
  readonly documentType: DocumentType;
  readonly members: readonly DocumentId[];
  readonly booked: Booked;
}

export interface StoreTraedeOptions {
  /** TRAEDE lists them as not exported. */
  readonly unmarked: boolean;
}

export interface OpeningReconciliation {
  readonly workflowId: string;
  readonly runId: string;
  readonly systemId: SystemId;
  readonly documentTypes: readonly DocumentType[];
  readonly period: Period;
}

export interface BegunReconciliation {
  readonly id: ReconciliationId;
  readonly period: Period;
}

/** Begins a reconciliation; repeated, it answers with the one that was begun. */
export async function open(pool: Pool, opening: OpeningReconciliation): Promise<BegunReconciliation> {
  const { workflowId, runId, systemId, documentTypes, period } = opening;
  const { rows } = await pool.query<{ id: string; first_day: string; last_day: string }>(
    `insert into delivery.reconciliations as known
       (workflow_id, run_id, system_id, document_types, first_day, last_day)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (workflow_id, run_id) do update set workflow_id = excluded.workflow_id
     returning id, first_day::text, last_day::text`,
    [workflowId, runId, systemId, documentTypes, period.from, period.to],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the reconciliation was not kept');
  const id = Number(row.id);
  await gatherRecord(pool, id);
  return { id, period: { from: toDay(row.first_day), to: toDay(row.last_day) } };
}

/** What our own record says was posted in the period: neither TRAEDE nor the ERP may hold it any more. */
async function gatherRecord(pool: Pool, id: ReconciliationId): Promise<void> {
  await pool.query(
    `insert into delivery.reconciled_documents (reconciliation_id, document_type, document_id, number)
     select r.id, d.document_type, d.document_id, c.number
     from delivery.reconciliations r
     join delivery.deliveries d on d.system_id = r.system_id and d.document_type = any (r.document_types)
       and d.erp_date between r.first_day and r.last_day
     left join delivery.documents c
       on c.system_id = d.system_id and c.document_type = d.document_type and c.document_id = d.document_id
     where r.id = $1
     on conflict do nothing`,
    [id],
  );
}

export async function storeTraede(
  pool: Pool,
  id: ReconciliationId,
  documentType: DocumentType,
  documents: readonly ReadDocument[],
  { unmarked }: StoreTraedeOptions,
): Promise<void> {
  if (documents.length === 0) return;
  const of = <T>(read: (document: ReadDocument) => T): readonly T[] => documents.map(read);
  const booked = <T>(read: (facts: Expected) => T): readonly (T | null)[] =>
    documents.map((document) => (document.booked === null ? null : read(document.booked)));
  await pool.query(
    `insert into delivery.reconciled_documents as known
       (reconciliation_id, document_type, document_id, in_traede, unmarked, number, content_hash, created_at, changed_at,
        date, currency, net, tax, total, line_count, accounts, is_turnover, problem_code, problem_message, problem_remedy)
     select $1, $2, d.document_id, true, $3, d.number, d.content_hash, d.created_at, d.changed_at, d.date, d.currency,
            d.net, d.tax, d.total, d.line_count, coalesce(d.accounts, '[]'), coalesce(d.is_turnover, false),
            d.problem_code, d.problem_message, d.problem_remedy
     from unnest($4::bigint[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::date[], $10::text[],
                 $11::numeric[], $12::numeric[], $13::numeric[], $14::int[], $15::jsonb[], $16::boolean[],
                 $17::text[], $18::text[], $19::text[])
       as d (document_id, number, content_hash, created_at, changed_at, date, currency, net, tax, total, line_count,
             accounts, is_turnover, problem_code, problem_message, problem_remedy)
     on conflict (reconciliation_id, document_type, document_id) do update
       set in_traede = true, unmarked = known.unmarked or excluded.unmarked,
           number = coalesce(excluded.number, known.number), content_hash = excluded.content_hash,
           created_at = excluded.created_at, changed_at = excluded.changed_at, date = excluded.date,
           currency = excluded.currency, net = excluded.net, tax = excluded.tax, total = excluded.total,
           line_count = excluded.line_count, accounts = excluded.accounts, is_turnover = excluded.is_turnover,
           problem_code = excluded.problem_code, problem_message = excluded.problem_message,
           problem_remedy = excluded.problem_remedy`,
    [
      id,
      documentType,
      unmarked,
      of(({ documentId }) => documentId),
      of(({ number }) => (number === null ? null : storableText(number))),
      of(({ contentHash }) => contentHash),
      of(({ createdAt }) => createdAt),
      of(({ changedAt }) => changedAt),
      booked(({ date }) => date),
      booked(({ currency }) => currency),
      booked(({ net }) => formatAmount(net)),
      booked(({ tax }) => formatAmount(tax)),
      booked(({ total }) => formatAmount(total)),
      booked(({ lineCount }) => lineCount),
      booked(({ accounts }) => accountsJson(accounts)),
      booked(({ isTurnover }) => isTurnover),
      of(({ problem }) => problem?.code ?? null),
      of(({ problem }) => (problem === null ? null : storableText(problem.message))),
      of(({ problem }) => (problem === null ? null : storableText(problem.remedy))),
    ],
  );
}

/** `postings` of the same reference and ERP id are one. */
export async function storePostings(
  pool: Pool,
  id: ReconciliationId,
  postings: readonly ReadPosting[],
): Promise<void> {
  if (postings.length === 0) return;
  const of = <T>(read: (posting: ReadPosting) => T): readonly T[] => postings.map(read);
  const members = postings.flatMap(({ documentType, reference, erpId, members: ids }) =>
    ids.map((documentId) => ({ documentType, documentId, reference, erpId })),
  );
  await pool.query(
    `with stored as (
       insert into delivery.reconciled_postings
         (reconciliation_id, reference, erp_id, document_type, number, date, currency, net, tax, total, line_count, accounts)
       select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::text[], $8::numeric[],
                                $9::numeric[], $10::numeric[], $11::int[], $12::jsonb[])
       on conflict do nothing
     ), members as (
       select * from unnest($13::text[], $14::bigint[], $15::text[], $16::text[])
         as m (document_type, document_id, reference, erp_id)
     ), named as (
       insert into delivery.reconciled_members (reconciliation_id, document_type, document_id, reference, erp_id)
       select $1, document_type, document_id, reference, erp_id from members
       on conflict do nothing
     )
     insert into delivery.reconciled_documents (reconciliation_id, document_type, document_id)
     select distinct $1::bigint, document_type, document_id from members
     on conflict do nothing`,
    [
      id,
      of(({ reference }) => storableText(reference)),
      of(({ erpId }) => storableText(erpId)),
      of(({ documentType }) => documentType),
      of(({ number }) => storableText(number)),
      of(({ booked }) => booked.date),
      of(({ booked }) => booked.currency),
      of(({ booked }) => formatAmount(booked.net)),
      of(({ booked }) => formatAmount(booked.tax)),
      of(({ booked }) => formatAmount(booked.total)),
      of(({ booked }) => booked.lineCount),
      of(({ booked }) => accountsJson(booked.accounts)),
      members.map(({ documentType }) => documentType),
      members.map(({ documentId }) => documentId),
      members.map(({ reference }) => storableText(reference)),
      members.map(({ erpId }) => storableText(erpId)),
    ],
  );
}

/** As text: amounts keep their digits, and PostgreSQL refuses NUL in any text. */
function accountsJson(accounts: readonly AccountAmount[]): string {
  return JSON.stringify(accounts.map(({ account, amount }) => [storableText(account), formatAmount(amount)]));
}
