/** A date of the books, `YYYY-MM-DD`: no time, no zone. */
export type PlainDate = string & { readonly __brand: 'PlainDate' };

const DAY_MS = 86_400_000;
const PLAIN_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Reads `YYYY-MM-DD`; `undefined` for another form and for a day that does not exist (30 February). */
export function parsePlainDate(text: string): PlainDate | undefined {
  if (!PLAIN_DATE.test(text)) return undefined;
  const instant = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 10) !== text) return undefined;
  return isPlainDate(text) ? text : undefined;
}

function isPlainDate(text: string): text is PlainDate {
  return PLAIN_DATE.test(text);
}

/** Made once for each zone, of which a configuration names a few: making one takes longer than to use it a hundred times. */
const DAY_FORMATS = new Map<string, Intl.DateTimeFormat>();

function dayFormat(timeZone: string): Intl.DateTimeFormat {
  const known = DAY_FORMATS.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  DAY_FORMATS.set(timeZone, made);
  return made;
}

/** The day that `instant` falls on in `timeZone` (an IANA name such as `Europe/Copenhagen`). */
export function plainDateIn(instant: Date, timeZone: string): PlainDate {
  const text = dayFormat(timeZone).format(instant);
  const date = parsePlainDate(text);
  if (date === undefined) throw new RangeError(`no plain date for ${instant.toISOString()} in ${timeZone}`);
  return date;
}

const DATE_TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** A time stamp as TRAEDE may send it: a plain day, or an instant. */
export type Moment =
  { readonly kind: 'day'; readonly day: PlainDate } | { readonly kind: 'instant'; readonly at: Date };

/**
 * Reads `2026-11-20`, `2026-11-20 23:30:00` and ISO 8601. A time without a zone is UTC (TRAEDE's documentation).
 * `undefined` for any other text and for days or times that do not exist.
 */
export function parseMoment(text: string): Moment | undefined {
  const [, dayText, time, zone] = DATE_TIME.exec(text.trim()) ?? [];
  const day = dayText === undefined ? undefined : parsePlainDate(dayText);
  if (day === undefined) return undefined;
  if (time === undefined) return { kind: 'day', day };
  const offset = zone === undefined ? 'Z' : zone.toUpperCase().replace(/^([+-]\d{2}):?(\d{2})$/, '$1:$2');
  const at = new Date(`${day}T${time.length === 5 ? `${time}:00` : time}${offset}`);
  return Number.isNaN(at.getTime()) ? undefined : { kind: 'instant', at };
}

/**
 * The moment that a date field states. Midnight UTC is how a plain day looks after a trip through a date-time: it stays
 * that day, though in a zone west of Greenwich the instant falls on the day before.
 */
export function asStated(moment: Moment): Moment {
  if (moment.kind === 'day' || moment.at.getTime() % DAY_MS !== 0) return moment;
  const day = parsePlainDate(moment.at.toISOString().slice(0, 10));
  return day === undefined ? moment : { kind: 'day', day };
}

/** The day of the books that a moment means for a brand in `timeZone`. */
export function dayOf(moment: Moment, timeZone: string): PlainDate {
  return moment.kind === 'day' ? moment.day : plainDateIn(moment.at, timeZone);
}
