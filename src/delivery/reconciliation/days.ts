import { parsePlainDate, type PlainDate } from '../../plain-date';

/** A day as PostgreSQL writes it. */
export function toDay(text: string): PlainDate {
  const day = parsePlainDate(text);
  if (day === undefined) throw new Error(`the record holds the day ${text}, which is none`);
  return day;
}
