import { dayOf } from '../plain-date';
import type { Moment, PlainDate } from '../plain-date';
import type { TraedeSalesDocument } from '../traede/document';
import type { AccountingRules } from './rules';

/** Years beyond these are broken dates; calendars and ERPs stop being of one mind there. */
const FIRST_INSTANT = Date.UTC(1900, 0, 1);
const LAST_INSTANT = Date.UTC(9999, 11, 31);
const DAY_MS = 24 * 60 * 60 * 1000;

/** The day of the books of an invoice or a credit note; `undefined` where TRAEDE gives none. */
export function bookDateOf(document: TraedeSalesDocument, rules: AccountingRules): PlainDate | undefined {
  for (const field of rules.bookDateFields) {
    const moment = document.dates[field];
    if (moment !== undefined) return statedDay(moment, rules.timeZone);
  }
  return document.createdAt === null ? undefined : dayIn(document.createdAt, rules.timeZone);
}

/**
 * The day that a date field means. Midnight UTC is how a plain day looks after a trip through a date-time: it stays
 * that day, though in a zone west of Greenwich the instant falls on the day before.
 */
export function statedDay(moment: Moment, timeZone: string): PlainDate | undefined {
  const isPlainDay = moment.kind === 'instant' && moment.at.getTime() % DAY_MS === 0;
  return dayIn(moment, isPlainDay ? 'UTC' : timeZone);
}

function dayIn(moment: Moment, timeZone: string): PlainDate | undefined {
  if (moment.kind === 'day') return moment.day;
  const time = moment.at.getTime();
  return time >= FIRST_INSTANT && time < LAST_INSTANT ? dayOf(moment, timeZone) : undefined;
}
