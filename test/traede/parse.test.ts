import type { DocumentType } from '../../src/document';
import type { TraedeAccountingEntry, TraedeSalesDocument } from '../../src/traede/document';
import { parseDocument } from '../../src/traede/parse';
import { MAX_LINES } from '../../src/traede/sales-document';
import { GOOD_DOCUMENTS, goodCreditNote, goodEntry, goodInvoice, goodLine } from './good-documents';

type Json = Record<string, unknown>;

function salesDocument(documentType: DocumentType, json: Json): TraedeSalesDocument {
  const parsed = parseDocument(documentType, JSON.stringify(json));
  if (!parsed.ok) throw new Error(parsed.problem.message);
  if (parsed.document.documentType === 'accounting-entry') throw new Error('not a sales document');
  return parsed.document;
}

const invoice = (changes: Json = {}): TraedeSalesDocument => salesDocument('invoice', goodInvoice(changes));
const line = (changes: Json = {}) => invoice({ lines: [goodLine(changes)] }).lines[0];

function entry(changes: Json = {}): TraedeAccountingEntry {
  const parsed = parseDocument('accounting-entry', JSON.stringify(goodEntry(changes)));
  if (!parsed.ok) throw new Error(parsed.problem.message);
  if (parsed.document.documentType !== 'accounting-entry') throw new Error('not an accounting entry');
  return parsed.document;
}

function complaint(documentType: DocumentType, changes: Json): string {
  const parsed = parseDocument(documentType, JSON.stringify(GOOD_DOCUMENTS[documentType](changes)));
  if (parsed.ok) throw new Error('was read without complaint');
  expect(parsed.problem.code).toBe('malformed-document');
  expect(parsed.problem.remedy).not.toBe('');
  return parsed.problem.message;
}

/** Amounts as text, for readable comparisons. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('an invoice', () => {
  it('is read in full', () => {
    expect(plain(invoice())).toEqual({
      documentType: 'invoice',
      id: 1042,
      number: '500123',
      status: 'booked',
      orderType: 'b2b',
      currency: 'DKK',
      customer: {
        id: 77,
        number: 'C-77',
        name: 'Boutique Canary',
        country: 'DK',
        vatNumber: 'DK12345678',
        email: 'owner@canary.example',
      },
      paymentTerm: null,
      creditedInvoiceId: null,
      dates: {},
      createdAt: { kind: 'instant', at: '2026-11-20T23:30:00.000Z' },
      priceBeforeDiscount: '220',
      discountAmount: '20',
      netPrice: '200',
      shipping: '40',
      handlingFee: '10',
      vatAmount: '62.5',
      totalPriceAfterVat: '312.5',
      lines: [
        {
          description: 'Wool coat (Black, M)',
          itemNumber: 'COAT-1',
          productGroup: [],
          sku: 'COAT-1-BLK-M',
          quantity: '2',
          unitNetPrice: '100',
          unitVatAmount: '25',
          totalPrice: '200',
          totalPriceAfterVat: '250',
        },
      ],
    });
  });

  it('is read from numbers as text, and a lower-case currency', () => {
    const texts = {
      id: '1042',
      net_price: '200.00',
      vat_amount: ' 62.50',
      shipping: '40',
      currency: ' dkk ',
      customer_id: '77',
    };
    expect(plain(invoice(texts))).toEqual(plain(invoice()));
  });

  it('is read without what the books do not need', () => {
    const absent = [
      'order_type',
      'customer_id',
      'customer',
      'created_at',
      'price_before_discount',
      'discount_amount',
      'shipping',
      'handling_fee',
    ];
    for (const nothing of [undefined, null]) {
      const document = invoice(Object.fromEntries(absent.map((name) => [name, nothing])));
      expect(plain(document)).toMatchObject({
        orderType: null,
        customer: { id: null, number: null, name: null, country: null, vatNumber: null, email: null },
        createdAt: null,
        priceBeforeDiscount: null,
        discountAmount: null,
        shipping: '0',
        handlingFee: '0',
      });
    }
  });

  it('keeps amounts exactly as sent', () => {
    const json = JSON.stringify(goodInvoice()).replace(
      '"net_price":200,',
      '"net_price":200.12345678901234567890,',
    );
    const parsed = parseDocument('invoice', json);
    expect(parsed.ok && plain(parsed.document)).toMatchObject({ netPrice: '200.1234567890123456789' });
  });

  it.each([
    ['booked', 5, 'booked'],
    ['BOOKED', null, 'booked'],
    ['draft', 5, 'draft'],
    [undefined, 5, 'booked'],
    [null, 'A-5', 'booked'],
    [undefined, null, 'draft'],
    [null, '', 'draft'],
  ])('with status %j and number %j is %s', (status, number, expected) => {
    expect(invoice({ status, invoice_number: number }).status).toBe(expected);
  });

  it('collects the undocumented dates that are readable', () => {
    const dates = {
      bookkeeping_date: '2026-11-20',
      booked_at: '2026-11-20T10:00:00+01:00',
      invoice_date: '2026-02-30',
      due_date: null,
      date: 5,
      posting_date: '0000-00-00',
    };
    expect(plain(invoice(dates).dates)).toEqual({
      bookkeeping_date: { kind: 'day', day: '2026-11-20' },
      booked_at: { kind: 'instant', at: '2026-11-20T09:00:00.000Z' },
    });
  });

  it('cleans and bounds texts', () => {
    const name = ` Bou\u0000tique\r\n\u202eCanary\ud800 ${'x'.repeat(1000)}`;
    const cleaned = invoice({ customer: { name } }).customer.name;
    expect(cleaned).toMatch(/^Bou tique Canary\ufffd x+$/);
    expect(cleaned).toHaveLength(255);
  });

  it('does not split a character when it cuts', () => {
    const cut = invoice({ customer: { name: `${'x'.repeat(254)}😀` } }).customer.name;
    expect(cut).toBe('x'.repeat(254));
  });

  it('takes no prototype from the document', () => {
    const json = JSON.stringify(goodInvoice({ currency: undefined })).replace(
      '{',
      '{"__proto__":{"currency":"DKK"},',
    );
    expect(parseDocument('invoice', json)).toMatchObject({ ok: false });
  });

  it.each([
    ['id', 'Infinity', 'a text'],
    ['id', 0, 'a number'],
    ['id', '9007199254740993', 'a text'],
    ['currency', 'kr', 'a text that is not one'],
    ['currency', undefined, 'missing'],
    ['status', 'paid', 'a text'],
    ['net_price', undefined, 'missing'],
    ['net_price', null, 'null'],
    ['net_price', '12,50', 'a text'],
    ['net_price', '', 'an empty text'],
    ['net_price', 'NaN', 'a text that is not a number'],
    ['net_price', '1'.repeat(41), 'one with too many digits'],
    ['vat_amount', true, 'true or false'],
    ['vat_amount', [1], 'a list'],
    ['total_price_after_vat', {}, 'an object'],
    ['total_price_after_vat', '1e308', 'too large'],
    ['shipping', 'free', 'a text'],
    ['handling_fee', '1000000000001', 'too large'],
    ['discount_amount', 'much', 'a text'],
    ['invoice_number', ['5'], 'a list'],
    ['invoice_number', '5'.repeat(65), 'a text'],
    ['lines', undefined, 'missing'],
    ['lines', { 0: {} }, 'an object'],
  ])('with %s = %j is malformed', (name, value, kind) => {
    const message = complaint('invoice', { [name]: value });
    expect(message).toContain(`"${name}" should be `);
    expect(message).toContain(`is ${kind}`);
    if (name !== 'id') expect(message).toContain('The invoice 1042 cannot be read');
  });

  it('says that lines were not included', () => {
    expect(complaint('invoice', { lines: undefined })).toContain('lines were not included');
  });

  it('names the line and field at fault, and never a value', () => {
    const lines = [goodLine(), goodLine({ quantity: 'owner@canary.example' })];
    const customer = { customer_number: `Canary ${'x'.repeat(99)}` };
    const message = complaint('invoice', { lines, customer, net_price: 'owner@canary.example' });
    expect(message).toContain('"lines[1].quantity" should be a decimal number, but is a text');
    expect(message).toContain('"customer.customer_number" should be at most 64 characters long');
    expect(message).not.toMatch(/@|Canary/);
  });

  it('says how many more faults there are', () => {
    const message = complaint('invoice', { lines: Array.from({ length: 10 }, () => 'x') });
    expect(message).toContain('"lines[4]" should be an object, but is a text; and 5 more.');
  });

  it('may have very many lines, and not more', () => {
    const lines = (count: number): unknown[] => Array.from({ length: count }, () => goodLine());
    expect(invoice({ lines: lines(MAX_LINES) }).lines).toHaveLength(MAX_LINES);
    expect(complaint('invoice', { lines: lines(MAX_LINES + 1) })).toContain(
      'at most 20000 elements, but holds 20001',
    );
  });
});

describe('a line', () => {
  it.each(['quantity', 'total_price', 'total_price_after_vat'])('needs its %s', (name) => {
    expect(complaint('invoice', { lines: [goodLine({ [name]: null })] })).toContain(
      `"lines[0].${name}" should be`,
    );
  });

  it.each([
    [{ quantity: 4 }, '50', '12.5'],
    [{ quantity: 0 }, '200', '50'],
    [{ quantity: '1e-300' }, '200', '50'],
  ])('without prices per unit shows quotients: %j', (changes, unitNetPrice, unitVatAmount) => {
    expect(plain(line({ net_price: undefined, vat_amount: null, ...changes }))).toMatchObject({
      unitNetPrice,
      unitVatAmount,
    });
  });

  it.each([
    [{ variant: { sku: 'S', attributes: { Color: 'Black', Size: 38 } } }, 'Wool coat (Black, 38)'],
    [
      { variant: { sku: 'S', attributes: [{ name: 'Color', value: 'Black' }, { name: 'Size' }] } },
      'Wool coat (Black)',
    ],
    [{ variant: { sku: 'S', attributes: ['Black'] } }, 'Wool coat (Black)'],
    [{ variant: { sku: 'S', attributes: [] } }, 'Wool coat (S)'],
    [{ variant: null }, 'Wool coat'],
    [{ product: null, description: 'Gift wrapping', name: 'Other' }, 'Gift wrapping'],
    [{ product: [], name: 'Gift' }, 'Gift'],
    [{ product: { name: ' ' }, text: 'Gift' }, 'Gift'],
    [{ product: undefined, variant: undefined }, 'Item'],
  ])('with %j is described as %s', (changes, description) => {
    expect(line(changes)?.description).toBe(description);
  });

  it('takes item number and SKU from itself where product and variant were not included', () => {
    const bare = { product: undefined, variant: undefined, item_number: 5001, sku: 'S-1' };
    expect(line(bare)).toMatchObject({ itemNumber: '5001', sku: 'S-1' });
  });
});

describe('a credit note', () => {
  it('names its number and the invoice that it credits', () => {
    const note = salesDocument('credit-note', goodCreditNote());
    expect(note).toMatchObject({
      documentType: 'credit-note',
      id: 9,
      number: '500123',
      creditedInvoiceId: 1042,
    });
  });

  it.each([null, undefined])('may be a manual one (%j)', (order_invoice_id) => {
    expect(salesDocument('credit-note', goodCreditNote({ order_invoice_id })).creditedInvoiceId).toBeNull();
  });

  it('with an unreadable invoice is malformed: it must not pass for a manual one', () => {
    expect(complaint('credit-note', { order_invoice_id: 'INV-1' })).toContain('"order_invoice_id" should be');
  });
});

describe('an accounting entry', () => {
  it('is read in full', () => {
    expect(plain(entry())).toEqual({
      documentType: 'accounting-entry',
      id: 31,
      currency: 'DKK',
      amount: '-1250.75',
      account: '1310',
      contraAccount: '2100',
      date: { kind: 'day', day: '2026-11-20' },
      text: 'Cost of goods sold',
    });
  });

  it.each([
    ['A1310', 'A1310'],
    [' 1310 ', '1310'],
    ['13-10.5', '13-10.5'],
    [0, '0'],
    [null, ''],
    [' ', ''],
  ])('reads the account %j', (account, expected) => {
    expect(entry({ account }).account).toBe(expected);
  });

  it('reads an instant as date, and does without text', () => {
    expect(plain(entry({ date: '2026-11-20 23:30:00', text: null }))).toMatchObject({
      date: { kind: 'instant', at: '2026-11-20T23:30:00.000Z' },
      text: '',
    });
  });

  it.each([
    ['amount', null],
    ['account', undefined],
    ['account', 13.5],
    ['account', -5],
    ['account', 'a b'],
    ['contra_account', undefined],
    ['contra_account', {}],
    ['date', undefined],
    ['date', 20261120],
    ['currency', 'DK'],
  ])('with %s = %j is malformed', (name, value) => {
    const message = complaint('accounting-entry', { [name]: value });
    expect(message).toContain('The accounting entry 31 cannot be read');
    expect(message).toContain(`"${name}" should be `);
  });

  it('on a day that does not exist is malformed, and says the day', () => {
    expect(complaint('accounting-entry', { date: '2026-02-30' })).toContain(
      '"date" 2026-02-30 is not a day that exists.',
    );
  });
});
