import { z } from 'zod';
import { isExternalReference, type ExternalReference } from '../../document';
import { decimal } from '../../money';
import { parsePlainDate } from '../../plain-date';
import type { Receipt } from '../adapter';

export const amount = z.string().transform((text) => decimal(text));

export const plainDate = z.string().transform((text, context) => {
  const date = parsePlainDate(text);
  if (date !== undefined) return date;
  context.addIssue({ code: 'custom', message: 'not a date of the books' });
  return z.NEVER;
});

const externalReference = z.custom<ExternalReference>(
  (value) => typeof value === 'string' && isExternalReference(value),
);

export const receiptLines = z.array(z.object({ account: z.string(), description: z.string(), net: amount }));

/** A row of the view `ledger.receipts`. */
export const receiptSchema = z.object({
  reference: externalReference,
  erpId: z.string(),
  number: z.string(),
  date: plainDate,
  currency: z.string(),
  net: amount,
  tax: amount,
  total: amount,
  lines: receiptLines,
}) satisfies z.ZodType<Receipt>;
