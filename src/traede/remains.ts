import type { DocumentId } from '../document';
import { parseMoment } from '../plain-date';
import { isRecord } from './fields';
import { parseJson } from './json';

/**
 * What stays of a document's content when it is purged: its id, and when it was created, by which TRAEDE's lists are
 * looked through for it.
 */
export function remainsOf(id: DocumentId, json: string): string {
  const created_at = createdAtIn(json);
  return JSON.stringify(created_at === undefined ? { id } : { id, created_at });
}

/** Only what is a time: whatever else stands in its place may be anything. */
function createdAtIn(json: string): string | undefined {
  try {
    const value = parseJson(json);
    const text = isRecord(value) ? value['created_at'] : undefined;
    return typeof text === 'string' && parseMoment(text) !== undefined ? text : undefined;
  } catch {
    return undefined;
  }
}
