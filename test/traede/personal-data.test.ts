import { TraedeValidationError } from '../../src/traede/errors';
import { personalDataIn } from '../../src/traede/personal-data';

const INVOICE = {
  id: 1042,
  notes: 'leave it with the neighbour',
  currency: 'DKK',
  customer: {
    customer_number: '10001',
    name: 'Nyhavn ApS',
    vat_number: 'DK12345678',
    email: 'kim@customer.example',
    currency: 'DKK',
    payment_term: { name: 'Netto 14 dage' },
    addresses: [{ type: 'billing', name: 'Kim Nyhavn', address: 'Gade 7', zipcode: '1051', city: 'Byen' }],
  },
};

describe('personal data of a document', () => {
  it('is who the customer is, and what people wrote; no numbers, no codes', () => {
    expect([...personalDataIn(JSON.stringify(INVOICE))].sort()).toEqual([
      'Byen',
      'DK12345678',
      'Gade 7',
      'Kim Nyhavn',
      'Nyhavn ApS',
      'kim@customer.example',
      'leave it with the neighbour',
    ]);
    expect(personalDataIn('{"id": 7, "text": "Rent for Kim"}')).toEqual(['Rent for Kim']);
    expect(personalDataIn('{"customer": "Kim"}')).toEqual(['Kim']);
  });

  it.each(['', 'nonsense', '[]', 'null', '{"customer": {"addresses": [[[[["deep"]]]]]}}'])(
    'of %j is none',
    (json) => {
      expect(personalDataIn(json)).toEqual([]);
    },
  );

  it('is taken out of what TRAEDE says when it refuses', () => {
    const said = { details: ['Nyhavn ApS (DK12345678), gade 7, has no mark; invoice 1042'], codes: [10_000] };
    const call = { method: 'POST', path: '/v10/invoices/mark-as-exported' } as const;
    const error = new TraedeValidationError(call, 422, said).without(personalDataIn(JSON.stringify(INVOICE)));
    expect(error.details).toEqual(['[…] ([…]), […], has no mark; invoice 1042']);
    expect(error.codes).toEqual([10_000]);
    expect(error.message).toBe(
      'POST /v10/invoices/mark-as-exported: TRAEDE answered 422 and refuses the request: […] ([…]), […], has no mark; invoice 1042. Mend what it names, then run again.',
    );
  });
});
