import { parseMoment } from '../plain-date';
import { isRecord } from './fields';
import { parseJson } from './json';

/** When the document was created, from its JSON text; `undefined` where that cannot be read. */
export function createdAtOf(json: string): Date | undefined {
  try {
    const value = parseJson(json);
    const text = isRecord(value) ? value['created_at'] : undefined;
    const moment = typeof text === 'string' ? parseMoment(text) : undefined;
    if (moment === undefined) return undefined;
    return moment.kind === 'instant' ? moment.at : new Date(`${moment.day}T00:00:00Z`);
  } catch {
    return undefined;
  }
}
