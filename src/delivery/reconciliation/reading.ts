import type { Pool } from 'pg';
import { isDocumentType, type SystemId } from '../../document';
import {
  isReconciliationClass,
  RECONCILIATION_CLASSES,
  type ReconciliationClass,
} from '../../reconciliation/classes';
import type {
  DocumentWithTimeline,
  ReconciliationReport,
  ReportAccount,
  ReportDay,
  ReportDocument,
  ReportSum,
} from '../../reconciliation/report/model';
import { booksAgree, verdictOf } from '../../reconciliation/verdict';
import { formatAmount, decimal } from '../../money';
import type { TimelineEvent } from '../delivery';
import { toDocumentType } from '../rows';
import { toDay } from './days';
import { toCounts } from './finishing';
import type { ReconciliationId } from './gathering';

interface HeaderRow {
  readonly id: string;
  readonly system_id: string;
  readonly document_types: readonly string[];
  readonly first_day: string;
  readonly last_day: string;
  readonly started_at: Date;
  readonly finished_at: Date;
}

export interface WantedReport {
  readonly systemId?: SystemId | undefined;
  /** Default: the latest that is finished. */
  readonly id?: ReconciliationId | undefined;
}

/** A finished reconciliation with its sums; `undefined` where there is none. */
export async function readReport(
  pool: Pool,
  wanted: WantedReport,
): Promise<ReconciliationReport | undefined> {
  const { rows } = await pool.query<HeaderRow>(
    `select id, system_id, document_types, first_day::text, last_day::text, started_at, finished_at
     from delivery.reconciliations
     where finished_at is not null and ($1::text is null or system_id = $1) and ($2::bigint is null or id = $2)
     order by id desc limit 1`,
    [wanted.systemId ?? null, wanted.id ?? null],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const id = Number(row.id);
  const sums = await readSums(pool, id);
  const classes = toCounts(sums);
  return {
    ...{ id, systemId: row.system_id, documentTypes: row.document_types.filter(isDocumentType) },
    period: { from: toDay(row.first_day), to: toDay(row.last_day) },
    ...{ startedAt: row.started_at, finishedAt: row.finished_at },
    ...{ classes, verdict: verdictOf(classes), agree: booksAgree(classes), sums },
    accounts: await readAccounts(pool, id),
    days: await readDays(pool, id),
  };
}

/** One line of the list of reports. */
export interface ReportLine {
  readonly id: ReconciliationId;
  readonly systemId: SystemId;
  readonly from: string;
  readonly to: string;
  readonly finishedAt: Date;
  readonly verdict: string;
}

/** The newest first. */
export async function listReports(pool: Pool, systemId?: SystemId): Promise<readonly ReportLine[]> {
  const { rows } = await pool.query<HeaderRow & { classes: Readonly<Record<string, number>> }>(
    `select r.id, r.system_id, r.document_types, r.first_day::text, r.last_day::text, r.started_at, r.finished_at,
            (select coalesce(jsonb_object_agg(class, documents), '{}') from (
               select class, sum(documents)::int as documents from delivery.reconciliation_sums s
               where s.reconciliation_id = r.id group by class) as by_class) as classes
     from delivery.reconciliations r
     where r.finished_at is not null and ($1::text is null or r.system_id = $1)
     order by r.id desc`,
    [systemId ?? null],
  );
  return rows.map((row) => ({
    id: Number(row.id),
    systemId: row.system_id,
    from: row.first_day,
    to: row.last_day,
    finishedAt: row.finished_at,
    verdict: verdictOf(
      toCounts(Object.entries(row.classes).map(([name, documents]) => ({ class: name, documents }))),
    ),
  }));
}

interface SumRow {
  readonly document_type: string;
  readonly currency: string;
  readonly month: string;
  readonly class: string;
  readonly documents: number;
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  readonly erp_net: string;
  readonly erp_tax: string;
  readonly erp_total: string;
}

async function readSums(pool: Pool, id: ReconciliationId): Promise<readonly ReportSum[]> {
  const { rows } = await pool.query<SumRow>(
    `select document_type, currency, to_char(day, 'YYYY-MM') as month, class, sum(documents)::int as documents,
            sum(net) as net, sum(tax) as tax, sum(total) as total, sum(erp_net) as erp_net, sum(erp_tax) as erp_tax,
            sum(erp_total) as erp_total
     from delivery.reconciliation_sums where reconciliation_id = $1
     group by 1, 2, 3, 4
     order by array_position(array['invoice', 'credit-note', 'accounting-entry'], document_type), 2, 3,
              array_position($2::text[], class)`,
    [id, RECONCILIATION_CLASSES],
  );
  return rows.map((row) => ({
    documentType: toDocumentType(row.document_type),
    currency: row.currency,
    month: row.month,
    class: toClass(row.class),
    documents: row.documents,
    net: amount(row.net),
    tax: amount(row.tax),
    total: amount(row.total),
    erpNet: amount(row.erp_net),
    erpTax: amount(row.erp_tax),
    erpTotal: amount(row.erp_total),
  }));
}

async function readAccounts(pool: Pool, id: ReconciliationId): Promise<readonly ReportAccount[]> {
  const { rows } = await pool.query<{
    account: string;
    currency: string;
    amount: string;
    erp_amount: string;
  }>(
    `select account, currency, amount, erp_amount from delivery.reconciliation_accounts
     where reconciliation_id = $1 order by account, currency`,
    [id],
  );
  return rows.map(({ account, currency, ...row }) => ({
    ...{ account, currency, amount: amount(row.amount), erpAmount: amount(row.erp_amount) },
  }));
}

async function readDays(pool: Pool, id: ReconciliationId): Promise<readonly ReportDay[]> {
  const { rows } = await pool.query<{
    day: string;
    class: string;
    currency: string;
    documents: number;
    total: string;
    erp_total: string;
  }>(
    `select day::text, class, currency, sum(documents)::int as documents, sum(total) as total,
            sum(erp_total) as erp_total
     from delivery.reconciliation_sums where reconciliation_id = $1
     group by day, class, currency order by day, array_position($2::text[], class), currency`,
    [id, RECONCILIATION_CLASSES],
  );
  return rows.map(({ day, currency, documents, ...row }) => ({
    ...{ day, currency, documents, class: toClass(row.class) },
    ...{ total: amount(row.total), erpTotal: amount(row.erp_total) },
  }));
}

interface DocumentRow {
  readonly place: string;
  readonly document_type: string;
  readonly document_id: string;
  readonly number: string | null;
  readonly class: string;
  readonly reason: string | null;
  readonly differences: ReportDocument['differences'];
  readonly problem_remedy: string | null;
  readonly in_traede: boolean;
  readonly date: string | null;
  readonly currency: string | null;
  readonly net: string | null;
  readonly tax: string | null;
  readonly total: string | null;
  readonly erp_number: string | null;
  readonly erp_date: string | null;
  readonly erp_currency: string | null;
  readonly erp_net: string | null;
  readonly erp_tax: string | null;
  readonly erp_total: string | null;
}

/** Documents in memory at a time while a list is written. */
const DOCUMENTS_PER_PAGE = 500;

/** The documents of some classes, the gravest class first, then by type and id; a page in memory at a time. */
export async function* reportDocuments(
  pool: Pool,
  id: ReconciliationId,
  classes: readonly ReconciliationClass[],
): AsyncGenerator<ReportDocument> {
  let after = { place: 0, documentType: '', documentId: '0' };
  for (;;) {
    const { rows } = await pool.query<DocumentRow>(
      `select * from (
         select array_position($2::text[], class) as place, document_type, document_id, number, class, reason,
                differences, coalesce(d.problem_remedy, v.problem_remedy) as problem_remedy, in_traede, date::text,
                d.currency, d.net, d.tax, d.total, d.erp_number, d.erp_date::text, erp_currency, erp_net, erp_tax,
                erp_total
         from delivery.reconciliations r
         join delivery.reconciled_documents d on d.reconciliation_id = r.id
         left join delivery.deliveries v using (system_id, document_type, document_id)
         where r.id = $1 and class = any ($2)
       ) as listed
       where (place, document_type, document_id) > ($3::int, $4::text, $5::bigint)
       order by place, document_type, document_id limit $6`,
      [id, classes, after.place, after.documentType, after.documentId, DOCUMENTS_PER_PAGE],
    );
    yield* rows.map(toDocument);
    const last = rows.at(-1);
    if (last === undefined || rows.length < DOCUMENTS_PER_PAGE) return;
    after = {
      ...{ place: Number(last.place), documentType: last.document_type, documentId: last.document_id },
    };
  }
}

function toDocument(row: DocumentRow): ReportDocument {
  const { date, currency, net, tax, total } = row;
  const known = date !== null && currency !== null && net !== null && tax !== null && total !== null;
  const { erp_date: erpDate, erp_currency: erpCurrency, erp_net: erpNet } = row;
  const isInErp = erpDate !== null && erpCurrency !== null && erpNet !== null;
  return {
    documentType: toDocumentType(row.document_type),
    documentId: Number(row.document_id),
    number: row.number,
    class: toClass(row.class),
    reason: row.reason ?? '',
    differences: row.differences,
    remedy: row.problem_remedy,
    traede: known && row.in_traede ? { date, currency, net, tax, total } : null,
    erp: isInErp
      ? {
          ...{ number: row.erp_number ?? '', date: erpDate, currency: erpCurrency, net: erpNet },
          ...{ tax: row.erp_tax ?? '0.00', total: row.erp_total ?? '0.00' },
        }
      : null,
  };
}

/** Steps of one document that a report shows: the newest. */
const SHOWN_EVENTS = 12;

/** The same documents with their timelines. */
export async function withTimelines(
  pool: Pool,
  systemId: SystemId,
  documents: readonly ReportDocument[],
): Promise<readonly DocumentWithTimeline[]> {
  const { rows } = await pool.query<TimelineEvent & { document_type: string; document_id: string }>(
    `select d.document_type, d.document_id, e.at, e.event, e.detail
     from unnest($2::text[], $3::bigint[]) as d (document_type, document_id)
     cross join lateral (
       select id, at, event, detail from delivery.events e
       where e.system_id = $1 and e.document_type = d.document_type and e.document_id = d.document_id
       order by id desc limit ${SHOWN_EVENTS}
     ) as e
     order by e.id`,
    [systemId, documents.map(({ documentType }) => documentType), documents.map((one) => one.documentId)],
  );
  const timelines = new Map<string, TimelineEvent[]>();
  for (const { document_type: type, document_id: documentId, at, event, detail } of rows) {
    const timeline = timelines.get(`${type} ${documentId}`) ?? [];
    timelines.set(`${type} ${documentId}`, timeline);
    timeline.push({ at, event, detail });
  }
  return documents.map((document) => ({
    ...document,
    timeline: timelines.get(`${document.documentType} ${document.documentId}`) ?? [],
  }));
}

function amount(numeric: string): string {
  return formatAmount(decimal(numeric));
}

function toClass(text: string): ReconciliationClass {
  if (isReconciliationClass(text)) return text;
  throw new Error(`the record holds the unknown class ${text}: it was written by a newer version`);
}
