import { z } from 'zod';
import { isExternalReference, type ExternalReference } from '../../document';
import { decimal } from '../../money';
import { parsePlainDate } from '../../plain-date';

/** Fields of the protocol's JSON. The descriptions are the published documentation. */

const AMOUNT_SENT = /^-?\d{1,15}\.\d{2}$/;
/** More zeros are harmless (`149.0000`), a fraction of a cent is not: it would be compared away. */
const AMOUNT_ANSWERED = /^-?\d{1,15}(\.\d{1,2}0*)?$/;
const EXACT_DECIMAL = /^-?\d{1,15}(\.\d{1,40})?$/;

/** ERPs number and describe briefly; longer is nonsense, and would be kept in our record. */
const MAX_ANSWERED_TEXT = 1_000;

export const amountSent = z
  .string()
  .regex(AMOUNT_SENT)
  .describe('Amount of money with two decimals, as a string: "-12.30"');

export const exactDecimal = z
  .string()
  .regex(EXACT_DECIMAL)
  .describe('Exact decimal, as a string, with as many decimals as it needs: "33.3333"');

export const amountAnswered = z
  .string()
  .regex(AMOUNT_ANSWERED, 'a string with at most two decimals, e.g. "149.00"')
  .transform((text) => decimal(text))
  .describe('Amount of money as a string, at most two decimals other than 0: "149.00"');

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export const daySent = z.string().regex(DAY).describe('Day of the books, YYYY-MM-DD');

export const dayAnswered = z
  .string()
  .regex(DAY, 'a day, YYYY-MM-DD')
  .transform((text, context) => {
    const date = parsePlainDate(text);
    if (date !== undefined) return date;
    context.addIssue({ code: 'custom', message: 'a day that exists' });
    return z.NEVER;
  })
  .describe('Day of the books, YYYY-MM-DD');

export const currencyCode = z
  .string()
  .regex(/^[A-Z]{3}$/, 'three capital letters, e.g. DKK')
  .describe('Currency, ISO 4217: "DKK"');

export const referenceText = z
  .string()
  .min(1)
  .describe(
    'External reference: names the document for ever, as Idempotency-Key does: "traede:acme:invoice:1042"',
  );

export const referenceAnswered = referenceText.transform((text, context): ExternalReference => {
  if (isExternalReference(text)) return text;
  context.addIssue({ code: 'custom', message: 'not one of our references' });
  return z.NEVER;
});

export const textAnswered = z.string().max(MAX_ANSWERED_TEXT);
