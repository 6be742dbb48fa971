import type { Pool } from 'pg';
import type { Keys } from '../../adoption/keys';
import type { DocumentId, DocumentType, SystemId } from '../../document';
import type { BookedKind } from '../../erp/adoption';
import { formatAmount } from '../../money';
import type { AccountAmount, Booked, Expected } from '../../reconciliation/booked';
import type { Period } from '../../reconciliation/period';
import { toDay } from '../reconciliation/days';
import { storableText } from '../storable-text';

export type AdoptionId = number;

/** A document of TRAEDE, as read. */
export interface ReadTraedeDocument {
  readonly documentId: DocumentId;
  readonly number: string | null;
  readonly content: string;
  readonly contentHash: string;
  readonly kind: BookedKind;
  readonly keys: Keys;
  readonly customerKeys: readonly string[] | null;
  /** Null where it cannot be mapped. */
  readonly booked: Expected | null;
}

/** A document of the ERP, as read. */
export interface ReadCandidate {
  readonly kind: BookedKind;
  readonly erpId: string;
  readonly number: string;
  readonly keys: Keys;
  readonly customerKeys: readonly string[] | null;
  readonly booked: Booked;
}

export interface OpeningAdoption {
  readonly workflowId: string;
  readonly runId: string;
  readonly systemId: SystemId;
  readonly documentTypes: readonly DocumentType[];
  readonly period: Period;
}

/** Begins an adoption; repeated, it answers with the one that was begun. */
export async function open(
  pool: Pool,
  { workflowId, runId, systemId, documentTypes, period }: OpeningAdoption,
): Promise<{ readonly id: AdoptionId; readonly period: Period }> {
  const { rows } = await pool.query<{ id: string; first_day: string; last_day: string }>(
    `insert into delivery.adoptions as known (workflow_id, run_id, system_id, document_types, first_day, last_day)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (workflow_id, run_id) do update set workflow_id = excluded.workflow_id
     returning id, first_day::text, last_day::text`,
    [workflowId, runId, systemId, documentTypes, period.from, period.to],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the adoption was not kept');
  return { id: Number(row.id), period: { from: toDay(row.first_day), to: toDay(row.last_day) } };
}

/** Keeps the newest adoptions of a system. */
export async function prune(pool: Pool, systemId: SystemId, keep: number): Promise<void> {
  await pool.query(
    `delete from delivery.adoptions where system_id = $1 and id not in (
       select id from delivery.adoptions where system_id = $1 order by id desc limit $2)`,
    [systemId, keep],
  );
}

/** The list of what is not exported is read last: what it shows counts, whatever was read before. */
export async function storeTraede(
  pool: Pool,
  id: AdoptionId,
  documentType: DocumentType,
  documents: readonly ReadTraedeDocument[],
  unmarked: boolean,
): Promise<void> {
  if (documents.length === 0) return;
  const of = <T>(read: (document: ReadTraedeDocument) => T): readonly T[] => documents.map(read);
  const booked = <T>(read: (facts: Expected) => T): readonly (T | null)[] =>
    documents.map((document) => (document.booked === null ? null : read(document.booked)));
  await pool.query(
    `insert into delivery.adoption_documents as known
       (adoption_id, document_type, document_id, unmarked, number, content, content_hash, kind, keys, near_keys,
        customer_keys, date, currency, net, tax, total, accounts, is_turnover)
     select $1, $2, d.document_id, $3, d.number, d.content, d.content_hash, d.kind,
            array(select jsonb_array_elements_text(d.keys)), array(select jsonb_array_elements_text(d.near_keys)),
            case when d.customer_keys is not null then array(select jsonb_array_elements_text(d.customer_keys)) end,
            d.date, d.currency, d.net, d.tax, d.total, coalesce(d.accounts, '[]'), coalesce(d.is_turnover, false)
     from unnest($4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::jsonb[], $10::jsonb[], $11::jsonb[],
                 $12::date[], $13::text[], $14::numeric[], $15::numeric[], $16::numeric[], $17::jsonb[], $18::boolean[])
       as d (document_id, number, content, content_hash, kind, keys, near_keys, customer_keys, date, currency, net, tax,
             total, accounts, is_turnover)
     on conflict (adoption_id, document_type, document_id) do update
       set unmarked = known.unmarked or excluded.unmarked, number = excluded.number, content = excluded.content,
           content_hash = excluded.content_hash, kind = excluded.kind, keys = excluded.keys,
           near_keys = excluded.near_keys, customer_keys = excluded.customer_keys, date = excluded.date,
           currency = excluded.currency, net = excluded.net, tax = excluded.tax, total = excluded.total,
           accounts = excluded.accounts, is_turnover = excluded.is_turnover`,
    [
      ...[id, documentType, unmarked],
      of(({ documentId }) => documentId),
      of(({ number }) => (number === null ? null : storableText(number))),
      of(({ content }) => content),
      of(({ contentHash }) => contentHash),
      of(({ kind }) => kind),
      of(({ keys }) => JSON.stringify(keys.exact)),
      of(({ keys }) => JSON.stringify(keys.near)),
      of(({ customerKeys }) => (customerKeys === null ? null : JSON.stringify(customerKeys))),
      booked(({ date }) => date),
      booked(({ currency }) => currency),
      booked(({ net }) => formatAmount(net)),
      booked(({ tax }) => formatAmount(tax)),
      booked(({ total }) => formatAmount(total)),
      booked(({ accounts }) => accountsJson(accounts)),
      booked(({ isTurnover }) => isTurnover),
    ],
  );
}

export async function storeCandidates(
  pool: Pool,
  id: AdoptionId,
  candidates: readonly ReadCandidate[],
): Promise<void> {
  if (candidates.length === 0) return;
  const of = <T>(read: (candidate: ReadCandidate) => T): readonly T[] => candidates.map(read);
  await pool.query(
    `insert into delivery.adoption_candidates
       (adoption_id, kind, erp_id, number, keys, near_keys, customer_keys, date, currency, net, tax, total, accounts)
     select $1, c.kind, c.erp_id, c.number, array(select jsonb_array_elements_text(c.keys)),
            array(select jsonb_array_elements_text(c.near_keys)),
            case when c.customer_keys is not null then array(select jsonb_array_elements_text(c.customer_keys)) end,
            c.date, c.currency, c.net, c.tax, c.total, c.accounts
     from unnest($2::text[], $3::text[], $4::text[], $5::jsonb[], $6::jsonb[], $7::jsonb[], $8::date[], $9::text[],
                 $10::numeric[], $11::numeric[], $12::numeric[], $13::jsonb[])
       as c (kind, erp_id, number, keys, near_keys, customer_keys, date, currency, net, tax, total, accounts)
     on conflict do nothing`,
    [
      id,
      of(({ kind }) => kind),
      of(({ erpId }) => storableText(erpId)),
      of(({ number }) => storableText(number)),
      of(({ keys }) => JSON.stringify(keys.exact)),
      of(({ keys }) => JSON.stringify(keys.near)),
      of(({ customerKeys }) => (customerKeys === null ? null : JSON.stringify(customerKeys))),
      of(({ booked }) => booked.date),
      of(({ booked }) => booked.currency),
      of(({ booked }) => formatAmount(booked.net)),
      of(({ booked }) => formatAmount(booked.tax)),
      of(({ booked }) => formatAmount(booked.total)),
      of(({ booked }) => accountsJson(booked.accounts)),
    ],
  );
}

/** As text: amounts keep their digits, and PostgreSQL refuses NUL in any text. */
function accountsJson(accounts: readonly AccountAmount[]): string {
  return JSON.stringify(accounts.map(({ account, amount }) => [storableText(account), formatAmount(amount)]));
}
