import type { ErpAdapter } from '../../../src/erp/adapter';
import { creditNote, invoice, invoiceReference, journalEntry } from '../ledger/postings';
import { openTestBooks, posted, PROVISIONING_TIMEOUT_MS, readable, type TestBooks } from './test-books';

let books: TestBooks;
let tryton: ErpAdapter;
beforeAll(async () => {
  books = await openTestBooks();
  tryton = books.adapter();
}, PROVISIONING_TIMEOUT_MS);
afterAll(() => books.close());

describe('an invoice', () => {
  it('is posted to the cent, and found again as it was posted', async () => {
    const receipt = posted(await tryton.post(invoice(1)));
    expect(readable(receipt)).toEqual({
      reference: invoiceReference(1),
      erpId: '1',
      number: 'INV2026-00001',
      date: '2026-11-20',
      currency: 'DKK',
      net: '182.33',
      tax: '45.58',
      total: '227.91',
      lines: [
        { account: '1010', description: 'Shirt', net: '149.00' },
        { account: '1050', description: 'Shipping', net: '33.33' },
      ],
    });
    expect(await tryton.find([invoiceReference(1), invoiceReference(99)])).toEqual(
      new Map([[invoiceReference(1), receipt]]),
    );
  });

  it('is not posted again under the same reference', async () => {
    const first = posted(await tryton.post(invoice(2)));
    expect(posted(await tryton.post(invoice(2)))).toEqual(first);
  });
});

it('a credit note is posted with its own number, linked to its invoice', async () => {
  posted(await tryton.post(invoice(10)));
  const receipt = posted(await tryton.post(creditNote(10, { corrects: invoiceReference(10) })));
  expect(readable(receipt)).toMatchObject({
    number: 'CN2026-00001',
    net: '182.33',
    tax: '45.58',
    total: '227.91',
  });
});

it('a journal entry is posted', async () => {
  const receipt = posted(await tryton.post(journalEntry(1)));
  expect(readable(receipt)).toMatchObject({
    net: '300.00',
    lines: [
      { account: '2010', net: '300.00' },
      { account: '5400', net: '-300.00' },
    ],
  });
});
