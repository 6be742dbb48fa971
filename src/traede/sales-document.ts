import type { z } from 'zod';
import { ZERO } from '../money';
import type { Moment } from '../plain-date';
import { customerSchema } from './customer';
import type { TraedeSalesDocument } from './document';
import {
  amountOr,
  currency,
  identifier,
  impossibleDay,
  isRecord,
  lenientId,
  lenientIdentifier,
  lenientMoment,
  listOf,
  notADay,
  object,
  oneOf,
  optionalAmount,
  optionalId,
  readMoment,
  requiredAmount,
  requiredId,
} from './fields';
import { lineSchema } from './line';
import { paymentTermOf } from './payment-term';

/** Far above any invoice of a brand; bounds the memory, and the size of what is sent to the ERP. */
export const MAX_LINES = 20_000;

/** Dates that TRAEDE does not document and may send. */
const DATE_FIELDS = [
  'bookkeeping_date',
  'invoice_date',
  'credit_note_date',
  'booked_at',
  'booked_date',
  'posting_date',
  'date',
  'due_date',
] as const;

const shared = {
  id: requiredId,
  status: oneOf('draft', 'booked'),
  order_type: lenientIdentifier,
  currency,
  customer_id: lenientId,
  customer: customerSchema,
  created_at: lenientMoment,
  price_before_discount: optionalAmount,
  discount_amount: optionalAmount,
  net_price: requiredAmount,
  shipping: amountOr(ZERO),
  handling_fee: amountOr(ZERO),
  vat_amount: requiredAmount,
  total_price_after_vat: requiredAmount,
  lines: listOf(lineSchema, MAX_LINES, 'lines were not included'),
};

/** Made once: a schema that is put together for each document compiles its parser for each document. */
const invoiceSchema = object({ ...shared, invoice_number: identifier });
const creditNoteSchema = object({ ...shared, credit_note_number: identifier, order_invoice_id: optionalId });

type Outcome =
  | { readonly success: true; readonly data: TraedeSalesDocument }
  | { readonly success: false; readonly error: Issues };

interface Issues {
  readonly issues: readonly z.core.$ZodIssue[];
}

export function parseInvoice(value: unknown): Outcome {
  const outcome = invoiceSchema.safeParse(value);
  if (!outcome.success) return outcome;
  const { data } = outcome;
  return (
    refusedCreation(value) ?? {
      success: true,
      data: toDocument('invoice', data, value, data.invoice_number, null),
    }
  );
}

export function parseCreditNote(value: unknown): Outcome {
  const outcome = creditNoteSchema.safeParse(value);
  if (!outcome.success) return outcome;
  const { data } = outcome;
  return (
    refusedCreation(value) ?? {
      success: true,
      data: toDocument('credit-note', data, value, data.credit_note_number, data.order_invoice_id),
    }
  );
}

/**
 * A `created_at` on a day that does not exist, where no other date says when the document is to be booked. Other unreadable
 * ones count as absent: nothing may depend on them.
 */
function refusedCreation(raw: unknown): Extract<Outcome, { success: false }> | undefined {
  const day = isRecord(raw) ? impossibleDay(raw['created_at']) : undefined;
  if (day === undefined || Object.keys(readDates(raw)).length > 0) return undefined;
  const issue = {
    code: 'custom',
    path: ['created_at'],
    message: notADay(day),
    input: undefined,
  } satisfies z.core.$ZodIssue;
  return { success: false, error: { issues: [issue] } };
}

function toDocument(
  documentType: TraedeSalesDocument['documentType'],
  fields: Omit<z.output<typeof invoiceSchema>, 'invoice_number'>,
  raw: unknown,
  number: string | null,
  creditedInvoiceId: number | null,
): TraedeSalesDocument {
  return {
    documentType,
    id: fields.id,
    number,
    // TRAEDE gives a number when it books; without a number, no status means that nobody said it is booked.
    status: fields.status ?? (number === null ? 'draft' : 'booked'),
    orderType: fields.order_type?.toLowerCase() ?? null,
    currency: fields.currency,
    customer: { ...fields.customer, id: fields.customer_id ?? fields.customer.id },
    paymentTerm: isRecord(raw) ? paymentTermOf(raw) : null,
    creditedInvoiceId,
    dates: readDates(raw),
    createdAt: fields.created_at,
    priceBeforeDiscount: fields.price_before_discount,
    discountAmount: fields.discount_amount,
    netPrice: fields.net_price,
    shipping: fields.shipping,
    handlingFee: fields.handling_fee,
    vatAmount: fields.vat_amount,
    totalPriceAfterVat: fields.total_price_after_vat,
    lines: fields.lines,
  };
}

/** Those that are present and readable. */
function readDates(raw: unknown): Readonly<Record<string, Moment>> {
  const dates: Record<string, Moment> = {};
  if (!isRecord(raw)) return dates;
  for (const name of DATE_FIELDS) {
    const moment = readMoment(raw[name]);
    if (moment !== null) dates[name] = moment;
  }
  return dates;
}
