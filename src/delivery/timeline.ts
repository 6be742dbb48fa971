import type { Pool } from 'pg';
import type { DocumentId } from '../document';
import type { Flow, TimelineEvent } from './delivery';

/** More steps than this make a list that nobody reads; the newest are kept. */
const MAX_EVENTS = 500;

/** Everything that happened to one document, oldest first. */
export async function timelineOf(pool: Pool, flow: Flow, id: DocumentId): Promise<readonly TimelineEvent[]> {
  const { rows } = await pool.query<TimelineEvent>(
    `select at, event, detail from (
       select id, at, event, detail from delivery.events
       where system_id = $1 and document_type = $2 and document_id = $3 order by id desc limit ${MAX_EVENTS}
     ) as newest order by id`,
    [flow.systemId, flow.documentType, id],
  );
  return rows;
}
