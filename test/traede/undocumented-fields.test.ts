import { paymentTermOf } from '../../src/traede/payment-term';
import { productGroupNames } from '../../src/traede/product-group';
import { parseDocument } from '../../src/traede/parse';
import { goodCustomer, goodInvoice, goodLine } from './good-documents';

describe("the names of a product's group", () => {
  it.each([
    [{ product_group: 'Coats' }, ['Coats']],
    [{ productGroup: ' Coats ' }, ['Coats']],
    [{ product_group: { id: 12, name: 'Coats', created_at: '2026-01-01' } }, ['Coats', '12']],
    [{ product_group: { id: 12, code: 'C', title: 'Coats' } }, ['Coats', 'C', '12']],
    [{ product_group_id: 12 }, ['12']],
    [{ product_group: { name: 'Coats' }, product_group_id: 12 }, ['Coats', '12']],
    [{ product_group: { id: 12 }, product_group_id: 12 }, ['12']],
    [{ product_group: null, product_group_id: null }, []],
    [{ product_group: ['Coats'], productGroup: { name: { en: 'Coats' } } }, []],
    [{ product_group: 'x'.repeat(65) }, []],
    [{}, []],
  ])('in %j are %j', (product, names) => {
    expect(productGroupNames(product)).toEqual(names);
  });
});

describe('the payment term', () => {
  it.each([
    [{ payment_term: 'Netto 30' }, { name: 'Netto 30', erpCode: null }],
    [{ paymentTerm: { id: 3, name: 'Netto 30', erp_code: 'N30' } }, { name: 'Netto 30', erpCode: 'N30' }],
    [{ payment_terms: { erp_code: 30 } }, { name: null, erpCode: '30' }],
    [{ customer: { payment_term: { name: 'Netto 8' } } }, { name: 'Netto 8', erpCode: null }],
    [
      { payment_term: 'Netto 30', customer: { payment_term: 'Netto 8' } },
      { name: 'Netto 30', erpCode: null },
    ],
    [
      { payment_term: {}, customer: { paymentTerms: 'Netto 8' } },
      { name: 'Netto 8', erpCode: null },
    ],
    [{ payment_term: ['Netto 30'], customer: 'nobody' }, null],
    [{ payment_term: 'x'.repeat(65) }, null],
    [{}, null],
  ])('of %j is %j', (document, term) => {
    expect(paymentTermOf(document)).toEqual(term);
  });
});

it('a document carries both', () => {
  const product = { item_number: 'COAT-1', name: 'Wool coat', product_group: { id: 12, name: 'Coats' } };
  const customer = goodCustomer({ payment_term: { name: 'Netto 30', erp_code: 'N30' } });
  const json = JSON.stringify(goodInvoice({ customer, lines: [goodLine({ product })] }));
  const parsed = parseDocument('invoice', json);
  expect(parsed).toMatchObject({
    document: {
      paymentTerm: { name: 'Netto 30', erpCode: 'N30' },
      lines: [{ productGroup: ['Coats', '12'] }],
    },
  });
});
