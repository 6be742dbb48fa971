import type { Pool } from 'pg';
import type { DocumentKey } from '../document';
import { toDocumentType } from './rows';

/**
 * Takes the content out of documents that are done with: it is the only part of the record that holds personal data. What
 * was delivered when, under which number and with which sums, what waited and who decided, stays.
 */
export interface Retention {
  /** Documents that ended (exported or skipped) before `before`, and were fetched before it, with their content. */
  ended(before: Date, limit: number): Promise<readonly EndedDocument[]>;
  /** How many those are. */
  countEnded(before: Date): Promise<number>;
  /** Puts `remains` in the place of their content; documents that have been fetched anew since are left as they are. */
  purge(documents: readonly PurgedDocument[]): Promise<number>;
  /** Takes the contents out of what adoptions read that began before `before`. */
  purgeAdoptions(before: Date): Promise<number>;
}

export interface EndedDocument {
  readonly key: DocumentKey;
  readonly content: string;
  readonly fetchedAt: string;
}

export interface PurgedDocument {
  readonly document: EndedDocument;
  /** What is left of the content. */
  readonly remains: string;
}

export function createRetention(pool: Pool): Retention {
  return {
    ended: (before, limit) => ended(pool, before, limit),
    countEnded: (before) => countEnded(pool, before),
    purge: (documents) => purge(pool, documents),
    purgeAdoptions: (before) => purgeAdoptions(pool, before),
  };
}

const ENDED = `
  from delivery.documents c
  join delivery.deliveries d using (system_id, document_type, document_id)
  where c.purged_at is null and c.fetched_at < $1 and d.state in ('exported', 'skipped') and d.state_since < $1`;

async function ended(pool: Pool, before: Date, limit: number): Promise<readonly EndedDocument[]> {
  const { rows } = await pool.query<{
    readonly system_id: string;
    readonly document_type: string;
    readonly document_id: string;
    readonly content: string;
    readonly fetched_at: string;
  }>(
    `select system_id, document_type, document_id, c.content, c.fetched_at::text as fetched_at ${ENDED}
     order by c.fetched_at limit $2`,
    [before, limit],
  );
  return rows.map((row) => ({
    key: {
      systemId: row.system_id,
      documentType: toDocumentType(row.document_type),
      documentId: Number(row.document_id),
    },
    content: row.content,
    fetchedAt: row.fetched_at,
  }));
}

async function countEnded(pool: Pool, before: Date): Promise<number> {
  const { rows } = await pool.query<{ count: string }>(`select count(*) ${ENDED}`, [before]);
  return Number(rows[0]?.count ?? 0);
}

async function purge(pool: Pool, documents: readonly PurgedDocument[]): Promise<number> {
  if (documents.length === 0) return 0;
  const of = <T>(read: (document: PurgedDocument) => T): readonly T[] => documents.map(read);
  const { rowCount } = await pool.query(
    `with incoming as (
       select * from unnest($1::text[], $2::text[], $3::bigint[], $4::timestamptz[], $5::text[])
         as i (system_id, document_type, document_id, fetched_at, remains)
     ), purged as (
       update delivery.documents as known set content = i.remains, purged_at = now()
       from incoming i
       where known.system_id = i.system_id and known.document_type = i.document_type
         and known.document_id = i.document_id and known.fetched_at = i.fetched_at and known.purged_at is null
       returning known.system_id, known.document_type, known.document_id
     )
     insert into delivery.events (system_id, document_type, document_id, event)
     select system_id, document_type, document_id, 'content purged' from purged`,
    [
      of(({ document }) => document.key.systemId),
      of(({ document }) => document.key.documentType),
      of(({ document }) => document.key.documentId),
      of(({ document }) => document.fetchedAt),
      of(({ remains }) => remains),
    ],
  );
  return rowCount ?? 0;
}

/** Ended adoptions have let go of them; one that was never ended has not. */
async function purgeAdoptions(pool: Pool, before: Date): Promise<number> {
  const { rowCount } = await pool.query(
    `update delivery.adoption_documents set content = null
     where content is not null and adoption_id in (select id from delivery.adoptions where started_at < $1)`,
    [before],
  );
  return rowCount ?? 0;
}
