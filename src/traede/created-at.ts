import { parseMoment } from '../plain-date';
import { isRecord } from './fields';
import { parseJson } from './json';

/** When the document was created, from its JSON text; `undefined` where that cannot be read. */
export function createdAtOf(json: string): Date | undefined {
  return timesOf(json).createdAt;
}

/**
 * When the document was booked, as far as its JSON text tells: `booked_at` is undocumented and may hold a day only, and a document
 * is booked after it is created.
 */
export function bookedAtOf(json: string): Date | undefined {
  const { createdAt, bookedAt } = timesOf(json);
  if (bookedAt === undefined) return createdAt;
  return createdAt === undefined || bookedAt > createdAt ? bookedAt : createdAt;
}

export interface DocumentTimes {
  readonly createdAt: Date | undefined;
  /** When it was changed last; undocumented, and absent in some answers. */
  readonly updatedAt: Date | undefined;
  /** Undocumented too. */
  readonly bookedAt: Date | undefined;
}

/** The document's own time stamps, from its JSON text; `undefined` where one cannot be read. */
export function timesOf(json: string): DocumentTimes {
  const value = readJson(json);
  const read = (key: string): Date | undefined => (isRecord(value) ? instantIn(value[key]) : undefined);
  return { createdAt: read('created_at'), updatedAt: read('updated_at'), bookedAt: read('booked_at') };
}

function readJson(json: string): unknown {
  try {
    return parseJson(json);
  } catch {
    return undefined;
  }
}

function instantIn(text: unknown): Date | undefined {
  const moment = typeof text === 'string' ? parseMoment(text) : undefined;
  if (moment === undefined) return undefined;
  return moment.kind === 'instant' ? moment.at : new Date(`${moment.day}T00:00:00Z`);
}
