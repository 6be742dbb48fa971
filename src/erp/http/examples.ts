import type { z } from 'zod';
import type {
  healthSchema,
  listAnswerSchema,
  lookupAnswerSchema,
  lookupRequestSchema,
  postedSchema,
  problemSchema,
  validAnswerSchema,
} from './answer-schema';
import type { WirePosting } from './posting-schema';

/** The examples of the published protocol: a test posts them to the reference receiver. */

const INVOICE_REFERENCE = 'traede:acme-books:invoice:1042';

export const INVOICE_EXAMPLE: WirePosting = {
  kind: 'invoice',
  reference: INVOICE_REFERENCE,
  documentNumber: '10042',
  date: '2026-11-20',
  currency: 'DKK',
  customer: { number: 'C-77', name: 'Boutique Example', country: 'DK', vatNumber: null },
  lines: [
    {
      kind: 'product',
      description: 'Coat, black, M',
      itemNumber: 'COAT-1',
      quantity: '3',
      unitPrice: '33.3333',
      net: '100.00',
      taxCode: 'U25',
      taxRate: '25',
      tax: '25.00',
      account: '1010',
    },
    {
      kind: 'shipping',
      description: 'Shipping',
      itemNumber: null,
      quantity: '1',
      unitPrice: '50',
      net: '50.00',
      taxCode: 'U25',
      taxRate: '25',
      tax: '12.50',
      account: '1110',
    },
  ],
  totals: { net: '150.00', tax: '37.50', total: '187.50' },
  paymentTerm: 'Net 14 days',
  corrects: null,
};

export const CREDIT_NOTE_EXAMPLE: WirePosting = {
  kind: 'credit-note',
  reference: 'traede:acme-books:credit-note:7',
  documentNumber: '20007',
  date: '2026-11-24',
  currency: 'DKK',
  customer: { number: 'C-77', name: 'Boutique Example', country: 'DK', vatNumber: null },
  lines: [
    {
      kind: 'product',
      description: 'Coat, black, M',
      itemNumber: 'COAT-1',
      quantity: '1',
      unitPrice: '33.33',
      net: '33.33',
      taxCode: 'U25',
      taxRate: '25',
      tax: '8.33',
      account: '1010',
    },
  ],
  totals: { net: '33.33', tax: '8.33', total: '41.66' },
  corrects: INVOICE_REFERENCE,
};

export const JOURNAL_ENTRY_EXAMPLE: WirePosting = {
  kind: 'journal-entry',
  reference: 'traede:acme-books:accounting-entry:31',
  date: '2026-11-20',
  currency: 'DKK',
  text: 'Cost of goods sold',
  amount: '60.00',
  lines: [
    { account: '2010', debit: '60.00', credit: '0.00', text: 'Cost of goods sold' },
    { account: '5400', debit: '0.00', credit: '60.00', text: 'Cost of goods sold' },
  ],
};

/** An invoice that is booked as one entry, under its own reference. */
export const INVOICE_AS_ENTRY_EXAMPLE: WirePosting = {
  kind: 'journal-entry',
  reference: 'traede:acme-books:invoice:1043',
  date: '2026-11-20',
  currency: 'DKK',
  text: 'Invoice 10043',
  amount: '125.00',
  lines: [
    {
      account: '5600',
      debit: '125.00',
      credit: '0.00',
      text: 'Invoice 10043',
      customer: { number: 'C-77', name: 'Boutique Example', country: 'DK', vatNumber: null },
    },
    { account: '1010', debit: '0.00', credit: '100.00', text: 'Invoice 10043' },
    { account: '6902', debit: '0.00', credit: '25.00', text: 'Invoice 10043' },
  ],
};

const RECEIPT_EXAMPLE = {
  reference: INVOICE_REFERENCE,
  erpId: '1',
  number: 'INV-1',
  date: '2026-11-20',
  currency: 'DKK',
  net: '150.00',
  tax: '37.50',
  total: '187.50',
  lines: [
    { account: '1010', description: 'Coat, black, M', net: '100.00' },
    { account: '1110', description: 'Shipping', net: '50.00' },
  ],
};

export const POSTED_EXAMPLE: z.input<typeof postedSchema> = { receipt: RECEIPT_EXAMPLE };

export const PROBLEM_EXAMPLE: z.input<typeof problemSchema> = {
  problem: {
    code: 'period-closed',
    message: 'The books are closed until 2026-11-30.',
    remedy: 'Open the period, then resync the document.',
  },
};

export const VALID_EXAMPLE: z.input<typeof validAnswerSchema> = { problem: null };

export const LOOKUP_REQUEST_EXAMPLE: z.input<typeof lookupRequestSchema> = {
  references: [INVOICE_REFERENCE, 'traede:acme-books:invoice:1043'],
};

export const LOOKUP_ANSWER_EXAMPLE: z.input<typeof lookupAnswerSchema> = {
  receipts: [RECEIPT_EXAMPLE],
  absent: ['traede:acme-books:invoice:1043'],
};

export const LIST_ANSWER_EXAMPLE: z.input<typeof listAnswerSchema> = {
  receipts: [RECEIPT_EXAMPLE],
  nextCursor: null,
};

export const HEALTH_EXAMPLE: z.input<typeof healthSchema> = {
  protocol: 1,
  kinds: ['invoice', 'credit-note', 'journal-entry'],
  checks: [{ subject: 'period 2026-11', ok: true, detail: 'open' }],
};
