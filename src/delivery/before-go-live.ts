import type { Pool } from 'pg';
import type { DocumentId } from '../document';
import { parsePlainDate, type PlainDate } from '../plain-date';
import type { Flow } from './delivery';
import { storableText } from './storable-text';

/** A document that is left alone, as it is dated before go-live. Its content is none of ours and is not kept. */
export interface LeftDocument {
  readonly documentId: DocumentId;
  /** The day of its books. */
  readonly day: PlainDate;
  readonly number: string | null;
}

/** Notes documents as left alone. Those that are noted already cost nothing but the look. */
export async function noteBeforeGoLive(pool: Pool, flow: Flow, left: readonly LeftDocument[]): Promise<void> {
  if (left.length === 0) return;
  const inOrder = [...new Map(left.map((one) => [one.documentId, one])).values()].sort(
    (a, b) => a.documentId - b.documentId,
  );
  await pool.query(
    `insert into delivery.before_go_live as known (system_id, document_type, document_id, number, day)
     select $1, $2, document_id, number, day
     from unnest($3::bigint[], $4::text[], $5::date[]) as d (document_id, number, day)
     on conflict (system_id, document_type, document_id) do update set number = excluded.number, day = excluded.day
       where known.number is distinct from excluded.number or known.day <> excluded.day`,
    [
      flow.systemId,
      flow.documentType,
      inOrder.map(({ documentId }) => documentId),
      inOrder.map(({ number }) => (number === null ? null : storableText(number))),
      inOrder.map(({ day }) => day),
    ],
  );
}

/**
 * The same for documents that were fetched before a go-live was set: their deliveries, which never went further, end. For
 * the holder of their leases only, as nobody may be about to post them.
 */
export async function leaveBeforeGoLive(
  pool: Pool,
  flow: Flow,
  left: readonly LeftDocument[],
): Promise<void> {
  if (left.length === 0) return;
  await noteBeforeGoLive(pool, flow, left);
  await pool.query(
    `delete from delivery.deliveries
     where system_id = $1 and document_type = $2 and document_id = any ($3::bigint[])
       and state = 'fetched' and posting_since is null and delivered_at is null and exported_at is null`,
    [flow.systemId, flow.documentType, left.map(({ documentId }) => documentId)],
  );
}

/** Of these documents, those that were left alone. */
export async function beforeGoLiveAmong(
  pool: Pool,
  flow: Flow,
  ids: readonly DocumentId[],
): Promise<ReadonlyMap<DocumentId, LeftDocument>> {
  const { rows } = await pool.query<{ document_id: string; number: string | null; day: string }>(
    `select document_id, number, day::text from delivery.before_go_live
     where system_id = $1 and document_type = $2 and document_id = any ($3::bigint[])`,
    [flow.systemId, flow.documentType, ids],
  );
  return new Map(
    rows.flatMap((row) => {
      const [documentId, day] = [Number(row.document_id), parsePlainDate(row.day)];
      return day === undefined ? [] : [[documentId, { documentId, day, number: row.number }] as const];
    }),
  );
}

/** Of these documents, those of which the record holds a delivery. */
export async function knownAmong(
  pool: Pool,
  flow: Flow,
  ids: readonly DocumentId[],
): Promise<ReadonlySet<DocumentId>> {
  const { rows } = await pool.query<{ document_id: string }>(
    `select document_id from delivery.deliveries
     where system_id = $1 and document_type = $2 and document_id = any ($3::bigint[])`,
    [flow.systemId, flow.documentType, ids],
  );
  return new Set(rows.map((row) => Number(row.document_id)));
}
