import { z } from 'zod';
import type { Receipt } from '../adapter';
import {
  amountAnswered,
  currencyCode,
  dayAnswered,
  referenceAnswered,
  referenceText,
  textAnswered,
} from './wire-fields';

/** What endpoints answer. Further fields are ignored, so that middleware may answer more than is asked. */

/** Asked for in one look-up; a middleware that asks its ERP one by one still answers in time. */
export const MAX_REFERENCES_PER_LOOKUP = 50;

/** Documents in one page of a list, as the answer's size is bounded. */
export const MAX_POSTINGS_PER_PAGE = 1_000;

const receiptLine = z
  .object({
    account: textAnswered.describe('Account of the line'),
    description: z.string().describe('Text of the line'),
    net: amountAnswered.describe('Ex VAT, as a string; for a line of an entry debit − credit'),
  })
  .describe('A line as it was sent: without the lines that the ERP adds for VAT and receivable');

const receiptFields = {
  erpId: textAnswered.min(1).describe("The ERP's own id"),
  number: textAnswered.min(1).describe('The number that the ERP gave: what a bookkeeper looks for'),
  date: dayAnswered,
  currency: currencyCode,
  net: amountAnswered,
  tax: amountAnswered,
  total: amountAnswered,
  lines: z.array(receiptLine),
};

const RECEIPT_MEANING =
  'What the ERP holds, as read from the ERP, never as sent. Amounts are positive for invoices and credit notes; the net and the total of an entry are its amount, its tax is 0.00';

export const receiptSchema = z
  .object({ reference: referenceAnswered, ...receiptFields })
  .describe(RECEIPT_MEANING) satisfies z.ZodType<Receipt>;

/** In a list there may be documents of others: their reference is any text. */
const listedReceipt = z.object({ reference: referenceText, ...receiptFields }).describe(RECEIPT_MEANING);

export const postedSchema = z.object({ receipt: receiptSchema }).describe('The document is in the books');

export const problemSchema = z
  .object({
    problem: z.object({
      code: z
        .string()
        .optional()
        .describe(
          'account-unknown, customer-unknown, currency-unknown, tax-code-unknown, period-closed, invoice-not-posted or totals-do-not-add-up; any other becomes erp-rejected',
        ),
      message: z
        .string()
        .min(1)
        .describe('A sentence that a bookkeeper understands: what is wrong. Without names and addresses'),
      remedy: z.string().optional().describe('What to do about it'),
    }),
  })
  .describe('Why the document is refused: it waits for a person');

export const validAnswerSchema = z
  .object({ problem: z.null().describe('Nothing speaks against the document') })
  .describe('The document would be booked, as far as can be told beforehand');

export const lookupRequestSchema = z
  .object({
    references: z.array(referenceText).min(1).max(MAX_REFERENCES_PER_LOOKUP).describe('What is looked for'),
  })
  .describe('A look-up of several documents at once');

export const lookupAnswerSchema = z
  .object({
    receipts: z.array(receiptSchema).describe('The documents that are posted; drafts do not count'),
    absent: z
      .array(referenceText)
      .describe(
        'The references that the ERP does not hold. Each one asked for stands either here or in receipts',
      ),
  })
  .describe('The answer to a look-up');

export const listAnswerSchema = z
  .object({
    receipts: z.array(listedReceipt).max(MAX_POSTINGS_PER_PAGE).describe('Oldest day first'),
    nextCursor: z
      .string()
      .min(1)
      .nullable()
      .describe('To be sent as `cursor` for the next page; null on the last one'),
  })
  .describe('A page of what the ERP holds');

export const healthSchema = z
  .object({
    protocol: z.literal(1).describe('Version of this protocol'),
    kinds: z.array(z.enum(['invoice', 'credit-note', 'journal-entry'])).describe('What can be posted'),
    checks: z
      .array(
        z.object({
          subject: z.string().min(1).describe('What was looked at: "account 1010", "period 2026-11"'),
          ok: z.boolean(),
          detail: z.string().describe('What was found, and when not ok, what to do'),
        }),
      )
      .optional()
      .describe('What the middleware found when it looked at its ERP'),
  })
  .describe('What can be done here, and whether it works');
