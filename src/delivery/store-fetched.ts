import type { Pool } from 'pg';
import type { FetchedDocument, Flow } from './delivery';
import { storableText } from './storable-text';

/** Keeps documents as fetched; one that was left alone for its date until now is a delivery from now on. */
export async function storeFetched(
  pool: Pool,
  flow: Flow,
  documents: readonly FetchedDocument[],
): Promise<void> {
  if (documents.length === 0) return;
  const newest = onePerDocument(documents);
  await pool.query(
    `with incoming as (
       select * from unnest($3::bigint[], $4::text[], $5::text[], $6::text[]) as d (document_id, number, content, content_hash)
     ), purged as (
       select document_id from delivery.documents
       where system_id = $1 and document_type = $2 and document_id = any ($3::bigint[]) and purged_at is not null
     ), stored as (
       insert into delivery.documents as known (system_id, document_type, document_id, number, content, content_hash)
       select $1, $2, document_id, number, content, content_hash from incoming
       on conflict (system_id, document_type, document_id) do update
         set number = excluded.number, content = excluded.content, content_hash = excluded.content_hash, fetched_at = now(),
             purged_at = null
         where not string_to_array(known.content_hash, ' ') && string_to_array(excluded.content_hash, ' ')
            or known.purged_at is not null
       returning document_id
     ), begun as (
       insert into delivery.deliveries (system_id, document_type, document_id)
       select $1, $2, document_id from incoming
       on conflict do nothing
       returning document_id
     ), taken_up as (
       delete from delivery.before_go_live
       where system_id = $1 and document_type = $2 and document_id = any ($3::bigint[])
     )
     insert into delivery.events (system_id, document_type, document_id, event)
     select $1, $2, document_id,
            case when document_id in (select document_id from begun) then 'fetched'
                 when document_id in (select document_id from purged) then 'fetched again'
                 else 'changed in TRAEDE' end
     from (select document_id from stored union select document_id from begun) as noteworthy`,
    [
      flow.systemId,
      flow.documentType,
      newest.map((document) => document.documentId),
      newest.map(({ number }) => (number === null ? null : storableText(number))),
      newest.map((document) => document.content),
      newest.map((document) => document.contentHash),
    ],
  );
}

/**
 * A page may list a document twice, which one statement cannot store twice: the last one holds. By id, so that two
 * workers that store the same documents lock them in the same order, and neither waits for the other in a circle.
 */
function onePerDocument(documents: readonly FetchedDocument[]): readonly FetchedDocument[] {
  const newest = new Map(documents.map((document) => [document.documentId, document]));
  return [...newest.values()].sort((a, b) => a.documentId - b.documentId);
}
