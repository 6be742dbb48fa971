import type { JournalLine, JournalPosting } from '../../../src/accounting/posting';
import type { ExternalReference } from '../../../src/document';
import type { ErpAdapter, Receipt } from '../../../src/erp/adapter';
import { decimal, ZERO } from '../../../src/money';
import { creditNote, day, invoice, invoiceReference, journalEntry } from '../ledger/postings';
import { startLossyProxy } from './lossy-proxy';
import {
  openTestBooks,
  posted,
  PROVISIONING_TIMEOUT_MS,
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

const customer = { number: 'C1', name: 'Butik Nord ApS', country: 'DK', vatNumber: null };

function line(account: string, net: string, given: Partial<JournalLine> = {}): JournalLine {
  const amount = decimal(net);
  const [debit, credit] = amount.gt(0) ? [amount, ZERO] : [ZERO, amount.abs()];
  return { account, debit, credit, text: 'Invoice 10042', ...given };
}

/** An invoice of 149.00 with 25 % VAT as one entry; a credit note with its sides turned. */
function saleAsEntry(reference: ExternalReference, given: Partial<JournalPosting> = {}): JournalPosting {
  const sign = reference.includes(':credit-note:') ? '-' : '';
  const other = sign === '' ? '-' : '';
  return journalEntry(0, {
    reference,
    date: day('2026-11-20'),
    amount: decimal('186.25'),
    lines: [
      line('5600', `${sign}186.25`, { customer }),
      line('1010', `${other}149.00`),
      line('6902', `${other}37.25`),
    ],
    ...given,
  });
}

async function listed(): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  for await (const receipt of tryton.list()) receipts.push(receipt);
  return receipts;
}

describe('a sales document that is booked as one entry', () => {
  it.each<ExternalReference>([invoiceReference(1), 'traede:acme:credit-note:2'])(
    'is posted, found and listed: %s',
    async (reference) => {
      const receipt = posted(await tryton.post(saleAsEntry(reference)));
      expect(receipt.total.toFixed(2)).toBe('186.25');
      expect(receipt.tax.toFixed(2)).toBe('0.00');
      expect(receipt.lines.map(({ account }) => account)).toEqual(['5600', '1010', '6902']);
      expect((await tryton.find([reference])).get(reference)).toEqual(receipt);
      expect((await listed()).filter((found) => found.reference === reference)).toEqual([receipt]);
      expect(posted(await tryton.post(saleAsEntry(reference)))).toEqual(receipt);
      expect(await statesOf(books, reference)).toEqual(['posted']);
    },
  );

  it("stands on its customer's account", async () => {
    const rows = await books.sql(
      `select p.code, l.debit::text from account_move_line l join account_move m on m.id = l.move
       join party_party p on p.id = l.party where m.description = $1`,
      [invoiceReference(1)],
    );
    expect(rows).toEqual([{ code: 'C1', debit: '186.25' }]);
  });

  it('is not posted again as an invoice, nor an invoice as an entry', async () => {
    const entry = (await tryton.find([invoiceReference(1)])).get(invoiceReference(1));
    expect(posted(await tryton.post(invoice(1)))).toEqual(entry);
    const receipt = posted(await tryton.post(invoice(3)));
    expect(posted(await tryton.post(saleAsEntry(invoiceReference(3))))).toEqual(receipt);
    expect(await statesOf(books, invoiceReference(1))).toEqual(['posted']);
    expect(await statesOf(books, invoiceReference(3))).toEqual(['posted']);
  });

  it('takes away the draft that an attempt to book it otherwise has left', async () => {
    const proxy = await startLossyProxy(books.server.url);
    proxy.failAt(1, 'request-lost', 'model.account.invoice.post');
    expect((await books.adapter({ url: proxy.url }).post(invoice(4))).kind).toBe('uncertain');
    expect(await statesOf(books, invoiceReference(4))).toEqual(['draft']);
    posted(await tryton.post(saleAsEntry(invoiceReference(4))));
    expect(await statesOf(books, invoiceReference(4))).toEqual(['posted']);
    await proxy.close();
  });

  it('is once there, when two writers book it in different ways at once', async () => {
    for (let id = 20; id < 24; id += 1) {
      const [one, other] = await Promise.all([
        books.adapter().post(invoice(id)),
        books.adapter().post(saleAsEntry(invoiceReference(id))),
      ]);
      expect(await statesOf(books, invoiceReference(id))).toEqual(['posted']);
      expect(other).toEqual(one);
    }
  });

  it('is an invoice that a credit note may correct', async () => {
    posted(await tryton.post(creditNote(5, { corrects: invoiceReference(1) })));
  });

  it('may be of a customer that is created', async () => {
    const stranger = { ...customer, number: 'NEW-2', name: 'New Shop', country: null };
    const posting = saleAsEntry(invoiceReference(6), {
      lines: [line('5600', '10.00', { customer: stranger }), line('1010', '-10.00')],
      amount: decimal(10),
    });
    expect(rejectedCode(await tryton.post(posting))).toBe('customer-unknown');
    posted(await books.adapter({ createCustomers: true }).post(posting));
  });
});

describe('customers on lines of an entry', () => {
  it.each<[string, string, readonly JournalLine[]]>([
    ['one that is missing', 'customer-missing', [line('5600', '10.00'), line('1010', '-10.00')]],
    [
      'one on an account that takes none',
      'erp-rejected',
      [line('5400', '10.00', { customer }), line('1010', '-10.00')],
    ],
    [
      'one that Tryton does not hold',
      'customer-unknown',
      [line('5600', '10.00', { customer: { ...customer, number: 'C404' } }), line('1010', '-10.00')],
    ],
  ])('%s is refused', async (_name, code, lines) => {
    const posting = journalEntry(30, { lines, amount: decimal(10) });
    const outcome = await tryton.post(posting);
    expect(rejectedCode(outcome)).toBe(code);
    expect(JSON.stringify(outcome)).not.toContain('Butik');
    expect(await tryton.preflight?.(posting)).toMatchObject({ code });
    expect(await statesOf(books, posting.reference)).toEqual([]);
  });

  it('may be several', async () => {
    const other = { ...customer, number: 'C2' };
    const lines = [
      line('5600', '10.00', { customer }),
      line('5600', '20.00', { customer: other }),
      line('1010', '-30.00'),
    ];
    posted(await tryton.post(journalEntry(31, { lines, amount: decimal(30) })));
    const rows = await books.sql(
      `select p.code from account_move_line l join account_move m on m.id = l.move
       join party_party p on p.id = l.party where m.description = $1 order by p.code`,
      [journalEntry(31).reference],
    );
    expect(rows).toEqual([{ code: 'C1' }, { code: 'C2' }]);
  });
});

describe('payment terms', () => {
  const options = { paymentTerm: '30 days', acknowledgedWarnings: ['invoice_payment_term'] };
  const dueDate = async (id: number) => {
    const rows = await books.sql<{ due: string }>(
      `select (max(l.maturity_date) - max(i.invoice_date))::text as due
       from account_move_line l join account_invoice i on i.move = l.move where i.reference = $1`,
      [invoiceReference(id)],
    );
    return rows[0]?.due;
  };

  it("of the document goes before the configuration's", async () => {
    const adapter = books.adapter(options);
    posted(await adapter.post(invoice(40, { paymentTerm: '14 days' })));
    posted(await adapter.post(invoice(41)));
    expect([await dueDate(40), await dueDate(41)]).toEqual(['14', '30']);
  });

  it('that Tryton does not hold are named', async () => {
    const outcome = await tryton.post(invoice(42, { paymentTerm: 'someday' }));
    expect(outcome).toMatchObject({
      kind: 'rejected',
      problem: { code: 'payment-term-unknown', message: 'Tryton does not hold the payment term "someday".' },
    });
  });
});
