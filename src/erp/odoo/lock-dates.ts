import { z } from 'zod';
import { parsePlainDate, type PlainDate } from '../../plain-date';
import type { Problem } from '../../problem';
import type { Journal } from './books';
import type { Lookup } from './context';
import { OdooCallError } from './failure';
import { periodClosed } from './problems';
import { wireDate } from './wire';

/** Up to and including which day Odoo books nothing any more; null where nothing is locked. */
export interface LockDates {
  /** Whatever it is. */
  readonly all: PlainDate | null;
  /** In journals of sales. */
  readonly sales: PlainDate | null;
  /** What has to do with a tax. */
  readonly tax: PlainDate | null;
}

/**
 * From 18 on Odoo itself says what holds for the user, with exceptions and parent companies reckoned in. Before, the
 * lock date for non-advisers is taken to hold for us too: whoever set it wants no new entries before it.
 */
const FIELDS = {
  all: [
    ['user_fiscalyear_lock_date', 'user_hard_lock_date'],
    ['fiscalyear_lock_date', 'period_lock_date'],
  ],
  sales: [['user_sale_lock_date'], []],
  tax: [['user_tax_lock_date'], ['tax_lock_date']],
} as const;

/** Read for every posting: a period that was closed a moment ago is closed. */
export async function findLockDates({ session, books, signal }: Lookup): Promise<LockDates> {
  const known = books.fields.company;
  const isNew = known.has('user_fiscalyear_lock_date');
  const named = (kind: keyof LockDates) => FIELDS[kind][isNew ? 0 : 1].filter((field) => known.has(field));
  const fields = [...named('all'), ...named('sales'), ...named('tax')];
  const result = z.array(z.record(z.string(), z.unknown()));
  const method = 'read';
  const ids = [books.companyId];
  const [row] = await session.call({ model: 'res.company', method, ids, args: { fields }, result }, signal);
  const latestOf = (kind: keyof LockDates) => latest(named(kind).map((field) => dateIn(row?.[field])));
  return { all: latestOf('all'), sales: latestOf('sales'), tax: latestOf('tax') };
}

/** How Odoo writes the first of all days, by which it says that nothing is locked. */
const FIRST_DAY = /^0*1-01-01$/;

/** @throws {OdooCallError} it cannot be read: no lock date must go unseen */
function dateIn(value: unknown): PlainDate | null {
  if (typeof value === 'string' && FIRST_DAY.test(value)) return null;
  const date = wireDate.safeParse(value);
  if (date.success) return date.data;
  throw new OdooCallError('res.company.read', { kind: 'no-answer', reason: 'a lock date cannot be read' });
}

/** Dates are ISO 8601: they sort as texts. */
function latest(dates: readonly (PlainDate | null)[]): PlainDate | null {
  return dates.reduce((one, other) => ((other ?? '') > (one ?? '') ? other : one), null);
}

export interface Locked {
  readonly journal: Journal;
  readonly hasTax: boolean;
}

/** The last day that is locked for such a document. */
export function lockedUntil(dates: LockDates, { journal, hasTax }: Locked): PlainDate | null {
  return latest([dates.all, journal.type === 'sale' ? dates.sales : null, hasTax ? dates.tax : null]);
}

export function checkOpen(dates: LockDates, locked: Locked, date: PlainDate): Problem | undefined {
  const until = lockedUntil(dates, locked);
  return until !== null && date <= until ? periodClosed(date, until) : undefined;
}

const DAY_MS = 86_400_000;

/** @returns undefined after the last day that there is */
export function dayAfter(date: PlainDate): PlainDate | undefined {
  const next = new Date(new Date(`${date}T00:00:00Z`).getTime() + DAY_MS);
  return parsePlainDate(next.toISOString().slice(0, 10));
}
