import type { Posting } from '../../../src/accounting/posting';
import { decimal, formatAmount, ZERO } from '../../../src/money';
import type { Receipt } from '../../../src/erp/adapter';
import { creditNote, day, invoice, invoiceReference, journalEntry } from './postings';
import {
  countDocuments,
  createLedgerDatabase,
  entryLines,
  posted,
  rejectedCode,
  type LedgerDatabase,
} from './ledger-database';
import { containing, matching } from './matchers';

let database: LedgerDatabase;
beforeAll(async () => {
  database = await createLedgerDatabase();
});
afterAll(() => database.drop());

/** A receipt with amounts as text, as decimals compare badly. */
function readable(receipt: Receipt) {
  const { net, tax, total, lines } = receipt;
  return {
    ...receipt,
    net: formatAmount(net),
    tax: formatAmount(tax),
    total: formatAmount(total),
    lines: lines.map((line) => ({ ...line, net: formatAmount(line.net) })),
  };
}

/** Posts a document that nobody else posts; ids above 1,000 are kept for the tests that name theirs. */
async function post(posting: Posting): Promise<Receipt> {
  return posted(await database.ledger().post(posting));
}

describe('posting an invoice', () => {
  it('answers with what the database holds, to the cent', async () => {
    const receipt = await post(invoice(1));
    expect(readable(receipt)).toEqual({
      reference: 'traede:acme:invoice:1',
      erpId: matching(/^\d+$/),
      number: 'INV-2026-00001',
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

  it('debits the receivable, credits revenue and VAT', async () => {
    const { number } = await post(invoice(2));
    expect(await entryLines(database.pool, number)).toEqual([
      '5600 D 227.91',
      '1010 C 149.00',
      '1050 C 33.33',
      '6902 C 45.58',
    ]);
  });

  it('keeps VAT apart by code, and books none where there is none', async () => {
    const { number } = await post(
      invoice(3, {
        lines: [
          { net: '100.00', tax: '25.00' },
          { net: '10.00', tax: '0.00', taxCode: 'EU0', taxRate: ZERO, account: '1020' },
          { net: '50.00', tax: '6.00', taxCode: 'U12', taxRate: decimal(12) },
        ],
      }),
    );
    expect(await entryLines(database.pool, number)).toEqual([
      '5600 D 191.00',
      '1010 C 50.00',
      '1010 C 100.00',
      '1020 C 10.00',
      '6902 C 6.00',
      '6902 C 25.00',
    ]);
  });

  it('books negative lines on the other side, never as a negative amount', async () => {
    const { number } = await post(
      invoice(4, {
        lines: [
          { net: '100.00', tax: '25.00' },
          { net: '-30.00', tax: '-7.50', kind: 'discount', account: '1090' },
        ],
      }),
    );
    expect(await entryLines(database.pool, number)).toEqual([
      '5600 D 87.50',
      '1010 C 100.00',
      '1090 D 30.00',
      '6902 C 17.50',
    ]);
  });

  it('turns the sides of an invoice below zero', async () => {
    const receipt = await post(invoice(5, { lines: [{ net: '-10.00', tax: '-2.50' }] }));
    expect(formatAmount(receipt.total)).toBe('-12.50');
    expect(await entryLines(database.pool, receipt.number)).toEqual([
      '5600 C 12.50',
      '1010 D 10.00',
      '6902 D 2.50',
    ]);
  });

  it('posts an invoice of zero', async () => {
    const receipt = await post(invoice(6, { lines: [{ net: '0.00', tax: '0.00' }] }));
    expect(formatAmount(receipt.total)).toBe('0.00');
    expect(await entryLines(database.pool, receipt.number)).toEqual(['5600 D 0.00', '1010 D 0.00']);
  });

  it('keeps the lines as sent', async () => {
    await post(
      invoice(7, {
        lines: [{ net: '33.33', tax: '8.33', quantity: decimal('0.3'), unitPrice: decimal('111.111') }],
      }),
    );
    const { rows } = await database.pool.query(
      `select l.kind, l.item_number, l.quantity, l.unit_price, l.net, l.tax_code, l.tax_rate, l.tax, l.account
       from ledger.document_lines l join ledger.documents d on d.id = l.document_id
       where d.external_reference = $1`,
      [invoiceReference(7)],
    );
    expect(rows).toEqual([
      {
        kind: 'product',
        item_number: 'S-1',
        quantity: '0.3',
        unit_price: '111.111',
        net: '33.33',
        tax_code: 'U25',
        tax_rate: '25',
        tax: '8.33',
        account: '1010',
      },
    ]);
  });

  it('holds amounts that a JavaScript number cannot', async () => {
    const receipt = await post(invoice(8, { lines: [{ net: '999999999999.97', tax: '0.01' }] }));
    expect(formatAmount(receipt.total)).toBe('999999999999.98');
    expect(formatAmount(receipt.lines[0]?.net ?? ZERO)).toBe('999999999999.97');
  });

  it('opens accounts, VAT codes and customers on first use, and leaves them as they are afterwards', async () => {
    const customer = { number: 'C9', name: 'First name', country: 'SE', vatNumber: null };
    await post(invoice(9, { customer }));
    await post(invoice(10, { customer: { ...customer, name: 'Other name' } }));
    const { rows } = await database.pool.query(
      `select (select name || ' ' || country from ledger.customers where number = 'C9') as customer,
        (select kind from ledger.accounts where number = '5600') as receivable,
        (select kind from ledger.accounts where number = '6902') as tax,
        (select kind from ledger.accounts where number = '1010') as revenue,
        (select rate::text from ledger.tax_codes where code = 'U25') as rate`,
    );
    expect(rows).toEqual([
      { customer: 'First name SE', receivable: 'asset', tax: 'liability', revenue: 'income', rate: '25' },
    ]);
  });
});

describe('posting a credit note', () => {
  it('turns the sides and links the invoice', async () => {
    const original = await post(invoice(20));
    const receipt = await post(creditNote(20, { corrects: invoiceReference(20) }));
    expect(receipt.number).toBe('CN-2026-00001');
    expect(formatAmount(receipt.total)).toBe('227.91');
    expect(await entryLines(database.pool, receipt.number)).toEqual([
      '5600 C 227.91',
      '1010 D 149.00',
      '1050 D 33.33',
      '6902 D 45.58',
    ]);
    const { rows } = await database.pool.query(
      `select i.number from ledger.documents c join ledger.documents i on i.id = c.corrects
       where c.number = $1`,
      [receipt.number],
    );
    expect(rows).toEqual([{ number: original.number }]);
  });

  it('is posted when it names no invoice', async () => {
    expect((await post(creditNote(21))).number).toBe('CN-2026-00002');
  });

  it('is rejected when its invoice is not in the ledger', async () => {
    const outcome = await database.ledger().post(creditNote(22, { corrects: invoiceReference(404) }));
    expect(outcome).toEqual({
      kind: 'rejected',
      problem: {
        code: 'invoice-not-posted',
        message: containing('traede:acme:invoice:404'),
        remedy: containing('Post the invoice first'),
      },
    });
  });

  it('is rejected when it names another credit note', async () => {
    const outcome = await database.ledger().post(creditNote(23, { corrects: 'traede:acme:credit-note:21' }));
    expect(rejectedCode(outcome)).toBe('invoice-not-posted');
  });

  it('is posted unlinked where that is allowed', async () => {
    const ledger = database.ledger({ unlinkedCreditNotes: 'allow' });
    const receipt = posted(await ledger.post(creditNote(24, { corrects: invoiceReference(404) })));
    const { rows } = await database.pool.query('select corrects from ledger.documents where number = $1', [
      receipt.number,
    ]);
    expect(rows).toEqual([{ corrects: null }]);
  });
});

describe('posting a journal entry', () => {
  it('books its lines as given', async () => {
    const receipt = await post(journalEntry(30));
    expect(readable(receipt)).toMatchObject({
      number: 'JE-2026-00001',
      net: '300.00',
      tax: '0.00',
      total: '300.00',
      lines: [
        { account: '2010', net: '300.00' },
        { account: '5400', net: '-300.00' },
      ],
    });
    expect(await entryLines(database.pool, receipt.number)).toEqual(['2010 D 300.00', '5400 C 300.00']);
  });

  it('keeps a negative amount whose sides were turned', async () => {
    const receipt = await post(
      journalEntry(31, {
        amount: decimal('-300.00'),
        lines: [
          { account: '5400', debit: decimal('300.00'), credit: ZERO, text: 'turned' },
          { account: '2010', debit: ZERO, credit: decimal('300.00'), text: 'turned' },
        ],
      }),
    );
    expect(formatAmount(receipt.net)).toBe('-300.00');
    expect(await entryLines(database.pool, receipt.number)).toEqual(['5400 D 300.00', '2010 C 300.00']);
  });

  it.each([
    ['that does not balance', [decimal('300.00'), decimal('299.99')]],
    ['with a negative side', [decimal('-300.00'), decimal('-300.00')]],
  ])('rejects one %s', async (_name, [debit = ZERO, credit = ZERO]) => {
    const lines = [
      { account: '2010', debit, credit: ZERO, text: '' },
      { account: '5400', debit: ZERO, credit, text: '' },
    ];
    const outcome = await database.ledger().post(journalEntry(32, { amount: debit, lines }));
    expect(rejectedCode(outcome)).toBe('erp-rejected');
    expect(await database.ledger().find(['traede:acme:accounting-entry:32'])).toEqual(new Map());
  });
});

describe('what cannot be booked as it is', () => {
  it.each<[string, Posting]>([
    ['fractions of a cent', invoice(50, { lines: [{ net: '10.005', tax: '0.00' }] })],
    ['an amount beyond the ledger', invoice(51, { lines: [{ net: '1e20', tax: '0.00' }] })],
    [
      'an account that cannot be stored',
      invoice(52, { lines: [{ net: '1.00', tax: '0.25', account: '10\u000010' }] }),
    ],
    ['an empty VAT code', invoice(53, { lines: [{ net: '1.00', tax: '0.25', taxCode: '' }] })],
    [
      'an account of a megabyte',
      invoice(54, { lines: [{ net: '1.00', tax: '0.25', account: '1'.repeat(1e6) }] }),
    ],
    ['no lines', invoice(55, { lines: [] })],
    ['a currency that is none', invoice(56, { currency: 'kroner' })],
    [
      'totals that are not those of the lines',
      invoice(57, { totals: { net: decimal('182.34'), tax: decimal('45.57'), total: decimal('227.91') } }),
    ],
  ])('is rejected: %s', async (_name, posting) => {
    const before = await countDocuments(database.pool);
    expect(rejectedCode(await database.ledger().post(posting))).toBe('erp-rejected');
    expect(await countDocuments(database.pool)).toBe(before);
  });
});

describe('hostile text', () => {
  async function storedDescription(id: number, description: string): Promise<string | undefined> {
    const receipt = await post(invoice(id, { lines: [{ net: '1.00', tax: '0.25', description }] }));
    return receipt.lines[0]?.description;
  }

  it.each([
    ['SQL', 1001, "'; drop table ledger.documents; --"],
    ['JSON', 1002, '"},{"net":"9'],
    ['backslashes', 1003, 'C:\\u0000\\n'],
    ['right-to-left text', 1004, 'قميص \u202Eabc'],
    ['emoji', 1005, '👕👩‍👩‍👧'],
    ['line breaks', 1006, 'one\ntwo'],
  ])('is kept as it is: %s', async (_name, id, text) => {
    expect(await storedDescription(id, text)).toBe(text);
  });

  it('loses only what PostgreSQL cannot hold', async () => {
    expect(await storedDescription(1_100, 'a\u0000b\uD83Dc')).toBe('abc');
  });

  it('is bounded', async () => {
    const stored = await storedDescription(1_101, '👕'.repeat(500_000));
    expect(stored).toMatch(/^(👕)+…$/u);
    expect(stored?.length).toBeLessThanOrEqual(1_000);
  });

  it('never reaches a problem', async () => {
    const customer = { number: 'C1', name: 'Secret Name', country: null, vatNumber: null };
    const ledger = database.ledger({ mode: 'strict' });
    const outcome = await ledger.post(invoice(1_102, { customer }));
    expect(outcome.kind).toBe('rejected');
    expect(JSON.stringify(outcome)).not.toContain('Secret');
  });
});

it('numbers each year and journal by itself', async () => {
  const first = await post(invoice(60, { date: day('2027-01-02') }));
  const second = await post(invoice(61, { date: day('2027-01-01') }));
  const entry = await post(journalEntry(60, { date: day('2027-01-01') }));
  expect([first.number, second.number, entry.number]).toEqual([
    'INV-2027-00001',
    'INV-2027-00002',
    'JE-2027-00001',
  ]);
});

it('goes on numbering above 99,999', async () => {
  await database.pool.query(
    `insert into ledger.counters (journal, year, last_number) values ('sales', 2031, 99999)`,
  );
  expect((await post(invoice(62, { date: day('2031-05-05') }))).number).toBe('INV-2031-100000');
});
