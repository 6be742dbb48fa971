import type { DocumentType } from '../../src/document';
import { isSameContent } from '../../src/same-content';
import { contentHash } from '../../src/traede/content-hash';
import { parseDocument } from '../../src/traede/parse';
import { goodCustomer, goodEntry, goodInvoice, goodLine } from './good-documents';

type Json = Record<string, unknown>;

describe('the content hash', () => {
  const hashOf = (documentType: DocumentType, json: string, timeZone = 'Europe/Copenhagen'): string => {
    const parsed = parseDocument(documentType, json);
    if (!parsed.ok) throw new Error(parsed.problem.message);
    return contentHash(parsed.document, timeZone);
  };
  const entryHash = (changes: Json = {}, timeZone?: string): string =>
    hashOf('accounting-entry', JSON.stringify(goodEntry(changes)), timeZone);
  const hash = (changes: Json = {}): string => hashOf('invoice', JSON.stringify(goodInvoice(changes)));
  const customer = (changes: Json): Json => ({ customer: goodCustomer(changes) });
  const other = goodLine({ quantity: 1, total_price: 0, total_price_after_vat: 0 });

  it('is SHA-256 in hex, of each version', () => {
    expect(hash()).toMatch(/^[0-9a-f]{64} [0-9a-f]{64}$/);
  });

  it('holds the version that older records know', () => {
    expect(isSameContent('fb5c', hash())).toBe(false);
    expect(isSameContent('6be053b44c8b1ba55435f055251554ddcb0eb61c398cafc460888671f73ee7bd', hash())).toBe(
      true,
    );
    expect(
      isSameContent('acdeeaa422d9d0622d18159362277e45235af880519a9aec835916d9de40446c', entryHash()),
    ).toBe(true);
    expect(
      isSameContent(
        'acdeeaa422d9d0622d18159362277e45235af880519a9aec835916d9de40446c',
        entryHash({ text: 'Other' }),
      ),
    ).toBe(false);
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
    expect(isSameContent(hash(changes), hash())).toBe(false);
  });

  it.each([
    { id: 32 },
    { currency: 'SEK' },
    { amount: 1250.75 },
    { amount: -1250.7501 },
    { account: 1311 },
    { contra_account: 2101 },
    { date: '2026-11-21' },
    { text: 'Other' },
  ])('of an accounting entry changes with %j', (changes) => {
    expect(isSameContent(entryHash(changes), entryHash())).toBe(false);
  });

  it.each([
    { date: '2026-11-20T00:00:00Z' },
    { date: '2026-11-20 00:00:00' },
    { date: '2026-11-20T00:00:00.000000Z' },
    { date: '2026-11-20T00:00:00+01:00' },
    // Midnight in Copenhagen, as a server that counts in UTC writes it.
    { date: '2026-11-19T23:00:00Z' },
    { date: '2026-11-20T14:05:00+01:00' },
    { amount: '-1250.750' },
    { amount: '-1.25075e3' },
    { account: '1310', contra_account: ' 2100 ' },
    { currency: 'dkk' },
    { text: ' Cost of goods sold\u00a0' },
    { created_at: '2026-11-21 00:10:00', updated_at: '2027-01-01' },
    { notes: 'new' },
  ])('of an accounting entry is of the same content with %j', (changes) => {
    expect(isSameContent(entryHash(), entryHash(changes))).toBe(true);
  });

  it('of an accounting entry does not depend on the order of its fields', () => {
    const entry = Object.fromEntries(Object.entries(goodEntry()).toReversed());
    expect(hashOf('accounting-entry', JSON.stringify(entry))).toBe(entryHash());
  });

  it('counts the days where the brand is', () => {
    const late = { date: '2026-11-20T02:00:00Z' };
    expect(isSameContent(entryHash({}, 'America/New_York'), entryHash(late, 'America/New_York'))).toBe(false);
    expect(isSameContent(entryHash(), entryHash(late))).toBe(true);
    // Another zone in the configuration changes no document.
    expect(isSameContent(entryHash(late), entryHash(late, 'America/New_York'))).toBe(true);
  });

  it('takes dates of an invoice for days, and days that no calendar has as they are', () => {
    const dated = (day: string): string => hash({ invoice_date: day });
    expect(isSameContent(dated('2026-11-20'), dated('2026-11-20T00:00:00Z'))).toBe(true);
    expect(isSameContent(dated('2026-11-20'), dated('2026-11-21T00:00:00Z'))).toBe(false);
    expect(isSameContent(dated('0001-01-01T10:00:00Z'), dated('0001-01-01T11:00:00Z'))).toBe(false);
  });
});
