import { z } from 'zod';
import type { DocumentType } from '../document';

/**
 * TRAEDE's documents as they stand in its JSON, complete: with every relation that a caller could ask for. Schemas,
 * and not only types, as changed documents come back in from the control endpoint and from the state file. Amounts
 * are JSON numbers here, made from exact decimals with at most four digits after the point; dates are
 * `YYYY-MM-DD HH:MM:SS` in UTC.
 */
const productSchema = z.object({
  id: z.int(),
  item_number: z.string(),
  name: z.string(),
  description: z.string(),
});

const variantSchema = z.object({
  id: z.int(),
  sku: z.string(),
  ean: z.string(),
  attributes: z.record(z.string(), z.string()),
});

const addressSchema = z.object({
  type: z.enum(['billing', 'delivery']),
  name: z.string(),
  address: z.string(),
  zipcode: z.string(),
  city: z.string(),
  /** ISO 3166-1 alpha-2. */
  country_code: z.string(),
});

const customerSchema = z.object({
  id: z.int(),
  customer_number: z.string(),
  name: z.string(),
  currency: z.string(),
  discount_percentage: z.number(),
  active: z.boolean(),
  payment_term: z.object({ name: z.string(), erp_code: z.string() }),
  addresses: z.array(addressSchema),
  vat_number: z.string().nullable(),
  eori_number: z.string().nullable(),
  email: z.string(),
  telephone: z.string(),
});

/** Prices, discount and VAT are for one unit, before VAT; the two totals are for the line. */
const lineSchema = z.object({
  product_id: z.int(),
  variant_id: z.int(),
  quantity: z.number(),
  price_before_discount: z.number(),
  discount_amount: z.number(),
  discount_percentage: z.number(),
  net_price: z.number(),
  vat_amount: z.number(),
  total_price: z.number(),
  total_price_after_vat: z.number(),
  product: productSchema,
  variant: variantSchema,
});

const creditNoteLineSchema = lineSchema.extend({
  /** `return` puts the item back in stock, `claim` does not. */
  claim_type: z.enum(['return', 'claim', 'exchange']),
  claim_cause_id: z.int().nullable(),
});

const salesFields = {
  id: z.int(),
  status: z.enum(['draft', 'booked']),
  order_type: z.enum(['b2b', 'b2c']),
  customer_id: z.int(),
  order_id: z.int().nullable(),
  notes: z.string().nullable(),
  currency: z.string(),
  meta: z.record(z.string(), z.unknown()),
  total_quantity: z.number(),
  price_before_discount: z.number(),
  discount_amount: z.number(),
  discount_percentage: z.number(),
  net_price: z.number(),
  shipping: z.number(),
  handling_fee: z.number(),
  vat_amount: z.number(),
  total_price_after_vat: z.number(),
  created_at: z.string(),
  updated_at: z.string(),
  customer: customerSchema,
};

const invoiceSchema = z.object({
  ...salesFields,
  invoice_number: z.int().nullable(),
  lines: z.array(lineSchema),
});

const creditNoteSchema = z.object({
  ...salesFields,
  credit_note_number: z.int().nullable(),
  /** The invoice credited; null for a credit note made by hand. */
  order_invoice_id: z.int().nullable(),
  lines: z.array(creditNoteLineSchema),
});

const accountingEntrySchema = z.object({
  id: z.int(),
  currency: z.string(),
  amount: z.number(),
  /** The account debited. */
  account: z.int(),
  /** The account credited. */
  contra_account: z.int(),
  /** `YYYY-MM-DD`. */
  date: z.string(),
  text: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
});

export type WireProduct = z.infer<typeof productSchema>;
export type WireVariant = z.infer<typeof variantSchema>;
export type WireCustomer = z.infer<typeof customerSchema>;
export type WireLine = z.infer<typeof lineSchema>;
export type WireCreditNoteLine = z.infer<typeof creditNoteLineSchema>;
export type WireInvoice = z.infer<typeof invoiceSchema>;
export type WireCreditNote = z.infer<typeof creditNoteSchema>;
export type WireAccountingEntry = z.infer<typeof accountingEntrySchema>;

export interface WireDocuments {
  readonly invoice: WireInvoice;
  readonly 'credit-note': WireCreditNote;
  readonly 'accounting-entry': WireAccountingEntry;
}
export type WireDocument = WireDocuments[DocumentType];

export const WIRE_SCHEMAS: { readonly [Type in DocumentType]: z.ZodType<WireDocuments[Type]> } = {
  invoice: invoiceSchema,
  'credit-note': creditNoteSchema,
  'accounting-entry': accountingEntrySchema,
};

/** An instant in the form that documents carry; TRAEDE keeps whole seconds. */
export function wireDate(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace('T', ' ');
}
