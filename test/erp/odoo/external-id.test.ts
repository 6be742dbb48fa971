import fc from 'fast-check';
import { externalReference, isExternalReference } from '../../../src/document';
import {
  customerExternalId,
  externalId,
  externalIdName,
  referenceOfName,
} from '../../../src/erp/odoo/external-id';

const systemIds = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_.-]{1,40}$/),
  fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }),
);
const references = fc
  .record({
    systemId: systemIds,
    documentType: fc.constantFrom('invoice' as const, 'credit-note' as const, 'accounting-entry' as const),
    documentId: fc.integer({ min: 1 }),
  })
  .map(externalReference)
  // Halves of surrogate pairs are refused before: no database holds them.
  .filter((reference) => isExternalReference(reference) && !/\p{Cs}/u.test(reference));

describe('external ids', () => {
  it('read like references where these hold ordinary characters', () => {
    expect(externalId('traede:acme:invoice:1042')).toBe('traede.acme.invoice.1042');
    expect(externalId('traede:a.b_c d:credit-note:7')).toBe('traede.a_2eb_5fc_20d.credit-note.7');
    expect(externalId('traede:acme:accounting-entry-sum:2026-03-31:2100:5820:DKK:1')).toBe(
      'traede.acme.accounting-entry-sum.2026-03-31.2100.5820.DKK.1',
    );
    expect(customerExternalId('K 1/æ')).toBe('traede_customer.K_201_2f_c3_a6');
  });

  it('give every reference back, and hold nothing that Odoo refuses', () => {
    fc.assert(
      fc.property(references, (reference) => {
        const name = externalIdName(reference);
        expect(name).toMatch(/^[A-Za-z0-9._-]+$/);
        expect(referenceOfName(name)).toBe(reference);
      }),
    );
  });

  it('are different for different references', () => {
    fc.assert(
      fc.property(references, references, (one, other) => {
        expect(externalIdName(one) === externalIdName(other)).toBe(one === other);
      }),
    );
  });

  it.each([
    '',
    'acme',
    'acme.invoice.x',
    'acme.invoice.01',
    'a_6.invoice.1',
    'a_61.invoice.1',
    'acme:invoice:1',
  ])('are not taken for ours: %j', (name) => {
    expect(referenceOfName(name)).toBeUndefined();
  });
});
