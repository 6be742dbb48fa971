import { DOCUMENT_TYPES, type DocumentType } from '../document';
import { parsePlainDate, plainDateIn, type PlainDate } from '../plain-date';

export interface BackfillPeriod {
  readonly from: PlainDate;
  readonly to: PlainDate;
}

/** The period that is meant, until today where no end is named; a sentence that says what is wrong where it is none. */
export function backfillPeriod(
  request: { readonly from: string; readonly to?: string | undefined },
  now: Date,
  timeZone: string,
): BackfillPeriod | string {
  const from = parsePlainDate(request.from);
  if (from === undefined) return notADay(request.from);
  const to = request.to === undefined ? plainDateIn(now, timeZone) : parsePlainDate(request.to);
  if (to === undefined) return notADay(request.to ?? '');
  if (from > to) return `The backfill begins on ${from}, after it ends on ${to}. Exchange the two days.`;
  return { from, to };
}

function notADay(text: string): string {
  return `"${text.slice(0, 40)}" is not a day of the books. Write it as 2026-01-31.`;
}

/** Invoices go first, as credit notes follow them: the order in which all types stand. */
export function inBackfillOrder(
  types: readonly DocumentType[] | undefined,
): readonly DocumentType[] | string {
  if (types === undefined || types.length === 0) return DOCUMENT_TYPES;
  const wanted = DOCUMENT_TYPES.filter((type) => types.includes(type));
  if (wanted.length === new Set(types).size) return wanted;
  return `"types" may name ${DOCUMENT_TYPES.join(', ')}, nothing else.`;
}
