import { asStated, dayOf } from '../plain-date';
import type { Moment, PlainDate } from '../plain-date';
import type { TraedeSalesDocument } from '../traede/document';
import type { AccountingRules } from './rules';

/** Books of a brand lie between these years; a date beyond them is a broken one (`0001-01-01`). */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2100;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Instants beyond these are outside {@link FIRST_YEAR} to {@link LAST_YEAR} in any zone: none is a day away from UTC. */
const FIRST_INSTANT = Date.UTC(FIRST_YEAR, 0, 1) - DAY_MS;
const LAST_INSTANT = Date.UTC(LAST_YEAR + 1, 0, 1) + DAY_MS;

/** A day that books can hold; one that they cannot, as text for people; or nothing to make a day of. */
export type BookDate =
  | { readonly kind: 'day'; readonly day: PlainDate }
  | { readonly kind: 'impossible'; readonly text: string }
  | { readonly kind: 'missing' };

/** The day of the books of an invoice or a credit note. */
export function bookDateOf(document: TraedeSalesDocument, rules: AccountingRules): BookDate {
  for (const field of rules.bookDateFields) {
    const moment = document.dates[field];
    if (moment !== undefined) return statedDay(moment, rules.timeZone);
  }
  return document.createdAt === null ? { kind: 'missing' } : dayIn(document.createdAt, rules.timeZone);
}

/** The day that a date field means. */
export function statedDay(moment: Moment, timeZone: string): BookDate {
  return dayIn(asStated(moment), timeZone);
}

function dayIn(moment: Moment, timeZone: string): BookDate {
  if (moment.kind === 'instant') {
    const time = moment.at.getTime();
    if (Number.isNaN(time)) return { kind: 'missing' };
    // Calendars and time zones are not of one mind that far away.
    if (time < FIRST_INSTANT || time > LAST_INSTANT) return { kind: 'impossible', text: isoDay(moment.at) };
  }
  const day = dayOf(moment, timeZone);
  const year = Number(day.slice(0, 4));
  return year < FIRST_YEAR || year > LAST_YEAR ? { kind: 'impossible', text: day } : { kind: 'day', day };
}

function isoDay(at: Date): string {
  return at.toISOString().replace(/T.*$/, '');
}
