import { toErpRow } from '../../src/cli/erp-row';
import type { ExternalReference } from '../../src/document';
import type { Receipt } from '../../src/erp/adapter';
import { decimal, ZERO } from '../../src/money';
import { parsePlainDate } from '../../src/plain-date';

const SUM: ExternalReference = 'traede:acme:accounting-entry-sum:2026-03-31:1310:2100:DKK:1';

describe('a row of what the ERP holds', () => {
  const rowOf = (reference: ExternalReference, description: string) => {
    const date = parsePlainDate('2026-03-31');
    if (date === undefined) throw new Error('no such day');
    const receipt: Receipt = {
      ...{ reference, erpId: '1', number: 'J-1', date, currency: 'DKK' },
      ...{ net: decimal(30), tax: ZERO, total: decimal(30) },
      lines: [{ account: '1310', description, net: decimal(30) }],
    };
    return toErpRow(receipt);
  };

  it('names a document', () => {
    expect(rowOf('traede:acme:invoice:1042', 'Coats')).toMatchObject({
      ...{ systemId: 'acme', documentType: 'invoice', documentId: 1042, total: '30.00' },
    });
  });

  it('names a sum and its entries', () => {
    expect(rowOf(SUM, 'TRAEDE entries 17-19, 50')).toMatchObject({
      documentType: 'accounting-entry',
      documentId: null,
      externalReference: SUM,
      members: 'TRAEDE entries 17-19, 50',
      memberIds: [17, 18, 19, 50],
    });
  });

  it('says of a sum whose text was changed that its entries are not known', () => {
    expect(rowOf(SUM, 'Cost of March')).toMatchObject({
      memberIds: [],
      members: 'not named in its text any more',
    });
    expect(rowOf(SUM, 'TRAEDE entries 1-9007199254740991')).toMatchObject({ memberIds: [] });
  });
});
