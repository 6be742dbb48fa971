import type { Ability } from '../abilities';
import { checksOf, type Check } from '../check';
import type { LineSpec } from '../documents';
import { expectPosted, expectRejected } from '../expectations';

/** 0.335 each with 25 % VAT: each line's rounding counts, and the sum of rounded lines is not the rounded sum. */
const MANY_ROUNDED_LINES: readonly LineSpec[] = Array.from({ length: 40 }, (_, index) => ({
  net: index % 2 === 0 ? '0.33' : '0.34',
  unitPrice: '0.335',
}));

/** What must come out to the cent, whatever an ERP would reckon by itself. */
export const AMOUNT_CHECKS: readonly Check[] = checksOf('amounts', [
  postsInvoice('3 × 33.3333 is 100.00', [{ net: '100.00', quantity: '3', unitPrice: '33.3333' }]),
  postsInvoice('3 × 33.3333 may be 99.99 as well', [{ net: '99.99', quantity: '3', unitPrice: '33.3333' }]),
  postsInvoice('a unit price of many decimals', [
    { net: '10.00', quantity: '7', unitPrice: '1.428571428571' },
  ]),
  postsInvoice('many lines whose rounding adds up', MANY_ROUNDED_LINES),
  postsInvoice('VAT a cent above rate × net', [{ net: '149.00', tax: '37.26' }], 'corrected-tax'),
  postsInvoice('VAT a cent below rate × net', [{ net: '149.00', tax: '37.24' }], 'corrected-tax'),
  postsInvoice('amounts that binary fractions miss', [
    { net: '0.10' },
    { net: '0.20' },
    { net: '1.01', unitPrice: '1.005', tax: '0.25' },
    { net: '8.12', unitPrice: '8.115', tax: '2.03' },
    { net: '4.35', tax: '1.09' },
  ]),
  postsInvoice('99,999,999.99', [{ net: '99999999.99' }], 'large-amounts'),
  postsInvoice('a large amount beside a cent', [{ net: '87654321.08' }, { net: '0.01' }], 'large-amounts'),
  postsInvoice('a single cent', [{ net: '0.01', tax: '0.00' }]),
  postsInvoice('a quantity with decimals', [{ net: '37.04', quantity: '2.75', unitPrice: '13.47' }]),
  postsInvoice('a quantity of 0', [{ net: '149.00' }, { net: '0.00', quantity: '0', unitPrice: '149.00' }]),
  postsInvoice(
    'a returned article: a negative quantity',
    [{ net: '149.00' }, { net: '-74.50', quantity: '-1', unitPrice: '74.50' }],
    'negative-lines',
  ),
  postsInvoice('an invoice of zero', [{ net: '0.00' }], 'zero-invoices'),
  postsInvoice('an invoice that comes to zero', [{ net: '149.00' }, { net: '-149.00' }], 'zero-invoices'),
  postsInvoice(
    'a hundred lines',
    Array.from({ length: 100 }, (_, index) => ({
      net: `${index + 1}.07`,
      description: `Article ${index + 1}`,
    })),
  ),
]);

function postsInvoice(name: string, lines: readonly LineSpec[], ability?: Ability): Check {
  return {
    name,
    needs: ability === undefined ? [] : [ability],
    async run(context) {
      await expectPosted(context, context.documents.invoice({ lines }));
    },
    ...(ability === undefined
      ? {}
      : { runWithout: (context) => expectRejected(context, context.documents.invoice({ lines })) }),
  };
}
