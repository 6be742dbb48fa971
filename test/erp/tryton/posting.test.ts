import type { ErpAdapter } from '../../../src/erp/adapter';
import { differences } from '../../../src/delivery/comparison';
import type { Posting } from '../../../src/accounting/posting';
import { decimal } from '../../../src/money';
import { creditNote, invoice, invoiceReference, journalEntry, type LineInput } from '../ledger/postings';
import {
  openTestBooks,
  posted,
  PROVISIONING_TIMEOUT_MS,
  readable,
  rejectedCode,
  statesOf,
  type TestBooks,
} from './test-books';

let books: TestBooks;
let tryton: ErpAdapter;
beforeAll(async () => {
  books = await openTestBooks();
  tryton = books.adapter();
}, PROVISIONING_TIMEOUT_MS);
afterAll(() => books.close());

/** It takes ten seconds, and a minute on a busy machine. */
const LONG_INVOICE_TIMEOUT_MS = 240_000;

/** Posts, and compares as the delivery protocol does. */
async function postEqual(posting: Posting) {
  const receipt = posted(await tryton.post(posting));
  expect(differences(posting, receipt)).toEqual([]);
  expect((await tryton.find([posting.reference])).get(posting.reference)).toEqual(receipt);
  return receipt;
}

describe('an invoice', () => {
  it('is posted to the cent, and found again as it was posted', async () => {
    const receipt = await postEqual(invoice(1));
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
  });

  it('is not posted again under the same reference', async () => {
    const first = await postEqual(invoice(2));
    expect(posted(await tryton.post(invoice(2, { lines: [{ net: '1.00', tax: '0.25' }] })))).toEqual(first);
    expect(await statesOf(books, invoiceReference(2))).toEqual(['posted']);
  });

  it('books the receivable, the VAT and the revenue', async () => {
    const { number } = await postEqual(invoice(3));
    const rows = await books.sql<{ code: string | null; balance: string }>(
      `select case when a.party_required then 'receivable' else a.code end as code,
         (l.debit - l.credit)::text as balance from account_invoice i
       join account_move_line l on l.move = i.move join account_account a on a.id = l.account
       where i.number = $1 order by 1`,
      [number],
    );
    expect(rows).toEqual([
      { code: '1010', balance: '-149.00' },
      { code: '1050', balance: '-33.33' },
      { code: '6902', balance: '-45.58' },
      { code: 'receivable', balance: '227.91' },
    ]);
  });

  it.each<[string, number, readonly LineInput[]]>([
    [
      'VAT rounded for each line',
      10,
      [
        { net: '0.10', tax: '0.03' },
        { net: '0.10', tax: '0.03' },
        { net: '0.10', tax: '0.03' },
      ],
    ],
    [
      'VAT a cent below',
      11,
      [
        { net: '33.33', tax: '8.33' },
        { net: '33.33', tax: '8.33' },
        { net: '33.33', tax: '8.33' },
      ],
    ],
    [
      'a discount',
      12,
      [
        { net: '100.00', tax: '25.00' },
        { net: '-30.00', tax: '-7.50', kind: 'discount' },
      ],
    ],
    [
      'two rates',
      13,
      [
        { net: '80.00', tax: '20.00' },
        { net: '20.00', tax: '0.00', taxCode: 'EX0', taxRate: decimal(0) },
      ],
    ],
    [
      'a price with many decimals',
      14,
      [{ net: '10.00', tax: '2.50', quantity: decimal(3), unitPrice: decimal('3.333333') }],
    ],
    [
      'a fraction of a unit',
      15,
      [{ net: '37.13', tax: '9.28', quantity: decimal('0.25'), unitPrice: decimal('148.52') }],
    ],
    [
      'a line of zero',
      16,
      [
        { net: '0.00', tax: '0.00', quantity: decimal(0), unitPrice: decimal('9') },
        { net: '1.00', tax: '0.25' },
      ],
    ],
    ['nothing but zero', 17, [{ net: '0.00', tax: '0.00' }]],
    ['a large amount', 18, [{ net: '99999999.99', tax: '25000000.00' }]],
    [
      'a thousand units, VAT by the unit',
      19,
      [{ net: '9990.00', tax: '2500.00', quantity: decimal(1000), unitPrice: decimal('9.99') }],
    ],
  ])('is equal to the cent: %s', async (_name, id, lines) => {
    await postEqual(invoice(id, { lines }));
  });

  it('in another currency is booked with its rate of the day', async () => {
    expect((await postEqual(invoice(30, { currency: 'EUR' }))).currency).toBe('EUR');
  });

  it('keeps texts as they are', async () => {
    const description = 'قميص \u202E "quoted" <b>\\n 👕 \u0000';
    const receipt = await postEqual(invoice(31, { lines: [{ net: '1.00', tax: '0.25', description }] }));
    expect(receipt.lines[0]?.description).toBe('قميص \u202E "quoted" <b>\\n 👕 ');
  });

  it(
    'with hundreds of lines is posted',
    async () => {
      const lines = Array.from({ length: 300 }, () => ({ net: '1.01', tax: '0.25' }));
      expect((await postEqual(invoice(32, { lines }))).lines).toHaveLength(300);
    },
    LONG_INVOICE_TIMEOUT_MS,
  );
});

describe('a credit note', () => {
  it('has its own number, negative quantities, and a link from each line to its invoice', async () => {
    await postEqual(invoice(40));
    const receipt = await postEqual(creditNote(40, { corrects: invoiceReference(40) }));
    expect(receipt.number).toBe('CN2026-00001');
    const rows = await books.sql(
      `select l.quantity, o.description, i.reference from account_invoice_line l
       join account_invoice c on c.id = l.invoice
       join account_invoice_line o on l.origin = 'account.invoice.line,' || o.id
       join account_invoice i on i.id = o.invoice
       where c.number = $1 order by l.id`,
      [receipt.number],
    );
    expect(rows).toEqual([
      { quantity: -1, description: 'Shirt', reference: invoiceReference(40) },
      { quantity: -1, description: 'Shipping', reference: invoiceReference(40) },
    ]);
  });

  it('is posted when it names no invoice', async () => {
    await postEqual(creditNote(41));
  });

  it('is rejected when its invoice is not there, unless that is allowed', async () => {
    const orphan = creditNote(42, { corrects: invoiceReference(404) });
    expect(rejectedCode(await tryton.post(orphan))).toBe('invoice-not-posted');
    posted(await books.adapter({ unlinkedCreditNotes: 'allow' }).post(orphan));
  });

  it('with VAT that Tryton rounds otherwise is equal to the cent', async () => {
    const lines = [
      { net: '0.10', tax: '0.03' },
      { net: '0.10', tax: '0.03' },
      { net: '-0.05', tax: '-0.02' },
    ];
    await postEqual(creditNote(43, { lines }));
  });
});

describe('a journal entry', () => {
  it('is booked as it is', async () => {
    const receipt = await postEqual(journalEntry(1));
    expect(readable(receipt).lines).toEqual([
      { account: '2010', description: 'Cost of goods sold', net: '300.00' },
      { account: '5400', description: 'Cost of goods sold', net: '-300.00' },
    ]);
    expect(receipt.number).not.toBe('');
  });

  it('with a negative amount is booked with its sides turned', async () => {
    const [one, other] = journalEntry(2).lines;
    if (one === undefined || other === undefined) throw new Error('no lines');
    const lines = [
      { ...one, debit: one.credit, credit: one.debit },
      { ...other, debit: other.credit, credit: other.debit },
    ];
    await postEqual(journalEntry(2, { amount: decimal('-300.00'), lines }));
  });
});

describe('customers are found', () => {
  const customer = { number: 'elsewhere', name: 'Butik Nord ApS', country: 'DK', vatNumber: 'DK13585628' };

  it('by VAT number', async () => {
    posted(await books.adapter({ customerLookup: 'vat-number' }).post(invoice(200, { customer })));
    const without = invoice(201, { customer: { ...customer, vatNumber: null } });
    expect(rejectedCode(await books.adapter({ customerLookup: 'vat-number' }).post(without))).toBe(
      'customer-unknown',
    );
  });

  it('by name', async () => {
    posted(await books.adapter({ customerLookup: 'name' }).post(invoice(202, { customer })));
  });

  it('or created, where the configuration says so', async () => {
    const stranger = { number: 'NEW-1', name: 'New Shop', country: null, vatNumber: null };
    posted(await books.adapter({ createCustomers: true }).post(invoice(203, { customer: stranger })));
    posted(await tryton.post(invoice(204, { customer: stranger })));
    const rows = await books.sql(`select name from party_party where code = 'NEW-1'`);
    expect(rows).toEqual([{ name: 'New Shop' }]);
  });
});
