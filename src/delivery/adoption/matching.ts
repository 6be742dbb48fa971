import type { Pool } from 'pg';
import type { AdoptionOutcome, Doubt } from '../../adoption/doubts';
import type { Candidate, Candidates, Sought } from '../../adoption/judge';
import type { DocumentId, DocumentType } from '../../document';
import { isDocumentType } from '../../document';
import type { BookedFacts, BookedKind } from '../../erp/adoption';
import { formatAmount } from '../../money';
import type { DocumentCursor } from '../reconciliation';
import { toBooked } from '../reconciliation/booked-row';
import { storableText } from '../storable-text';
import type { AdoptionId } from './gathering';

/** A document of the period, with what may be it in the ERP. */
export interface DocumentToJudge extends Sought, Candidates {
  readonly documentId: DocumentId;
  /**
   * `unknown` to our record; `adopted` before; `begun`: an adoption of it was broken off; `doubtful`: it waits for a person
   * because an adoption was in doubt; `known`: anything else.
   */
  readonly record: 'unknown' | 'adopted' | 'begun' | 'doubtful' | 'known';
}

interface DocumentRow {
  readonly document_type: string;
  readonly document_id: string;
  readonly kind: BookedKind;
  readonly customer_keys: readonly string[] | null;
  readonly date: string | null;
  readonly currency: string | null;
  readonly net: string | null;
  readonly tax: string | null;
  readonly total: string | null;
  readonly accounts: readonly (readonly [string, string])[];
  readonly is_turnover: boolean;
  readonly record: DocumentToJudge['record'];
}

/** Documents of the period, by type and id. Those that cannot be mapped have no day, and are judged too. */
export async function documentsToJudge(
  pool: Pool,
  id: AdoptionId,
  after: DocumentCursor,
  limit: number,
): Promise<readonly DocumentToJudge[]> {
  const { rows } = await pool.query<DocumentRow>(
    `select d.document_type, d.document_id, d.kind, d.customer_keys, d.date::text, d.currency, d.net, d.tax, d.total,
            d.accounts, d.is_turnover,
            case when v.document_id is null then 'unknown'
                 when v.adopted and v.state = 'fetched' then 'begun'
                 when v.adopted and v.state in ('delivered', 'exported') then 'adopted'
                 when v.problem_code = 'adoption-doubtful' then 'doubtful'
                 else 'known' end as record
     from delivery.adoptions a
     join delivery.adoption_documents d on d.adoption_id = a.id
     left join delivery.deliveries v
       on v.system_id = a.system_id and v.document_type = d.document_type and v.document_id = d.document_id
     where a.id = $1 and (d.document_type, d.document_id) > ($2, $3::bigint)
       and (d.date is null or d.date between a.first_day and a.last_day)
     order by d.document_type, d.document_id limit $4`,
    [id, after.documentType, after.documentId, limit],
  );
  const exact = await candidatesOf(pool, id, rows, 'keys');
  const without = rows.filter((row) => !exact.has(keyOf(row)));
  const near = await candidatesOf(pool, id, without, 'near_keys');
  return rows.flatMap((row) => {
    const documentType = row.document_type;
    if (!isDocumentType(documentType)) return [];
    return [
      {
        ...{ documentType, documentId: Number(row.document_id), kind: row.kind, record: row.record },
        customerKeys: row.customer_keys,
        booked: toExpected(row),
        exact: exact.get(keyOf(row)) ?? [],
        near: near.get(keyOf(row)) ?? [],
      },
    ];
  });
}

/** More than this are as good as several. */
const MAX_CANDIDATES = 10;

interface CandidateRow extends Omit<DocumentRow, 'is_turnover' | 'record'> {
  readonly erp_kind: BookedKind;
  readonly erp_id: string;
  readonly number: string;
  readonly wanted_elsewhere: boolean;
}

/** By document. */
async function candidatesOf(
  pool: Pool,
  id: AdoptionId,
  documents: readonly Pick<DocumentRow, 'document_type' | 'document_id'>[],
  by: 'keys' | 'near_keys',
): Promise<ReadonlyMap<string, readonly Candidate[]>> {
  const found = new Map<string, Candidate[]>();
  if (documents.length === 0) return found;
  const { rows } = await pool.query<CandidateRow>(
    `select d.document_type, d.document_id, c.kind as erp_kind, c.erp_id, c.number, c.customer_keys, c.date::text,
            c.currency, c.net, c.tax, c.total, c.accounts,
            exists (
              select from delivery.adoption_documents o
              where o.adoption_id = $1 and o.kind = c.kind and o.keys && c.keys
                and (o.document_type, o.document_id) <> (d.document_type, d.document_id)
            ) as wanted_elsewhere
     from unnest($2::text[], $3::bigint[]) as wanted (document_type, document_id)
     join delivery.adoption_documents d
       on d.adoption_id = $1 and d.document_type = wanted.document_type and d.document_id = wanted.document_id
     cross join lateral (
       select * from delivery.adoption_candidates n
       where n.adoption_id = $1 and n.${by} && d.${by} order by abs(n.date - coalesce(d.date, n.date)), n.date, n.kind, n.erp_id limit $4
     ) c`,
    [id, documents.map((row) => row.document_type), documents.map((row) => row.document_id), MAX_CANDIDATES],
  );
  for (const row of rows) {
    const { currency, net, tax, total } = row;
    if (row.date === null || currency === null || net === null || tax === null || total === null) continue;
    const known = found.get(keyOf(row)) ?? [];
    found.set(keyOf(row), known);
    known.push({
      ...{ kind: row.erp_kind, erpId: row.erp_id, number: row.number, customerKeys: row.customer_keys },
      booked: toBooked({ ...row, date: row.date, currency, net, tax, total, lineCount: NO_LINES }),
      isWantedElsewhere: row.wanted_elsewhere,
    });
  }
  return found;
}

function keyOf(row: Pick<DocumentRow, 'document_type' | 'document_id'>): string {
  return `${row.document_type} ${row.document_id}`;
}

function toExpected(row: DocumentRow): Sought['booked'] {
  const { date, currency, net, tax, total } = row;
  if (date === null || currency === null || net === null || tax === null || total === null) return null;
  return {
    ...toBooked({ ...row, date, currency, net, tax, total, lineCount: NO_LINES }),
    isTurnover: row.is_turnover,
  };
}

/** How many lines a document has is nobody's business here: a person may enter one for all. */
const NO_LINES = 0;

/** What was found of a document. */
export interface JudgedDocument {
  readonly documentType: DocumentType;
  readonly documentId: DocumentId;
  readonly outcome: AdoptionOutcome;
  readonly doubt: Doubt | null;
  /** The document of the ERP that it is, or may be. */
  readonly erp:
    (BookedFacts & { readonly kind: BookedKind; readonly erpId: string; readonly number: string }) | null;
}

export async function recordJudged(
  pool: Pool,
  id: AdoptionId,
  judged: readonly JudgedDocument[],
): Promise<void> {
  if (judged.length === 0) return;
  const of = <T>(read: (document: JudgedDocument) => T): readonly T[] => judged.map(read);
  const erp = <T>(read: (held: NonNullable<JudgedDocument['erp']>) => T): readonly (T | null)[] =>
    judged.map((document) => (document.erp === null ? null : read(document.erp)));
  await pool.query(
    `update delivery.adoption_documents as known
     set outcome = j.outcome, doubt = j.doubt, erp_kind = j.erp_kind, erp_id = j.erp_id, erp_number = j.erp_number,
         erp_date = j.erp_date, erp_currency = j.erp_currency, erp_net = j.erp_net, erp_tax = j.erp_tax,
         erp_total = j.erp_total
     from unnest($2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::date[],
                 $10::text[], $11::numeric[], $12::numeric[], $13::numeric[])
       as j (document_type, document_id, outcome, doubt, erp_kind, erp_id, erp_number, erp_date, erp_currency, erp_net,
             erp_tax, erp_total)
     where known.adoption_id = $1 and known.document_type = j.document_type and known.document_id = j.document_id`,
    [
      id,
      of(({ documentType }) => documentType),
      of(({ documentId }) => documentId),
      of(({ outcome }) => outcome),
      of(({ doubt }) => doubt),
      erp(({ kind }) => kind),
      erp(({ erpId }) => storableText(erpId)),
      erp(({ number }) => storableText(number)),
      erp(({ date }) => date),
      erp(({ currency }) => currency),
      erp(({ net }) => formatAmount(net)),
      erp(({ tax }) => formatAmount(tax)),
      erp(({ total }) => formatAmount(total)),
    ],
  );
}
