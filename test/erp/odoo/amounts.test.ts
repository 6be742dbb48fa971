import fc from 'fast-check';
import type { JournalLine, SalesLine } from '../../../src/accounting/posting';
import { inCompanyCurrency } from '../../../src/erp/odoo/journal-entry';
import { expectedTaxes, pricing } from '../../../src/erp/odoo/sales-document';
import { toWireAmount } from '../../../src/erp/odoo/wire';
import { decimal, sum, ZERO } from '../../../src/money';
import { invoice } from '../ledger/postings';

const TWO_DECIMALS = { price: 2, quantity: 2 };

function line(quantity: string, unitPrice: string, net: string): SalesLine {
  const [first] = invoice(1, { lines: [{ net, tax: '0' }] }).lines;
  if (first === undefined) throw new Error('no line');
  return { ...first, quantity: decimal(quantity), unitPrice: decimal(unitPrice) };
}

describe('prices', () => {
  it.each([
    ['1', '149.00', '149.00'],
    ['3', '33.33', '99.99'],
    ['2.75', '4', '11'],
    ['-1', '74.50', '-74.50'],
    ['0', '149', '0'],
  ])('are sent with their quantity where that gives the net: %s × %s', (quantity, unitPrice, net) => {
    expect(pricing(line(quantity, unitPrice, net), TWO_DECIMALS)).toEqual({
      quantity: Number(quantity),
      price_unit: Number(unitPrice),
      name: 'Shirt',
    });
  });

  it.each([
    ['3', '33.3333', '100.00', 'more decimals than Odoo keeps'],
    ['3', '33.33', '100.00', 'another product'],
    ['0.125', '8', '1', 'a quantity of more decimals'],
  ])('are sent as one amount otherwise: %s × %s is %s (%s)', (quantity, unitPrice, net) => {
    expect(pricing(line(quantity, unitPrice, net), TWO_DECIMALS)).toEqual({
      quantity: 1,
      price_unit: Number(net),
      name: `Shirt (${quantity} × ${unitPrice})`,
    });
  });

  it('may have as many decimals as Odoo keeps', () => {
    expect(pricing(line('3', '33.3333', '99.9999'), { price: 8, quantity: 2 })).toMatchObject({
      quantity: 3,
    });
  });
});

it('amounts are sent only as floats that are the same number', () => {
  expect(toWireAmount(decimal('99999999.99'))).toBe(99_999_999.99);
  expect(toWireAmount(decimal('999999999999.99'))).toBe(999_999_999_999.99);
  expect(toWireAmount(decimal('9007199254740993'))).toBeUndefined();
  expect(toWireAmount(decimal('0.12345678901234567891'))).toBeUndefined();
});

it('taxes are expected for each tax, with half a cent of leeway for each unit', () => {
  const posting = invoice(1, {
    lines: [
      { net: '0.33', tax: '0.08' },
      { net: '10.00', tax: '2.51', quantity: decimal(3) },
      { net: '5.00', tax: '0.60', taxCode: 'U12', taxRate: decimal(12) },
    ],
  });
  const taxes = expectedTaxes(
    posting,
    new Map([
      ['U25', 7],
      ['U12', 8],
    ]),
  );
  expect(taxes.map(({ taxId, amount, tolerance }) => [taxId, amount.toFixed(), tolerance.toFixed()])).toEqual(
    [
      [7, '2.59', '0.025'],
      [8, '0.6', '0.01'],
    ],
  );
});

describe('an entry in another currency', () => {
  const cents = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((value) => decimal(value).div(100));
  const toLine = (net: ReturnType<typeof decimal>): JournalLine => ({
    account: '1010',
    text: '',
    debit: net.gt(0) ? net : ZERO,
    credit: net.lt(0) ? net.abs() : ZERO,
  });

  it('balances in the currency of the books, each line within a cent for each line', () => {
    fc.assert(
      fc.property(
        fc.array(cents, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 100_000 }),
        (nets, rateInThousandths) => {
          const rate = decimal(rateInThousandths).div(1_000);
          const lines = [...nets, sum(nets).times(-1)].map(toLine);
          const balances = inCompanyCurrency(lines, rate);
          expect(sum(balances).toFixed()).toBe('0');
          balances.forEach((balance, index) => {
            const { debit = ZERO, credit = ZERO } = lines[index] ?? {};
            const exact = debit.minus(credit).div(rate);
            expect(balance.minus(exact).abs().lte(decimal('0.01').times(lines.length))).toBe(true);
            expect(balance.round(2).eq(balance)).toBe(true);
          });
        },
      ),
    );
  });
});
