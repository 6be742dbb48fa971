import { z } from 'zod';
import { amountSent, currencyCode, daySent, exactDecimal, referenceText } from './wire-fields';

/** The body of `POST /postings`: what the product sends, field by field as in src/accounting/posting.ts. */

const salesLine = z
  .object({
    kind: z.enum(['product', 'discount', 'shipping', 'handling-fee', 'rounding']).describe('What is charged'),
    description: z.string().describe('Text of the line'),
    itemNumber: z.string().nullable().describe('Number of the item in TRAEDE; null where the line has none'),
    quantity: exactDecimal,
    unitPrice: exactDecimal.describe('Ex VAT, after discount. Informative: `net` is what is to be booked'),
    net: amountSent.describe('Ex VAT: what is to be booked'),
    taxCode: z.string().describe("The ERP's VAT code, from the configuration"),
    taxRate: exactDecimal.describe('VAT rate in percent: "25"'),
    tax: amountSent.describe('VAT of the line'),
    account: z.string().describe('Revenue account, from the configuration'),
  })
  .describe('A line of a sales document. Amounts may be negative, as in discounts');

const totals = z
  .object({
    net: amountSent.describe('Sum of the lines ex VAT'),
    tax: amountSent.describe('Sum of the VAT of the lines'),
    total: amountSent.describe('net + tax, exactly'),
  })
  .describe('Sums of the document; they hold exactly');

const customer = z
  .object({
    number: z.string().describe('Identifies the customer; the rest serves where customers may be created'),
    name: z.string(),
    country: z.string().nullable().describe('ISO 3166-1 alpha-2, or null'),
    vatNumber: z.string().nullable(),
  })
  .describe('The customer');

const salesFields = {
  reference: referenceText,
  documentNumber: z.string().describe("The number printed on TRAEDE's document"),
  date: daySent,
  currency: currencyCode,
  customer,
  lines: z.array(salesLine),
  totals,
  paymentTerm: z
    .string()
    .optional()
    .describe("The ERP's name of the payment term, from the configuration; absent: the ERP's own default"),
};

export const invoiceSchema = z
  .object({
    kind: z.literal('invoice'),
    ...salesFields,
    corrects: z.null().describe('Invoices correct nothing'),
  })
  .describe('An invoice');

export const creditNoteSchema = z
  .object({
    kind: z.literal('credit-note'),
    ...salesFields,
    corrects: referenceText
      .nullable()
      .describe('External reference of the invoice that it corrects; null where TRAEDE names none'),
  })
  .describe('A credit note. Its amounts are positive, as printed on it: the ERP turns the sides');

const journalLine = z
  .object({
    account: z.string().describe('Account, from TRAEDE'),
    debit: amountSent,
    credit: amountSent,
    text: z.string().describe('Text of the line'),
    customer: customer
      .optional()
      .describe('Whose debt it is, on a line of a receivable account; absent on all others'),
  })
  .describe('One side is 0.00, neither is negative');

export const journalEntrySchema = z
  .object({
    kind: z.literal('journal-entry'),
    reference: referenceText,
    date: daySent,
    currency: currencyCode,
    text: z.string().describe('Text of the entry'),
    amount: amountSent.describe('As TRAEDE states it: negative where the sides were turned'),
    lines: z.array(journalLine),
  })
  .describe('A balanced entry: the debits add up to the credits');

export const postingSchema = z
  .discriminatedUnion('kind', [invoiceSchema, creditNoteSchema, journalEntrySchema])
  .describe('One document to be booked');

export type WirePosting = z.output<typeof postingSchema>;
