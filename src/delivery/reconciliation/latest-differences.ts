import type { Pool } from 'pg';
import { DOCUMENT_TYPES, type SystemId } from '../../document';
import { CLASS_TEXTS, RECONCILIATION_CLASSES } from '../../reconciliation/classes';

/** How many documents differ by the last reconciliation of a system, and the first of them. */
export interface LatestDifferences {
  readonly id: number;
  readonly finishedAt: Date;
  readonly from: string;
  readonly to: string;
  readonly differing: number;
  /** `invoice 1042`; some of them where there are many. */
  readonly documents: readonly string[];
}

const DIFFERENCES = RECONCILIATION_CLASSES.filter((name) => CLASS_TEXTS[name].isDifference);
/** Of more only the number is told. */
const NAMED_DOCUMENTS = 200;

/** By the last one that was finished and looked at all document types: one type alone says nothing of the others. */
export async function latestDifferences(
  pool: Pool,
  systemId: SystemId,
): Promise<LatestDifferences | undefined> {
  const { rows } = await pool.query<{
    id: string;
    finished_at: Date;
    first_day: string;
    last_day: string;
    differing: number;
    documents: string[];
  }>(
    `select r.id, r.finished_at, r.first_day::text, r.last_day::text,
       (select coalesce(sum(s.documents), 0)::int from delivery.reconciliation_sums s
         where s.reconciliation_id = r.id and s.class = any ($2::text[])) as differing,
       array(select d.document_type || ' ' || d.document_id from delivery.reconciled_documents d
         where d.reconciliation_id = r.id and d.class = any ($2::text[])
         order by d.document_type, d.document_id limit ${NAMED_DOCUMENTS}) as documents
     from delivery.reconciliations r
     where r.system_id = $1 and r.finished_at is not null and r.document_types @> $3::text[]
     order by r.id desc limit 1`,
    [systemId, DIFFERENCES, [...DOCUMENT_TYPES]],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { finished_at: finishedAt, first_day: from, last_day: to, differing, documents } = row;
  return { id: Number(row.id), finishedAt, from, to, differing, documents };
}
