import { parseDocument } from '../../src/traede/parse';
import { goodCreditNote, goodInvoice } from './good-documents';

describe('created_at', () => {
  it.each(['2026-02-30', '2026-02-30 10:00:00', '0000-00-00T00:00:00Z'])(
    '%s is called a day that does not exist, where no other date is given',
    (created_at) => {
      const message = `"created_at" ${created_at.slice(0, 10)} is not a day that exists.`;
      for (const [type, document] of [
        ['invoice', goodInvoice({ created_at })],
        ['credit-note', goodCreditNote({ created_at })],
      ] as const) {
        expect(parseDocument(type, JSON.stringify(document))).toMatchObject({
          ok: false,
          problem: { code: 'malformed-document', message: expect.stringContaining(message) as unknown },
        });
      }
    },
  );

  it.each([{ created_at: '2026-02-30', invoice_date: '2026-03-01' }, { created_at: 'yesterday' }])(
    '%j counts as none',
    (changes) => {
      const parsed = parseDocument('invoice', JSON.stringify(goodInvoice(changes)));
      expect(parsed).toMatchObject({ ok: true, document: { createdAt: null } });
    },
  );
});
