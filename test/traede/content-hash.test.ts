import type { DocumentType } from '../../src/document';
import { parseDocument } from '../../src/traede/parse';
import { goodCustomer, goodEntry, goodInvoice, goodLine } from './good-documents';

type Json = Record<string, unknown>;

describe('the content hash', () => {
  const hashOf = (documentType: DocumentType, json: string): string => {
    const parsed = parseDocument(documentType, json);
    if (!parsed.ok) throw new Error(parsed.problem.message);
    return parsed.hash;
  };
  const hash = (changes: Json = {}): string => hashOf('invoice', JSON.stringify(goodInvoice(changes)));
  const customer = (changes: Json): Json => ({ customer: goodCustomer(changes) });
  const other = goodLine({ quantity: 1, total_price: 0, total_price_after_vat: 0 });

  it('is SHA-256 in hex', () => {
    expect(hash()).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    { net_price: '200.00' },
    { currency: 'dkk' },
    { updated_at: '2027-01-01 00:00:00' },
    { notes: 'new', meta: { a: 1 } },
    { created_at: '2026-11-20T23:30:00Z' },
    customer({ name: 'Renamed', email: null }),
    { lines: [goodLine({ total_price: '200.0', product: { item_number: 'COAT-1', name: 'Renamed' } })] },
    { shipping: '4e1' },
  ])('does not change with %j', (changes) => {
    expect(hash(changes)).toBe(hash());
  });

  it('does not change with the order of lines', () => {
    expect(hash({ lines: [goodLine(), other] })).toBe(hash({ lines: [other, goodLine()] }));
  });

  it.each([
    { id: 1043 },
    { invoice_number: 500124 },
    { status: 'draft' },
    { order_type: 'b2c' },
    { currency: 'SEK' },
    { customer_id: 78 },
    customer({ customer_number: 'C-78' }),
    customer({ addresses: [{ country: 'SE' }] }),
    { net_price: 200.01 },
    { shipping: 41 },
    { handling_fee: 11 },
    { shipping: 10, handling_fee: 40 },
    { vat_amount: 62.51 },
    { total_price_after_vat: 312.51 },
    { discount_amount: 21 },
    { bookkeeping_date: '2026-11-21' },
    { created_at: '2026-11-21 23:30:00' },
    { lines: [] },
    { lines: [goodLine(), other] },
    { lines: [goodLine(), goodLine()] },
    { lines: [goodLine({ quantity: 3 })] },
    { lines: [goodLine({ total_price: 201 })] },
    { lines: [goodLine({ total_price_after_vat: 251 })] },
    { lines: [goodLine({ product: { item_number: 'COAT-2' } })] },
  ])('changes with %j', (changes) => {
    expect(hash(changes)).not.toBe(hash());
  });

  it.each([
    { amount: 1250.75 },
    { account: 1311 },
    { contra_account: 2101 },
    { date: '2026-11-21' },
    { text: 'Other' },
  ])('of an accounting entry changes with %j', (changes) => {
    expect(hashOf('accounting-entry', JSON.stringify(goodEntry(changes)))).not.toBe(
      hashOf('accounting-entry', JSON.stringify(goodEntry())),
    );
  });
});
