import type { DocumentType } from '../../src/document';

type Json = Record<string, unknown>;

/** Documents that read without complaint; tests break them one field at a time. */
export function goodInvoice(changes: Json = {}): Json {
  return {
    id: 1042,
    invoice_number: 500123,
    status: 'booked',
    order_type: 'b2b',
    customer_id: 77,
    order_id: null,
    currency: 'DKK',
    price_before_discount: 220,
    discount_amount: 20,
    net_price: 200,
    shipping: 40,
    handling_fee: 10,
    vat_amount: 62.5,
    total_price_after_vat: 312.5,
    created_at: '2026-11-20 23:30:00',
    updated_at: '2026-11-20 23:31:00',
    customer: goodCustomer(),
    lines: [goodLine()],
    ...changes,
  };
}

export function goodCustomer(changes: Json = {}): Json {
  return {
    id: 77,
    customer_number: 'C-77',
    name: 'Boutique Canary',
    vat_number: 'DK12345678',
    email: 'owner@canary.example',
    addresses: [{ street: 'Main Street 1', country: 'DK' }],
    ...changes,
  };
}

export function goodLine(changes: Json = {}): Json {
  return {
    product_id: 1,
    variant_id: 2,
    quantity: 2,
    price_before_discount: 110,
    discount_amount: 10,
    net_price: 100,
    vat_amount: 25,
    total_price: 200,
    total_price_after_vat: 250,
    product: { item_number: 'COAT-1', name: 'Wool coat', description: 'Warm' },
    variant: { sku: 'COAT-1-BLK-M', ean: '5701234567890', attributes: { Color: 'Black', Size: 'M' } },
    ...changes,
  };
}

export function goodCreditNote(changes: Json = {}): Json {
  const { invoice_number: number, ...invoice } = goodInvoice();
  return { ...invoice, id: 9, credit_note_number: number, order_invoice_id: 1042, ...changes };
}

export function goodEntry(changes: Json = {}): Json {
  return {
    id: 31,
    currency: 'DKK',
    amount: -1250.75,
    account: 1310,
    contra_account: 2100,
    date: '2026-11-20',
    text: 'Cost of goods sold',
    created_at: '2026-11-21T00:10:00Z',
    updated_at: '2026-11-21T00:10:00Z',
    ...changes,
  };
}

export const GOOD_DOCUMENTS: Readonly<Record<DocumentType, (changes?: Json) => Json>> = {
  invoice: goodInvoice,
  'credit-note': goodCreditNote,
  'accounting-entry': goodEntry,
};
