import { z } from 'zod';
import type { GoLive } from '../accounting/go-live';
import { parsePlainDate, type PlainDate } from '../plain-date';

/** A quoted or a plain day: YAML reads both as a text. */
const firstDay = z.string().transform((text, context): PlainDate | null => {
  if (text === 'none') return null;
  const day = parsePlainDate(text);
  if (day !== undefined) return day;
  context.addIssue('a day, e.g. 2026-01-01; or none: documents are posted whatever their date');
  return z.NEVER;
});

/** All types are to be named: one that was forgotten would be posted from its very first document on. */
export const goLiveSchema = z.strictObject({
  invoice: firstDay.describe('First day of invoices, e.g. 2026-01-01; or none'),
  'credit-note': firstDay.describe('First day of credit notes, e.g. 2026-01-01; or none'),
  'accounting-entry': firstDay.describe('First day of accounting entries, e.g. 2026-01-01; or none'),
}) satisfies z.ZodType<GoLive>;
