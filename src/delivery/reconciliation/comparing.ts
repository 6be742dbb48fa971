import type { Pool } from 'pg';
import { isDocumentType, type DocumentId, type DocumentType } from '../../document';
import { decimal, formatAmount } from '../../money';
import type { Booked, Expected } from '../../reconciliation/booked';
import type {
  DocumentFacts,
  ErpFacts,
  Finding,
  Moments,
  RecordFacts,
  TraedeFacts,
} from '../../reconciliation/classify';
import { toCode, toState } from '../rows';
import { storableText } from '../storable-text';
import { toBooked } from './booked-row';
import { toDay } from './days';
import type { ReconciliationId } from './gathering';
import { expectedOfSums, type SumKey } from './sums-of-entries';
import { pageOf, STRETCH, type DocumentCursor, type DocumentKeyRow, type DocumentPage } from './walking';

/** When the sides of one document type were looked at. */
export async function momentsOf(
  pool: Pool,
  id: ReconciliationId,
): Promise<ReadonlyMap<DocumentType, Moments>> {
  const { rows } = await pool.query<{ document_type: string; started_at: Date; complete_since: Date | null }>(
    `select t.document_type, r.started_at, l.complete_since
     from delivery.reconciliations r cross join unnest(r.document_types) as t (document_type)
     left join delivery.looks l on l.system_id = r.system_id and l.document_type = t.document_type
     where r.id = $1`,
    [id],
  );
  return new Map(
    rows.flatMap((row) => {
      const { document_type: type, started_at: startedAt, complete_since: lastCompleteLook } = row;
      return isDocumentType(type) ? [[type, { startedAt, lastCompleteLook }] as const] : [];
    }),
  );
}

/** Facts of the documents that belong into the period by any side, a stretch at a time. */
export async function factsPage(
  pool: Pool,
  id: ReconciliationId,
  after: DocumentCursor,
  length: number,
): Promise<DocumentPage<DocumentFacts>> {
  const { rows } = await pool.query<FactsRow>(FACTS_SQL, [id, after.documentType, after.documentId, length]);
  const postings = await postingsOf(
    pool,
    id,
    rows.filter(({ belongs }) => belongs),
  );
  return pageOf(rows, length, (row, documentType) => {
    if (!row.belongs) return [];
    return [
      {
        documentType,
        documentId: Number(row.document_id),
        traede: row.in_traede ? toTraede(row) : null,
        postings: postings.get(keyOf(row)) ?? [],
        record: toRecord(row),
      },
    ];
  });
}

interface FactsRow extends DocumentKeyRow {
  /** Into the period. */
  readonly belongs: boolean;
  readonly in_traede: boolean;
  readonly unmarked: boolean;
  readonly content_hash: string | null;
  readonly changed_at: Date | null;
  readonly date: string | null;
  readonly currency: string | null;
  readonly net: string | null;
  readonly tax: string | null;
  readonly total: string | null;
  readonly line_count: number | null;
  readonly accounts: readonly (readonly [string, string])[];
  readonly is_turnover: boolean;
  readonly problem_code: string | null;
  readonly problem_message: string | null;
  readonly problem_remedy: string | null;
  readonly state: string | null;
  readonly state_since: Date | null;
  readonly posting_since: Date | null;
  readonly posted_hash: string | null;
  readonly delivered_at: Date | null;
  readonly exported_at: Date | null;
  readonly record_problem_code: string | null;
  readonly record_problem_message: string | null;
  readonly record_problem_remedy: string | null;
  readonly recorded_number: string | null;
  readonly recorded_date: string | null;
  readonly recorded_currency: string | null;
  readonly recorded_net: string | null;
  readonly recorded_tax: string | null;
  readonly recorded_total: string | null;
  readonly recorded_lines: number | null;
  readonly closed_by: string | null;
  readonly adopted: boolean | null;
}

const FACTS_SQL = `
  with stretch as (${STRETCH})
  select d.document_type, d.document_id, d.in_traede, d.unmarked, d.content_hash, d.changed_at, d.date::text, d.currency,
         d.net, d.tax, d.total, d.line_count, d.accounts, d.is_turnover,
         d.problem_code, d.problem_message, d.problem_remedy,
         v.state, v.state_since, v.posting_since, v.posted_hash, v.delivered_at, v.exported_at,
         v.problem_code as record_problem_code, v.problem_message as record_problem_message,
         v.problem_remedy as record_problem_remedy, v.erp_number as recorded_number, v.erp_date::text as recorded_date,
         v.currency as recorded_currency, v.net as recorded_net, v.tax as recorded_tax, v.total as recorded_total,
         v.line_count as recorded_lines, v.adopted, closing.detail as closed_by,
         coalesce(d.date between r.first_day and r.last_day
           or v.erp_date between r.first_day and r.last_day
           or (d.in_traede and d.date is null and d.created_at::date between r.first_day and r.last_day)
           or exists (
             select from delivery.reconciled_members m
             join delivery.reconciled_postings p using (reconciliation_id, reference, erp_id)
             where m.reconciliation_id = d.reconciliation_id and m.document_type = d.document_type
               and m.document_id = d.document_id and p.date between r.first_day and r.last_day), false) as belongs
  from stretch d
  join delivery.reconciliations r on r.id = d.reconciliation_id
  left join lateral (
    select * from delivery.deliveries v
    where v.system_id = r.system_id and v.document_type = d.document_type and v.document_id = d.document_id limit 1
  ) v on true
  left join lateral (
    select e.detail from delivery.events e
    where e.system_id = r.system_id and e.document_type = d.document_type and e.document_id = d.document_id
      and e.event = v.state and e.detail is not null
    order by e.id desc limit 1
  ) closing on v.state = 'skipped' or (v.state = 'exported' and v.delivered_at is null)
  order by d.document_type, d.document_id`;

interface PostingRow extends DocumentKeyRow {
  readonly reference: string;
  readonly erp_id: string;
  readonly number: string;
  readonly date: string;
  readonly currency: string;
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  readonly line_count: number;
  readonly accounts: readonly (readonly [string, string])[];
  readonly members: number;
}

/** By document. */
async function postingsOf(
  pool: Pool,
  id: ReconciliationId,
  documents: readonly DocumentKeyRow[],
): Promise<ReadonlyMap<string, readonly ErpFacts[]>> {
  const { rows } = await pool.query<PostingRow>(
    `select m.document_type, m.document_id, p.reference, p.erp_id, p.number, p.date::text, p.currency, p.net, p.tax,
            p.total, p.line_count, p.accounts,
            (select count(*)::int from delivery.reconciled_members o
             where o.reconciliation_id = p.reconciliation_id and o.reference = p.reference and o.erp_id = p.erp_id)
              as members
     from unnest($2::text[], $3::bigint[]) as d (document_type, document_id)
     join delivery.reconciled_members m
       on m.reconciliation_id = $1 and m.document_type = d.document_type and m.document_id = d.document_id
     join delivery.reconciled_postings p using (reconciliation_id, reference, erp_id)
     order by p.number, p.erp_id`,
    [id, documents.map((row) => row.document_type), documents.map((row) => row.document_id)],
  );
  const sums = await expectedOfSums(pool, id, rows.filter((row) => row.members > 1).map(sumKeyOf));
  const byDocument = new Map<string, ErpFacts[]>();
  for (const row of rows) {
    const known = byDocument.get(keyOf(row)) ?? [];
    byDocument.set(keyOf(row), known);
    const sum =
      row.members > 1 ? { members: row.members, expected: sums.get(sumText(sumKeyOf(row))) ?? null } : null;
    known.push({
      erpId: row.erp_id,
      number: row.number,
      booked: toBooked({ ...row, lineCount: row.line_count }),
      sum,
    });
  }
  return byDocument;
}

function sumKeyOf({ reference, erp_id: erpId }: PostingRow): SumKey {
  return { reference, erpId };
}

function sumText({ reference, erpId }: SumKey): string {
  return `${reference}\n${erpId}`;
}

function keyOf(row: DocumentKeyRow): string {
  return `${row.document_type} ${row.document_id}`;
}

function toTraede(row: FactsRow): TraedeFacts {
  return {
    isMarked: !row.unmarked,
    contentHash: row.content_hash ?? '',
    changedAt: row.changed_at,
    booked: toExpected(row),
    problem:
      row.problem_code === null
        ? null
        : {
            code: toCode(row.problem_code),
            message: row.problem_message ?? '',
            remedy: row.problem_remedy ?? '',
          },
  };
}

function toExpected(row: FactsRow): Expected | null {
  const { date, currency, net, tax, total, line_count: lineCount } = row;
  if (date === null || currency === null || net === null || tax === null) return null;
  if (total === null || lineCount === null) return null;
  const booked = toBooked({ ...row, date, currency, net, tax, total, lineCount });
  return { ...booked, isTurnover: row.is_turnover };
}

function toRecord(row: FactsRow): RecordFacts | null {
  if (row.state === null || row.state_since === null) return null;
  return {
    state: toState(row.state),
    stateSince: row.state_since,
    postingSince: row.posting_since,
    postedHash: row.posted_hash,
    deliveredAt: row.delivered_at,
    exportedAt: row.exported_at,
    problem:
      row.record_problem_code === null
        ? null
        : {
            code: toCode(row.record_problem_code),
            message: row.record_problem_message ?? '',
            remedy: row.record_problem_remedy ?? '',
          },
    receipt:
      row.recorded_date === null
        ? null
        : {
            number: row.recorded_number ?? '',
            date: toDay(row.recorded_date),
            currency: row.recorded_currency ?? '',
            net: decimal(row.recorded_net ?? '0'),
            tax: decimal(row.recorded_tax ?? '0'),
            total: decimal(row.recorded_total ?? '0'),
            lineCount: row.recorded_lines ?? 0,
          },
    closedBy: row.closed_by,
    isAdopted: row.adopted === true,
  };
}

/** A document with its class. */
export interface FoundDocument {
  readonly documentType: DocumentType;
  readonly documentId: DocumentId;
  readonly finding: Finding;
  /** What the ERP holds of it; null for nothing, and for its unknown share of a sum that differs. */
  readonly erp: (Omit<Booked, 'accounts' | 'lineCount'> & { readonly number: string }) | null;
}

export async function recordFindings(
  pool: Pool,
  id: ReconciliationId,
  found: readonly FoundDocument[],
): Promise<void> {
  if (found.length === 0) return;
  const of = <T>(read: (document: FoundDocument) => T): readonly T[] => found.map(read);
  await pool.query(
    `update delivery.reconciled_documents as known
     set class = f.class, reason = f.reason, differences = f.differences, erp_number = f.erp_number,
         erp_date = f.erp_date, erp_currency = f.erp_currency, erp_net = f.erp_net, erp_tax = f.erp_tax,
         erp_total = f.erp_total
     from unnest($2::text[], $3::bigint[], $4::text[], $5::text[], $6::jsonb[], $7::text[], $8::date[], $9::text[],
                 $10::numeric[], $11::numeric[], $12::numeric[])
       as f (document_type, document_id, class, reason, differences, erp_number, erp_date, erp_currency, erp_net, erp_tax,
             erp_total)
     where known.reconciliation_id = $1 and known.document_type = f.document_type
       and known.document_id = f.document_id`,
    [
      id,
      of(({ documentType }) => documentType),
      of(({ documentId }) => documentId),
      of(({ finding }) => finding.class),
      of(({ finding }) => storableText(finding.reason)),
      of(({ finding }) => JSON.stringify(finding.differences)),
      of(({ erp }) => erp?.number ?? null),
      of(({ erp }) => erp?.date ?? null),
      of(({ erp }) => erp?.currency ?? null),
      of(({ erp }) => (erp === null ? null : formatAmount(erp.net))),
      of(({ erp }) => (erp === null ? null : formatAmount(erp.tax))),
      of(({ erp }) => (erp === null ? null : formatAmount(erp.total))),
    ],
  );
}
