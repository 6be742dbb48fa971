import type { Pool } from 'pg';
import { isDocumentType, type DocumentType, type SystemId } from '../document';

/** How a flow stands by the record. A flow of which the record holds nothing has none. */
export interface FlowSummary {
  readonly documentType: DocumentType;
  /** Confirmed by the ERP since the given moment. */
  readonly deliveredSince: number;
  /** When the document that has been open longest was first seen: neither exported nor skipped. */
  readonly oldestOpenSince: Date | null;
  /** Since when the one that has waited longest for a person waits. */
  readonly waitingSince: Date | null;
  /** When the last document was marked as exported. */
  readonly lastExportedAt: Date | null;
  /** When the last look through TRAEDE's whole list began that came to its end: the last run that did its work. */
  readonly lastCompleteLook: Date | null;
}

/** @param since the beginning of the day, in the company's time zone */
export async function summariseFlows(
  pool: Pool,
  systemId: SystemId,
  since: Date,
): Promise<readonly FlowSummary[]> {
  const { rows } = await pool.query<SummaryRow>(SUMMARY, [systemId, since]);
  return rows.flatMap((row) => {
    if (!isDocumentType(row.document_type)) return [];
    return {
      documentType: row.document_type,
      deliveredSince: row.delivered_since,
      oldestOpenSince: row.oldest_open_since,
      waitingSince: row.waiting_since,
      lastExportedAt: row.last_exported_at,
      lastCompleteLook: row.complete_since,
    };
  });
}

interface SummaryRow {
  readonly document_type: string;
  readonly delivered_since: number;
  readonly oldest_open_since: Date | null;
  readonly waiting_since: Date | null;
  readonly last_exported_at: Date | null;
  readonly complete_since: Date | null;
}

/** Each part goes by the index on state and time: what was done long ago is not read. */
const SUMMARY = `
  with flows as (
    select distinct document_type from delivery.deliveries where system_id = $1
    union select document_type from delivery.looks where system_id = $1
  )
  select f.document_type, looks.complete_since,
    (select count(*)::int from delivery.deliveries d
      where d.system_id = $1 and d.document_type = f.document_type
        and d.state in ('delivered', 'exported', 'attention') and d.state_since >= $2 and d.delivered_at >= $2
    ) as delivered_since,
    (select min(d.first_fetched_at) from delivery.deliveries d
      where d.system_id = $1 and d.document_type = f.document_type and d.state in ('fetched', 'delivered', 'attention')
    ) as oldest_open_since,
    (select min(d.state_since) from delivery.deliveries d
      where d.system_id = $1 and d.document_type = f.document_type and d.state = 'attention'
    ) as waiting_since,
    (select max(d.state_since) from delivery.deliveries d
      where d.system_id = $1 and d.document_type = f.document_type and d.state = 'exported'
    ) as last_exported_at
  from flows f
  left join delivery.looks looks on looks.system_id = $1 and looks.document_type = f.document_type
  order by f.document_type`;
