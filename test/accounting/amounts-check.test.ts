import type { TraedeSalesDocument } from '../../src/traede/document';
import { decimal } from '../../src/money';
import type { Decimal } from '../../src/money';
import type { AccountingRules } from '../../src/accounting/rules';
import { toPosting } from '../../src/accounting/to-posting';
import {
  invoice,
  keyOf,
  line,
  linesOf,
  PLAIN_LINE,
  problemOf,
  rules,
  salesPostingOf,
  totalsOf,
} from './documents';

const CENT = decimal('0.01');
const ROUNDING: AccountingRules['rounding'] = { account: '1900', limit: CENT };

describe('the arithmetic of a document', () => {
  it.each(['netPrice', 'shipping', 'handlingFee', 'vatAmount', 'totalPriceAfterVat'] as const)(
    'refuses a header whose %s is a cent off, either way',
    (field) => {
      for (const cent of [CENT, CENT.neg()]) {
        const document = { ...invoice(), [field]: invoice()[field].plus(cent) };
        const problem = problemOf(document);
        expect(problem.code).toBe('totals-do-not-add-up');
        expect(problem.message).toMatch(/difference -?0\.01/);
      }
    },
  );

  it('says the amounts and the difference', () => {
    expect(problemOf(invoice({ totalPriceAfterVat: decimal('250.02') })).message).toBe(
      'Invoice 10001 does not add up: net 200.00 + shipping 0.00 + handling fee 0.00 + VAT 50.00 = 250.00, ' +
        'but the total is 250.02 (difference 0.02).',
    );
    expect(problemOf(invoice({ vatAmount: decimal('50.02') })).message).toContain(
      'the VAT is 50.02, but lines, discount, shipping and handling fee make 50.00',
    );
    expect(problemOf(invoice({ netPrice: decimal(190) })).message).toContain(
      'the lines sum to 200.00, but the net price is 190.00 (difference -10.00)',
    );
  });

  it('takes header amounts of more than two decimals only where each rounded to cents still adds up', () => {
    const one = line({
      quantity: '1',
      unitNet: '100.004',
      unitVat: '25.001',
      total: '100.004',
      withVat: '125.005',
    });
    const header = { lines: [one], netPrice: decimal('100.004'), vatAmount: decimal('25.001') };
    expect(problemOf(invoice({ ...header, totalPriceAfterVat: decimal('125.005') })).code).toBe(
      'totals-do-not-add-up',
    );
    expect(totalsOf(salesPostingOf(invoice({ ...header, totalPriceAfterVat: decimal('125.003') })))).toBe(
      '100.00 + 25.00 = 125.00',
    );
  });

  it.each([
    [
      'a cent more in the line total',
      { quantity: '2', unitNet: '100', unitVat: '25', total: '200.02', withVat: '250.02' },
      'unit price',
    ],
    [
      'a cent more of line VAT',
      { quantity: '1', unitNet: '200', unitVat: '50', total: '200', withVat: '250.01' },
      'unit VAT',
    ],
    [
      'a cent less of line VAT',
      { quantity: '1', unitNet: '200', unitVat: '50', total: '200', withVat: '249.99' },
      'unit VAT',
    ],
    [
      'a total without quantity',
      { quantity: '0', unitNet: '100', unitVat: '25', total: '200', withVat: '250' },
      'unit price',
    ],
  ])('refuses %s', (_, broken, reason) => {
    const one = line(broken);
    const vatAmount = one.totalPriceAfterVat.minus(one.totalPrice);
    const problem = problemOf(invoice({ lines: [one], netPrice: one.totalPrice, vatAmount }));
    expect(problem.code).toBe('totals-do-not-add-up');
    expect(problem.message).toContain(reason);
  });

  it('takes what rounding a unit price explains', () => {
    const third = line({ quantity: '3', unitNet: '33.33', unitVat: '8.33', total: '100', withVat: '125' });
    expect(
      totalsOf(salesPostingOf(invoice({ lines: [third], netPrice: decimal(100), vatAmount: decimal(25) }))),
    ).toBe('100.00 + 25.00 = 125.00');
    const beyond = line({
      quantity: '3',
      unitNet: '33.33',
      unitVat: '8.33',
      total: '100.02',
      withVat: '125.02',
    });
    expect(
      problemOf(invoice({ lines: [beyond], netPrice: decimal('100.02'), vatAmount: decimal(25) })).message,
    ).toContain('unit price');
  });

  it('refuses line VAT that is no rate', () => {
    const one = line({ quantity: '1', unitNet: '0', unitVat: '5', total: '0', withVat: '5' });
    const problem = problemOf(invoice({ lines: [one], netPrice: decimal(0), vatAmount: decimal(5) }));
    expect(problem.message).toContain('no possible VAT rate');
  });

  it('refuses a VAT that is a cent off, though header and total agree', () => {
    const unitRounded = line({
      quantity: '3',
      unitNet: '33.33',
      unitVat: '8.33',
      total: '99.99',
      withVat: '124.98',
    });
    const of = (vat: string) =>
      invoice({ lines: [unitRounded], netPrice: decimal('99.99'), vatAmount: decimal(vat) });
    expect(totalsOf(salesPostingOf(of('24.99')))).toBe('99.99 + 24.99 = 124.98');
    for (const wrong of ['24.98', '25.00']) expect(problemOf(of(wrong)).code).toBe('totals-do-not-add-up');
  });

  it.each([
    ['rounded line VAT', '24.99'],
    ['the rate on the whole net', '25.00'],
  ])('takes the VAT of several lines as %s', (_, vat) => {
    const third = line({
      quantity: '1',
      unitNet: '33.33',
      unitVat: '8.33',
      total: '33.33',
      withVat: '41.66',
    });
    const posting = salesPostingOf(
      invoice({ lines: [third, third, third], netPrice: decimal('99.99'), vatAmount: decimal(vat) }),
    );
    expect(posting.totals.tax.toFixed(2)).toBe(vat);
  });

  it.each([
    ['the exact lines, rounded once', '100.01', '25.00'],
    ['the rounded lines', '100.02', '25.00'],
    ['the rounded lines, with VAT on the rounded net', '100.02', '25.01'],
  ])('takes the net price as the sum of %s', (_, net, vat) => {
    const one = line({
      quantity: '1',
      unitNet: '33.336',
      unitVat: '8.334',
      total: '33.336',
      withVat: '41.67',
    });
    const document = invoice({ lines: [one, one, one], netPrice: decimal(net), vatAmount: decimal(vat) });
    expect(salesPostingOf(document).totals.net.toFixed(2)).toBe(net);
    expect(salesPostingOf(document).totals.tax.toFixed(2)).toBe(vat);
    expect(problemOf({ ...document, ...raised(document, CENT.times(3)) }).code).toBe('totals-do-not-add-up');
  });

  it('takes the VAT of several lines as quantity × unit VAT', () => {
    const one = line({ quantity: '3', unitNet: '33.33', unitVat: '8.33', total: '100', withVat: '125' });
    const document = invoice({ lines: [one, one], netPrice: decimal(200), vatAmount: decimal('49.98') });
    expect(totalsOf(salesPostingOf(document))).toBe('200.00 + 49.98 = 249.98');
    expect(problemOf({ ...document, ...raised(document, CENT) }).code).toBe('totals-do-not-add-up');
  });

  it('finds shipping with VAT beside a fee without, and the other way round', () => {
    const of = (shipping: string, handlingFee: string) =>
      invoice({ shipping: decimal(shipping), handlingFee: decimal(handlingFee), vatAmount: decimal(60) });
    const ratesOf = (document: ReturnType<typeof invoice>): string[] =>
      salesPostingOf(document).lines.map((one) => `${one.kind} ${one.taxRate.toFixed()}`);
    expect(ratesOf(of('40', '10'))).toEqual(['product 25', 'shipping 25', 'handling-fee 0']);
    expect(ratesOf(of('10', '40'))).toEqual(['product 25', 'shipping 0', 'handling-fee 25']);
  });
});

describe('rounding that no listed way gives', () => {
  const shipped = (vat: string): TraedeSalesDocument =>
    invoice({ shipping: decimal('125.50'), handlingFee: decimal('25'), vatAmount: decimal(vat) });

  it('takes 37.62 and 37.63 for 25 % of shipping and fee of 150.50, and nothing else', () => {
    for (const vat of ['87.62', '87.63']) {
      expect(salesPostingOf(shipped(vat)).totals.tax.toFixed(2)).toBe(vat);
    }
    for (const vat of ['87.61', '87.64']) expect(problemOf(shipped(vat)).code).toBe('totals-do-not-add-up');
  });

  it('gives no room where every VAT is in whole cents', () => {
    const lines = [PLAIN_LINE, PLAIN_LINE];
    for (const vat of ['99.99', '100.01']) {
      const document = invoice({ lines, netPrice: decimal(400), vatAmount: decimal(vat) });
      expect(problemOf(document).code).toBe('totals-do-not-add-up');
    }
  });

  it('takes a unit price in cents beside a total of the unrounded price', () => {
    const one = line({
      quantity: '8',
      unitNet: '114.63',
      unitVat: '28.66',
      total: '917',
      withVat: '1146.25',
    });
    const document = invoice({ lines: [one], netPrice: decimal(917), vatAmount: decimal('229.25') });
    expect(totalsOf(salesPostingOf(document))).toBe('917.00 + 229.25 = 1146.25');
  });

  it('puts no cent of VAT on what has none', () => {
    const taxed = line({ quantity: '1', unitNet: '0.99', unitVat: '0.25', total: '0.99', withVat: '1.24' });
    const free = line({ quantity: '1', unitNet: '900', unitVat: '0', total: '900', withVat: '900' });
    const lines = [taxed, taxed, taxed, free];
    const document = invoice({ lines, netPrice: decimal('902.97'), vatAmount: decimal('0.76') });
    const posting = salesPostingOf(document);
    expect(posting.totals.tax.toFixed(2)).toBe('0.76');
    expect(posting.lines.at(-1)?.tax.toFixed(2)).toBe('0.00');
  });
});

/** The VAT, and with it the total, raised: so that the header still adds up. */
function raised(document: TraedeSalesDocument, by: Decimal): Partial<TraedeSalesDocument> {
  return {
    vatAmount: document.vatAmount.plus(by),
    totalPriceAfterVat: document.totalPriceAfterVat.plus(by),
  };
}

describe('a rounding difference', () => {
  const header = { vatAmount: decimal('50.01') };

  it('is booked on the account that the configuration names, within its limit', () => {
    expect(problemOf(invoice(header)).code).toBe('totals-do-not-add-up');
    const posting = salesPostingOf(invoice(header), rules({ rounding: ROUNDING }));
    expect(linesOf(posting)).toEqual([
      'product 200.00 + 50.00 at 25 (domestic-25) on 1010',
      'rounding 0.01 + 0.00 at 0 (domestic-0) on 1900',
    ]);
    expect(totalsOf(posting)).toBe('200.01 + 50.00 = 250.01');
  });

  it('of a total rounded to whole kroner is booked too', () => {
    const document = invoice({
      lines: [line({ quantity: '1', unitNet: '200.4', unitVat: '50.1', total: '200.4', withVat: '250.5' })],
      netPrice: decimal('200.40'),
      vatAmount: decimal('50.10'),
      totalPriceAfterVat: decimal(251),
    });
    const posting = salesPostingOf(document, rules({ rounding: { account: '1900', limit: decimal('0.5') } }));
    expect(posting.lines.at(-1)).toMatchObject({ kind: 'rounding', account: '1900' });
    expect(totalsOf(posting)).toBe('200.90 + 50.10 = 251.00');
  });

  it('beyond the limit, or only together beyond it, is refused', () => {
    const using = rules({ rounding: ROUNDING });
    expect(problemOf(invoice({ vatAmount: decimal('50.02') }), using).code).toBe('totals-do-not-add-up');
    const both = invoice({ vatAmount: decimal('50.01'), totalPriceAfterVat: decimal('250.02') });
    expect(problemOf(both, using).code).toBe('totals-do-not-add-up');
    const opposite = invoice({ vatAmount: decimal('50.01'), totalPriceAfterVat: decimal('250.00') });
    expect(problemOf(opposite, using).code).toBe('totals-do-not-add-up');
  });

  it('needs a VAT code like any line', () => {
    const taxCodes = [{ zone: 'domestic' as const, rate: decimal(25), code: 'S25' }];
    const problem = problemOf(invoice(header), rules({ rounding: ROUNDING, taxCodes }));
    expect(problem.remedy).toContain('- { zone: domestic, rate: 0, code: … }');
  });
});

describe('a document that cannot be', () => {
  it('is refused with amounts that no books can hold', () => {
    for (const netPrice of [decimal('1e13'), decimal('1e-50'), decimal('1e300000')]) {
      expect(problemOf({ ...invoice(), netPrice }).code).toBe('malformed-document');
    }
  });

  it('is refused under the key of another document', () => {
    const document = invoice();
    const other = toPosting(document, { ...keyOf(document), documentId: 7 }, rules());
    const otherType = toPosting(document, { ...keyOf(document), documentType: 'credit-note' }, rules());
    expect(other).toMatchObject({ ok: false, problem: { code: 'malformed-document' } });
    expect(otherType).toMatchObject({ ok: false, problem: { code: 'malformed-document' } });
  });

  it('is mapped alike every time', () => {
    const document = invoice({
      lines: [PLAIN_LINE, PLAIN_LINE],
      netPrice: decimal(400),
      vatAmount: decimal(100),
    });
    expect(salesPostingOf(document)).toEqual(salesPostingOf(document));
  });
});
