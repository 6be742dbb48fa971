import fc from 'fast-check';
import { OPEN_RULES } from '../../src/accounting/rules';
import { roundHalfEvenToCents } from '../../src/accounting/precision';
import type { AccountingRules } from '../../src/accounting/rules';
import { toPosting } from '../../src/accounting/to-posting';
import type { Decimal } from '../../src/money';
import { decimal, roundToCents, sum, ZERO } from '../../src/money';
import type { TraedeDocument, TraedeLine, TraedeSalesDocument } from '../../src/traede/document';
import { creditNote, entry, invoice, keyOf, problemOf, rules, salesPostingOf } from './documents';
import { bill, orders, SCHEMES } from './invoicing-system';
import type { Order } from './invoicing-system';
import { ROUNDING_SYSTEMS } from './rounding-systems';

/** `PROPERTY_SEED=7 PROPERTY_RUNS=20000` looks for documents that no test run has tried. */
const MORE_RUNS =
  process.env['PROPERTY_RUNS'] === undefined ? undefined : Number(process.env['PROPERTY_RUNS']);
const RUNS = { numRuns: MORE_RUNS ?? 300 };
const ROUNDING_RUNS = { numRuns: MORE_RUNS ?? 100 };
const ANY_DOCUMENT_RUNS = { numRuns: MORE_RUNS ?? 2_000 };
const CENT = decimal('0.01');
const OFFSETS = ['0.01', '-0.01', '0.02', '1', '-25', '0.005'] as const;
const HEADER_FIELDS = ['netPrice', 'shipping', 'handlingFee', 'vatAmount', 'totalPriceAfterVat'] as const;

const offset = fc.constantFrom(...OFFSETS).map((text) => decimal(text));

/** The open rules for a brand in the country of its customer. */
function atHome(document: TraedeSalesDocument): AccountingRules {
  return rules({ homeCountry: document.customer.country ?? 'DK' });
}

function expectTotalsOf(document: TraedeSalesDocument): void {
  const { lines, totals } = salesPostingOf(document, atHome(document));
  const { netPrice, shipping, handlingFee, vatAmount, totalPriceAfterVat } = document;
  expect(totals.net.eq(sum([netPrice, shipping, handlingFee].map(roundToCents)))).toBe(true);
  expect(totals.tax.eq(roundToCents(vatAmount))).toBe(true);
  expect(totals.total.eq(roundToCents(totalPriceAfterVat))).toBe(true);
  expect(sum(lines.map((line) => line.net)).eq(totals.net)).toBe(true);
  expect(sum(lines.map((line) => line.tax)).eq(totals.tax)).toBe(true);
  for (const line of lines) {
    expect(roundToCents(line.net).eq(line.net)).toBe(true);
    expect(roundToCents(line.tax).eq(line.tax)).toBe(true);
  }
}

describe.each(SCHEMES)('any document of a system that rounds by %s', (scheme) => {
  it('is posted with exactly its totals', () => {
    fc.assert(
      fc.property(orders(), (order) => {
        expectTotalsOf(bill(order, scheme));
      }),
      RUNS,
    );
  });

  it('is posted alike as a credit note with negative amounts', () => {
    fc.assert(
      fc.property(orders(), (order) => {
        const document: TraedeSalesDocument = { ...bill(order, scheme), documentType: 'credit-note' };
        fc.pre(
          HEADER_FIELDS.every((field) => document[field].gte(ZERO)) && document.totalPriceAfterVat.gt(ZERO),
        );
        expect(salesPostingOf(negated(document), atHome(document)).totals).toEqual(
          salesPostingOf(document, atHome(document)).totals,
        );
      }),
      RUNS,
    );
  });

  it('is refused with any one header amount disturbed', () => {
    fc.assert(
      fc.property(orders(), fc.constantFrom(...HEADER_FIELDS), offset, (order, field, by) => {
        fc.pre(by.abs().gte('0.01'));
        const document = bill(order, scheme);
        expect(problemOf({ ...document, [field]: document[field].plus(by) }).code).toBe(
          'totals-do-not-add-up',
        );
      }),
      RUNS,
    );
  });

  it('is never posted with another total, whatever two amounts are disturbed', () => {
    const field = fc.constantFrom(...HEADER_FIELDS);
    const using = fc.constantFrom(
      OPEN_RULES,
      rules({ rounding: { account: '1900', limit: decimal('0.05') } }),
    );
    fc.assert(
      fc.property(
        orders(),
        field,
        offset,
        field,
        offset,
        using,
        (order, one, byOne, other, byOther, chosen) => {
          const original = bill(order, scheme);
          const first = { ...original, [one]: original[one].plus(byOne) };
          expectNoOtherTotal({ ...first, [other]: first[other].plus(byOther) }, chosen);
        },
      ),
      RUNS,
    );
  });
});

describe.each(Object.keys(ROUNDING_SYSTEMS))('any document of a system that rounds %s', (name) => {
  const billed = (order: Order): TraedeSalesDocument => {
    const document = ROUNDING_SYSTEMS[name]?.(order);
    if (document === undefined) throw new Error(`no system ${name}`);
    return document;
  };

  it('is posted with exactly its totals', () => {
    fc.assert(
      fc.property(orders(), (order) => {
        expectTotalsOf(billed(order));
      }),
      ROUNDING_RUNS,
    );
  });

  it('is refused with any one header amount disturbed', () => {
    fc.assert(
      fc.property(orders(), fc.constantFrom(...HEADER_FIELDS), offset, (order, field, by) => {
        fc.pre(by.abs().gte('0.01'));
        const document = billed(order);
        expect(problemOf({ ...document, [field]: document[field].plus(by) }).code).toBe(
          'totals-do-not-add-up',
        );
      }),
      ROUNDING_RUNS,
    );
  });

  it('is refused with more VAT than rounding explains, though header and total agree', () => {
    fc.assert(
      fc.property(orders({ maxLines: 4 }), fc.constantFrom(1, -1), (order, sign) => {
        // Below this, VAT on shipping or fee at another rate may give the amount.
        fc.pre([order.shipping, order.handlingFee].every((charge) => charge.eq(ZERO)));
        const document = billed(order);
        const by = beyondRounding(document).times(sign);
        const vatAmount = document.vatAmount.plus(by);
        const totalPriceAfterVat = document.totalPriceAfterVat.plus(by);
        expect(problemOf({ ...document, vatAmount, totalPriceAfterVat }, atHome(document)).code).toBe(
          'totals-do-not-add-up',
        );
      }),
      ROUNDING_RUNS,
    );
  });
});

/** A cent for each unit and line, and a few more: no rounding of units, lines, discounts and header comes to it. */
function beyondRounding({ lines }: TraedeSalesDocument): Decimal {
  const units = sum(lines.map((one) => one.quantity.abs()));
  return CENT.times(units.plus(2 * lines.length + 4));
}

describe('one line', () => {
  it('refuses VAT that is a cent off, though header and total agree', () => {
    const schemes = fc.constantFrom('unit' as const, 'line' as const);
    fc.assert(
      fc.property(
        orders({ maxLines: 1 }),
        schemes,
        fc.constantFrom('0.01', '-0.01'),
        (order, scheme, cent) => {
          const document = bill({ ...order, shipping: ZERO, handlingFee: ZERO, discountPercent: 0 }, scheme);
          const vatAmount = document.vatAmount.plus(cent);
          fc.pre(!legitimateVat(document, order).some((legitimate) => vatAmount.eq(legitimate)));
          const totalPriceAfterVat = document.totalPriceAfterVat.plus(cent);
          expect(problemOf({ ...document, vatAmount, totalPriceAfterVat }).code).toBe('totals-do-not-add-up');
        },
      ),
      RUNS,
    );
  });
});

describe('any document that fits the types', () => {
  it('becomes a balanced posting or a problem, and never an exception', () => {
    const using = fc.constantFrom(
      OPEN_RULES,
      rules({ rounding: { account: '1900', limit: decimal(10) }, taxCodes: [] }),
    );
    fc.assert(fc.property(anyDocument(), using, expectNoOtherTotal), ANY_DOCUMENT_RUNS);
  });
});

/** The VAT that a line may have by rounding once, half up or half to even: of its net, or of its units' VAT. */
function legitimateVat(document: TraedeSalesDocument, order: Order): readonly Decimal[] {
  const exact = document.netPrice.times(order.lines[0]?.rate ?? 0).div(100);
  const ofUnits = sum(document.lines.map((one) => one.quantity.times(one.unitVatAmount)));
  return [exact, ofUnits].flatMap((vat) => [roundToCents(vat), roundHalfEvenToCents(vat)]);
}

function expectNoOtherTotal(document: TraedeDocument, using: AccountingRules): void {
  const mapped = toPosting(document, keyOf(document), using);
  if (!mapped.ok) {
    expect(mapped.problem.message).not.toBe('');
    return;
  }
  const { posting } = mapped;
  if (posting.kind === 'journal-entry' || document.documentType === 'accounting-entry') return;
  const stated = roundToCents(document.totalPriceAfterVat);
  expect(posting.totals.total.eq(posting.kind === 'credit-note' ? stated.abs() : stated)).toBe(true);
  expect(posting.totals.net.plus(posting.totals.tax).eq(posting.totals.total)).toBe(true);
}

function negated(document: TraedeSalesDocument): TraedeSalesDocument {
  const header = Object.fromEntries(HEADER_FIELDS.map((field) => [field, document[field].neg()]));
  const turned = (line: TraedeLine): TraedeLine => ({
    ...line,
    quantity: line.quantity.neg(),
    totalPrice: line.totalPrice.neg(),
    totalPriceAfterVat: line.totalPriceAfterVat.neg(),
  });
  return {
    ...document,
    ...header,
    discountAmount: document.discountAmount?.neg() ?? null,
    lines: document.lines.map(turned),
  };
}

function anyDocument(): fc.Arbitrary<TraedeDocument> {
  const amount: fc.Arbitrary<Decimal> = fc
    .oneof(
      fc.constantFrom('0', '-0', '1', '-1', '0.01', '100', '25', '1e-30', '1e12', '1e-400', '1e400', '0.005'),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.integer({ min: -100_000, max: 100_000 }).map((n) => `${n}e-2`),
    )
    .map((text) => decimal(text));
  const line: fc.Arbitrary<TraedeLine> = fc.record({
    description: fc.string(),
    itemNumber: fc.option(fc.string()),
    productGroup: fc.array(fc.string(), { maxLength: 2 }),
    sku: fc.constant(null),
    quantity: amount,
    unitNetPrice: amount,
    unitVatAmount: amount,
    totalPrice: amount,
    totalPriceAfterVat: amount,
  });
  const at = fc.date({ noInvalidDate: false }).map((date) => ({ kind: 'instant' as const, at: date }));
  const sales = fc.record({
    make: fc.constantFrom(invoice, creditNote),
    changes: fc.record(
      {
        status: fc.constantFrom('draft' as const, 'booked' as const),
        number: fc.option(fc.string()),
        netPrice: amount,
        shipping: amount,
        handlingFee: amount,
        vatAmount: amount,
        totalPriceAfterVat: amount,
        discountAmount: fc.option(amount),
        lines: fc.array(line, { maxLength: 4 }),
        createdAt: fc.option(at),
      },
      { requiredKeys: [] },
    ),
  });
  return fc.oneof(
    sales.map(({ make, changes }) => make(changes)),
    fc.record({ amount, date: at, account: fc.string() }).map((changes) => entry(changes)),
  );
}
