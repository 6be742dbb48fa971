import type { ReconciliationClass } from '../classes';
import type { ReportDay } from './model';

/** Bars that fit a page and can still be told apart. */
const MAX_BARS = 70;

/** Days that share a bar: a day, a week or a month. */
export interface Bucket {
  /** First day. */
  readonly from: string;
  readonly documents: ReadonlyMap<ReconciliationClass, number>;
  /** By currency: TRAEDE's total and the ERP's. */
  readonly totals: ReadonlyMap<string, { readonly traede: number; readonly erp: number }>;
}

/** Picture, not bookkeeping: amounts are plain numbers here. */
export function bucketsOf(days: readonly ReportDay[]): readonly Bucket[] {
  const size = sizeFor(new Set(days.map(({ day }) => day)));
  const buckets = new Map<string, { documents: Map<ReconciliationClass, number>; totals: Totals }>();
  for (const { day, class: name, currency, documents, total, erpTotal } of days) {
    const from = startOf(day, size);
    const bucket = buckets.get(from) ?? newBucket();
    buckets.set(from, bucket);
    bucket.documents.set(name, (bucket.documents.get(name) ?? 0) + documents);
    const known = bucket.totals.get(currency) ?? { traede: 0, erp: 0 };
    bucket.totals.set(currency, {
      traede: known.traede + Number(total),
      erp: known.erp + Number(erpTotal),
    });
  }
  return [...buckets]
    .sort(([a], [b]) => Number(a > b) - Number(a < b))
    .map(([from, { documents, totals }]) => ({ from, documents, totals }));
}

function newBucket(): { documents: Map<ReconciliationClass, number>; totals: Totals } {
  return {
    documents: new Map<ReconciliationClass, number>(),
    totals: new Map<string, { readonly traede: number; readonly erp: number }>(),
  };
}

type Totals = Map<string, { readonly traede: number; readonly erp: number }>;
type Size = 'day' | 'week' | 'month' | 'year';

function sizeFor(days: ReadonlySet<string>): Size {
  const sizes: readonly Size[] = ['day', 'week', 'month'];
  return sizes.find((size) => new Set([...days].map((day) => startOf(day, size))).size <= MAX_BARS) ?? 'year';
}

const DAY_MS = 86_400_000;

function startOf(day: string, size: Size): string {
  switch (size) {
    case 'day':
      return day;
    case 'week': {
      const date = new Date(`${day}T00:00:00Z`);
      const sinceMonday = (date.getUTCDay() + 6) % 7;
      return new Date(date.getTime() - sinceMonday * DAY_MS).toISOString().slice(0, 10);
    }
    case 'month':
      return `${day.slice(0, 7)}-01`;
    case 'year':
      return `${day.slice(0, 4)}-01-01`;
  }
}
