import type { AccountingRules } from '../../src/accounting/rules';
import { configLine, TO_FILL_IN } from '../../src/accounting/config-line';
import { decimal } from '../../src/money';
import type { Problem } from '../../src/problem';
import { parse as parseYaml } from 'yaml';
import { invoice, PLAIN_LINE, problemOf, rules, salesPostingOf } from './documents';

const coat = { ...PLAIN_LINE, productGroup: ['Coats', '12'] };
const hat = { ...PLAIN_LINE, itemNumber: 'H-1', productGroup: ['Hats'] };

describe('the revenue account', () => {
  const revenue: AccountingRules['revenue'] = [
    { productGroup: 'Coats', orderType: 'b2c', account: '1012' },
    { productGroup: '12', account: '1011' },
    { itemNumber: 'H-1', account: '1013' },
    { zone: 'export', account: '1030' },
  ];
  const accountOf = (changes: Parameters<typeof invoice>[0]): string | undefined =>
    salesPostingOf(invoice(changes), rules({ revenue })).lines[0]?.account;

  it("depends on the product's group, by its name or its id", () => {
    expect(accountOf({ lines: [coat] })).toBe('1011');
    expect(accountOf({ lines: [coat], orderType: 'b2c' })).toBe('1012');
    expect(accountOf({ lines: [hat] })).toBe('1013');
  });

  it('is one cause for all documents that one line of configuration mends', () => {
    const using = rules({ revenue });
    const hats = [1, 2, 3].map((id) =>
      problemOf(invoice({ id, number: `${id}`, lines: [{ ...hat, itemNumber: `H-${id + 1}` }] }), using),
    );
    expect(causes(hats)).toBe(1);
    expect(hats[0]?.remedy).toContain(
      '`- { zone: domestic, orderType: b2b, productGroup: "Hats", account: … }`',
    );
    const scarf = problemOf(
      invoice({ lines: [{ ...hat, itemNumber: 'S-1', productGroup: ['Scarves'] }] }),
      using,
    );
    expect(causes([...hats, scarf])).toBe(2);
  });

  it('is not told apart by what the other rules do not look at', () => {
    const problem = problemOf(
      invoice({ lines: [coat] }),
      rules({ revenue: [{ zone: 'eu', account: '1020' }] }),
    );
    expect(problem.remedy).toContain('`- { zone: domestic, account: … }`');
  });
});

describe('the payment term', () => {
  const termOf = (
    paymentTerms: AccountingRules['paymentTerms'],
    name: string | null,
    erpCode: string | null,
  ) =>
    salesPostingOf(
      invoice({ paymentTerm: name === null && erpCode === null ? null : { name, erpCode } }),
      rules({ paymentTerms }),
    ).paymentTerm;
  const TERMS = [
    { traede: 'Netto 30', erp: '30 days' },
    { traede: 'N8', erp: '8 days' },
  ];

  it('is the ERP’s, by the name or the code of TRAEDE’s', () => {
    expect(termOf(TERMS, 'Netto 30', null)).toBe('30 days');
    expect(termOf(TERMS, 'Netto 8', 'N8')).toBe('8 days');
  });

  it('is left to the adapter where none are configured, or TRAEDE names none', () => {
    expect(termOf([], 'Netto 30', 'N30')).toBeUndefined();
    expect(termOf(TERMS, null, null)).toBeUndefined();
  });

  it('has a fallback where one is configured', () => {
    const withFallback = [...TERMS, { erp: 'Cash' }];
    expect(termOf(withFallback, 'Netto 14', null)).toBe('Cash');
    expect(termOf(withFallback, null, null)).toBe('Cash');
    expect(termOf(withFallback, 'Netto 30', null)).toBe('30 days');
  });

  it('that no line names lets the document wait, once for each term', () => {
    const problems = ['Netto 14', 'Netto 14', 'Løbende måned: 30'].map((name, index) =>
      problemOf(
        invoice({ number: `${index + 1}`, paymentTerm: { name, erpCode: null } }),
        rules({ paymentTerms: TERMS }),
      ),
    );
    expect(problems.map(({ code }) => code)).toEqual(Array(3).fill('payment-term-missing'));
    expect(causes(problems)).toBe(2);
    expect(problems[0]?.remedy).toContain('`- { traede: "Netto 14", erp: … }`');
  });
});

describe('a missing VAT code', () => {
  it('is one cause for product, shipping and fee at one rate', () => {
    const taxCodes = [{ zone: 'eu' as const, rate: decimal(0), code: 'EU0' }];
    const problems = [1, 2].map((id) => problemOf(invoice({ id, number: `${id}` }), rules({ taxCodes })));
    expect(causes(problems)).toBe(1);
    expect(problems[0]?.message).not.toBe(problems[1]?.message);
  });
});

describe('a line of configuration', () => {
  it.each([
    'Netto 30',
    'Løbende måned: 30',
    '12',
    '012',
    '1e3',
    'yes',
    'null',
    '30.50',
    '"quoted"',
    "it's, {all} [of] it # and: more",
    '…and more',
    'a\\b',
  ])('reads back as %j', (traede) => {
    const line = configLine({ traede, left: undefined, erp: TO_FILL_IN });
    const read: unknown = parseYaml(line);
    // A whole number stands for itself: the configuration takes it for the text that it shows.
    expect(read).toEqual([{ traede: traede === '12' ? 12 : traede, erp: TO_FILL_IN }]);
  });
});

it('a currency that is not allowed is one cause, with the line that allows it', () => {
  const problems = ['1', '2'].map((number) =>
    problemOf(invoice({ number, currency: 'SEK' }), rules({ currencies: ['DKK', 'EUR'] })),
  );
  expect(causes(problems)).toBe(1);
  expect(problems[0]?.remedy).toContain('`currencies: [DKK, EUR, SEK]`');
});

/** As `attention`, `status` and the run tell them apart. */
function causes(problems: readonly Problem[]): number {
  return new Set(problems.map(({ code, remedy }) => `${code} ${remedy}`)).size;
}
