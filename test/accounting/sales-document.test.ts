import { decimal } from '../../src/money';
import type { AccountingRules } from '../../src/accounting/rules';
import {
  creditNote,
  invoice,
  line,
  linesOf,
  moment,
  PLAIN_LINE,
  problemOf,
  rules,
  salesPostingOf,
  totalsOf,
} from './documents';

const CODES: AccountingRules['taxCodes'] = [
  { zone: 'domestic', rate: decimal(25), code: 'S25' },
  { zone: 'domestic', rate: decimal(25), lineKind: 'shipping', code: 'SHIP25' },
  { zone: 'domestic', rate: decimal(0), code: 'S0' },
  { zone: 'export', rate: decimal(0), code: 'EXP' },
];

const ZERO_VAT_LINE = line({ quantity: '2', unitNet: '100', unitVat: '0', total: '200', withVat: '200' });

describe('a sales document', () => {
  it('becomes a posting with the totals of TRAEDE', () => {
    const posting = salesPostingOf(invoice());
    expect(posting).toMatchObject({
      kind: 'invoice',
      reference: 'traede:acme:invoice:1042',
      documentNumber: '10001',
      date: '2026-11-20',
      currency: 'DKK',
      customer: { number: '1077', name: 'Butik Nord ApS', country: 'DK', vatNumber: 'DK12345678' },
      corrects: null,
    });
    expect(linesOf(posting)).toEqual(['product 200.00 + 50.00 at 25 (domestic-25) on 1010']);
    expect(totalsOf(posting)).toBe('200.00 + 50.00 = 250.00');
  });

  it('gives shipping and handling fee lines, accounts and VAT of their own', () => {
    const document = invoice({
      shipping: decimal('39.95'),
      handlingFee: decimal('10.10'),
      vatAmount: decimal('62.51'),
    });
    expect(linesOf(salesPostingOf(document))).toEqual([
      'product 200.00 + 50.00 at 25 (domestic-25) on 1010',
      'shipping 39.95 + 9.99 at 25 (domestic-25) on 1110',
      'handling-fee 10.10 + 2.52 at 25 (domestic-25) on 1120',
    ]);
    const roundedEach = invoice({
      ...document,
      vatAmount: decimal('62.52'),
      totalPriceAfterVat: decimal('312.57'),
    });
    expect(totalsOf(salesPostingOf(roundedEach))).toBe('250.05 + 62.52 = 312.57');
  });

  it('finds shipping without VAT beside lines with VAT', () => {
    const document = invoice({ shipping: decimal(40), vatAmount: decimal(50) });
    expect(linesOf(salesPostingOf(document))[1]).toBe('shipping 40.00 + 0.00 at 0 (domestic-0) on 1110');
  });

  it('holds shipping alone', () => {
    const document = invoice({
      lines: [],
      netPrice: decimal(0),
      shipping: decimal(40),
      vatAmount: decimal(10),
    });
    expect(linesOf(salesPostingOf(document))).toEqual(['shipping 40.00 + 10.00 at 25 (domestic-25) on 1110']);
  });

  it('keeps several rates apart', () => {
    const food = line({ quantity: '1', unitNet: '10', unitVat: '1.2', total: '10', withVat: '11.2' });
    const document = invoice({
      lines: [PLAIN_LINE, food],
      netPrice: decimal(210),
      vatAmount: decimal('51.20'),
    });
    expect(linesOf(salesPostingOf(document))).toEqual([
      'product 200.00 + 50.00 at 25 (domestic-25) on 1010',
      'product 10.00 + 1.20 at 12 (domestic-12) on 1010',
    ]);
  });

  it('takes the main rate for an amount too small to tell its rate', () => {
    const small = line({ quantity: '1', unitNet: '0.03', unitVat: '0.01', total: '0.03', withVat: '0.04' });
    const document = invoice({
      lines: [small, PLAIN_LINE],
      netPrice: decimal('200.03'),
      vatAmount: decimal('50.01'),
    });
    expect(linesOf(salesPostingOf(document))[0]).toBe('product 0.03 + 0.01 at 25 (domestic-25) on 1010');
    const alone = invoice({ lines: [small], netPrice: decimal('0.03'), vatAmount: decimal('0.01') });
    expect(linesOf(salesPostingOf(alone))[0]).toContain('at 25 ');
    expect(linesOf(salesPostingOf(alone, rules({ homeCountry: 'DE' })))[0]).toContain('at 25 (eu-25)');
  });

  it('takes a configured rate before others that fit as well', () => {
    const cheap = line({ quantity: '10', unitNet: '0.5', unitVat: '0.1', total: '5', withVat: '6' });
    const document = invoice({ lines: [cheap], netPrice: decimal(5), vatAmount: decimal(1) });
    const taxCodes = [{ zone: 'domestic' as const, rate: decimal(19), code: 'S19' }];
    expect(salesPostingOf(document, rules({ taxCodes })).lines[0]?.taxCode).toBe('S19');
    expect(salesPostingOf(document).lines[0]?.taxCode).toBe('domestic-20');
  });

  it('takes off a discount on the whole document, spread over the rates', () => {
    const single = invoice({ netPrice: decimal(180), discountAmount: decimal(20), vatAmount: decimal(45) });
    expect(linesOf(salesPostingOf(single))).toEqual([
      'product 200.00 + 50.00 at 25 (domestic-25) on 1010',
      'discount -20.00 + -5.00 at 25 (domestic-25) on 1130',
    ]);
    const free = line({ quantity: '1', unitNet: '100', unitVat: '0', total: '100', withVat: '100' });
    const mixed = invoice({
      lines: [PLAIN_LINE, free],
      netPrice: decimal(290),
      discountAmount: decimal(10),
      vatAmount: decimal('48.33'),
    });
    expect(linesOf(salesPostingOf(mixed)).slice(2)).toEqual([
      'discount -6.67 + -1.67 at 25 (domestic-25) on 1130',
      'discount -3.33 + 0.00 at 0 (domestic-0) on 1130',
    ]);
    expect(totalsOf(salesPostingOf(mixed))).toBe('290.00 + 48.33 = 338.33');
  });

  it('ignores a discount amount that the lines hold already', () => {
    expect(salesPostingOf(invoice({ discountAmount: decimal(20) })).lines).toHaveLength(1);
  });

  it('posts returns inside an invoice, quantity zero and a document of zero', () => {
    const back = line({ quantity: '-1', unitNet: '50', unitVat: '12.5', total: '-50', withVat: '-62.5' });
    const none = line({ quantity: '0', unitNet: '50', unitVat: '12.5', total: '0', withVat: '0' });
    const document = invoice({
      lines: [PLAIN_LINE, back, none],
      netPrice: decimal(150),
      vatAmount: decimal('37.50'),
    });
    expect(linesOf(salesPostingOf(document)).slice(1)).toEqual([
      'product -50.00 + -12.50 at 25 (domestic-25) on 1010',
      'product 0.00 + 0.00 at 25 (domestic-25) on 1010',
    ]);
    const zero = invoice({ lines: [none], netPrice: decimal(0), vatAmount: decimal(0) });
    expect(totalsOf(salesPostingOf(zero))).toBe('0.00 + 0.00 = 0.00');
    const empty = invoice({ lines: [], netPrice: decimal(0), vatAmount: decimal(0) });
    expect(salesPostingOf(empty).lines).toEqual([]);
  });

  it('rounds line totals of more than two decimals so that they sum to the net price', () => {
    const third = line({
      quantity: '1',
      unitNet: '33.3333',
      unitVat: '8.3333',
      total: '33.3333',
      withVat: '41.6666',
    });
    const document = invoice({
      lines: [third, third, third],
      netPrice: decimal(100),
      vatAmount: decimal(25),
    });
    expect(linesOf(salesPostingOf(document))).toEqual([
      'product 33.34 + 8.34 at 25 (domestic-25) on 1010',
      'product 33.33 + 8.33 at 25 (domestic-25) on 1010',
      'product 33.33 + 8.33 at 25 (domestic-25) on 1010',
    ]);
  });
});

describe('a credit note', () => {
  it('names the invoice that it corrects', () => {
    expect(salesPostingOf(creditNote({ creditedInvoiceId: 1042 })).corrects).toBe('traede:acme:invoice:1042');
    expect(salesPostingOf(creditNote()).corrects).toBeNull();
  });

  it.each([
    ['quantities', { quantity: '-2', unitNet: '100', unitVat: '25', total: '-200', withVat: '-250' }],
    ['prices', { quantity: '2', unitNet: '-100', unitVat: '-25', total: '-200', withVat: '-250' }],
  ])('with negative amounts by its %s is turned to positive ones', (_, negative) => {
    const document = creditNote({
      lines: [line(negative)],
      netPrice: decimal(-200),
      vatAmount: decimal(-50),
    });
    const posting = salesPostingOf(document);
    expect(totalsOf(posting)).toBe('200.00 + 50.00 = 250.00');
    expect(posting.lines[0]?.quantity.toFixed()).toBe('2');
    expect(posting.lines[0]?.unitPrice.toFixed()).toBe('100');
  });

  it('with amounts of both signs that contradict each other is refused', () => {
    const mixed = creditNote({ netPrice: decimal(-200), vatAmount: decimal(-50) });
    expect(problemOf(mixed).code).toBe('totals-do-not-add-up');
  });

  it('never turns an invoice', () => {
    const back = line({ quantity: '-2', unitNet: '100', unitVat: '25', total: '-200', withVat: '-250' });
    const document = invoice({ lines: [back], netPrice: decimal(-200), vatAmount: decimal(-50) });
    expect(totalsOf(salesPostingOf(document))).toBe('-200.00 + -50.00 = -250.00');
  });
});

describe('what a document lacks', () => {
  const customer = invoice().customer;

  it('draft, number, date, currency', () => {
    expect(problemOf(invoice({ status: 'draft', number: null })).code).toBe('draft-document');
    expect(problemOf(invoice({ number: null })).code).toBe('malformed-document');
    expect(problemOf(invoice({ createdAt: null })).code).toBe('date-missing');
    expect(problemOf(invoice(), rules({ currencies: ['EUR'] })).code).toBe('currency-not-allowed');
    expect(salesPostingOf(invoice(), rules({ currencies: ['EUR', 'DKK'] })).currency).toBe('DKK');
  });

  it('customer', () => {
    const nameless = invoice({ customer: { ...customer, number: null, name: null } });
    expect(salesPostingOf(nameless).customer).toMatchObject({ number: 'id-77', name: 'id-77' });
    expect(problemOf(nameless, rules({ customer: { onMissing: 'attention' } })).code).toBe(
      'customer-missing',
    );
    expect(problemOf(invoice({ customer: { ...customer, number: ' ', id: null } })).code).toBe(
      'customer-missing',
    );
  });

  it('country', () => {
    const document = invoice({ customer: { ...customer, country: null } });
    expect(linesOf(salesPostingOf(document))[0]).toContain('(domestic-25)');
    expect(problemOf(document, rules({ countryMissing: 'attention' })).code).toBe('customer-country-missing');
  });

  it('no problem names a customer', () => {
    const closed = rules({ customer: { onMissing: 'attention' }, countryMissing: 'attention', revenue: [] });
    const documents = [
      invoice({ status: 'draft' }),
      invoice({ number: null }),
      invoice({ createdAt: null }),
      invoice(),
      invoice({ customer: { ...customer, number: null } }),
      invoice({ customer: { ...customer, country: null } }),
      invoice({ totalPriceAfterVat: decimal(1) }),
    ];
    for (const document of documents) {
      const { message, remedy } = problemOf(document, closed);
      expect(`${message} ${remedy}`).not.toMatch(/Butik|12345678|1077/);
    }
  });
});

describe('accounts and VAT codes', () => {
  it('the first revenue rule that matches gives the account', () => {
    const revenue: AccountingRules['revenue'] = [
      { zone: 'export', account: '1030' },
      { orderType: 'b2c', account: '1040' },
      { itemNumber: 'A-100', zone: 'domestic', account: '1015' },
      { account: '1010' },
    ];
    const accountOf = (document: ReturnType<typeof invoice>): string | undefined =>
      salesPostingOf(document, rules({ revenue })).lines[0]?.account;
    expect(accountOf(invoice())).toBe('1015');
    expect(accountOf(invoice({ orderType: 'b2c' }))).toBe('1040');
    expect(accountOf(invoice({ lines: [{ ...PLAIN_LINE, itemNumber: null }] }))).toBe('1010');
    expect(problemOf(invoice(), rules({ revenue: revenue.slice(0, 2) })).code).toBe('account-missing');
  });

  it('the VAT code depends on zone, rate and kind of line', () => {
    const taxCodes = CODES;
    const document = invoice({ shipping: decimal(40), vatAmount: decimal(60) });
    expect(salesPostingOf(document, rules({ taxCodes })).lines.map((one) => one.taxCode)).toEqual([
      'S25',
      'SHIP25',
    ]);
    const customer = { ...invoice().customer, country: 'NO' };
    const abroad = invoice({ customer, lines: [ZERO_VAT_LINE], vatAmount: decimal(0) });
    expect(salesPostingOf(abroad, rules({ taxCodes })).lines[0]?.taxCode).toBe('EXP');
  });

  it('a missing VAT code names the line of configuration that mends it', () => {
    const customer = { ...invoice().customer, country: 'SE' };
    const document = invoice({ customer, lines: [ZERO_VAT_LINE], vatAmount: decimal(0) });
    expect(linesOf(salesPostingOf(document))[0]).toContain('(eu-0)');
    const problem = problemOf(document, rules({ taxCodes: CODES }));
    expect(problem.code).toBe('tax-code-missing');
    expect(problem.remedy).toContain('- { zone: eu, rate: 0, code: … }');
  });

  it('a rate that nobody knows is taken from the amounts, and needs a code of its own', () => {
    const odd = line({ quantity: '2', unitNet: '100', unitVat: '26.3', total: '200', withVat: '252.6' });
    const document = invoice({ lines: [odd], vatAmount: decimal('52.6') });
    expect(linesOf(salesPostingOf(document))[0]).toContain('at 26.3 (domestic-26.3)');
    expect(problemOf(document, rules({ taxCodes: CODES })).remedy).toContain('rate: 26.3,');
  });
});

describe('the book date', () => {
  it('is the first field that is present, else created_at in the time zone of the brand', () => {
    const bookDateFields = ['invoice_date', 'booked_at'];
    const dateOf = (changes: Parameters<typeof invoice>[0], timeZone = 'Europe/Copenhagen'): string =>
      salesPostingOf(invoice(changes), rules({ bookDateFields, timeZone })).date;
    const late = moment('2026-11-30 23:30:00');
    expect(dateOf({ createdAt: late })).toBe('2026-12-01');
    expect(dateOf({ dates: { booked_at: late, other: moment('2020-01-01') } })).toBe('2026-12-01');
    expect(dateOf({ dates: { booked_at: late, invoice_date: moment('2026-11-29') } })).toBe('2026-11-29');
    expect(dateOf({ dates: { invoice_date: moment('2026-11-29 00:00:00') } }, 'America/New_York')).toBe(
      '2026-11-29',
    );
    expect(dateOf({ createdAt: moment('2026-11-29 00:00:00') }, 'America/New_York')).toBe('2026-11-28');
  });

  it('is never a day outside of what books hold, which the problem names', () => {
    const problem = problemOf(invoice({ dates: { invoice_date: moment('0001-01-01') } }));
    expect(problem.code).toBe('date-missing');
    expect(problem.message).toContain('has the date 0001-01-01, which cannot be right');
    const late = problemOf(invoice({ createdAt: moment('2100-12-31 23:30:00') }));
    expect(late.message).toContain('has the date 2101-01-01');
  });

  it('is never made of a broken instant', () => {
    for (const at of [new Date(NaN), new Date('-000001-01-01T00:00:00Z'), new Date(8.64e15)]) {
      expect(problemOf(invoice({ createdAt: { kind: 'instant', at } })).code).toBe('date-missing');
    }
  });
});
