import type { Customer, JournalPosting } from '../../../src/accounting/posting';
import type { ErpAdapter } from '../../../src/erp/adapter';
import { decimal, formatAmount, ZERO } from '../../../src/money';
import { creditNote, day, invoice, invoiceReference, journalEntry } from '../ledger/postings';
import { openSuiteBooks, posted, PROVISIONING_TIMEOUT_MS, refusal, type SuiteBooks } from './suite-books';

let books: SuiteBooks;
let odoo: ErpAdapter;

beforeAll(async () => {
  books = await openSuiteBooks();
  odoo = books.adapter();
}, PROVISIONING_TIMEOUT_MS);
afterAll(() => books.close(), 60_000);

interface MoveRow {
  readonly name: string;
  readonly ref: string;
  readonly payment_reference: string;
  readonly day: string;
  readonly due: string;
}

async function moveOf(erpId: string): Promise<MoveRow | undefined> {
  const [row] = await books.sql<MoveRow>(
    `select name, ref, payment_reference, date::text as day, invoice_date_due::text as due
     from account_move where id = $1`,
    [erpId],
  );
  return row;
}

/** What Odoo's tables hold of the lines, in the company's currency and in their own, as account: amounts. */
async function ledgerLines(
  erpId: string,
): Promise<{ balance: string; amount: string; partner: string | null }[]> {
  return books.sql(
    `select l.balance::text as balance, l.amount_currency::text as amount, p.ref as partner
     from account_move_line l left join res_partner p on p.id = l.partner_id
     where l.move_id = $1 and l.account_id is not null order by l.id`,
    [erpId],
  );
}

describe('an invoice', () => {
  it('is found by reference, and by the number that the customer quotes', async () => {
    const receipt = posted(await odoo.post(invoice(1)));
    expect(await moveOf(receipt.erpId)).toMatchObject({
      name: receipt.number,
      ref: 'traede:acme:invoice:1',
      payment_reference: '10001',
      day: '2026-11-20',
    });
  });

  it('is due as its payment term says, else as the configured one does', async () => {
    const named = posted(await odoo.post(invoice(2, { paymentTerm: '30 days net' })));
    expect(await moveOf(named.erpId)).toMatchObject({ due: '2026-12-20' });
    const configured = books.adapter({ paymentTerm: '30 days net' });
    const other = posted(await configured.post(invoice(3)));
    expect(await moveOf(other.erpId)).toMatchObject({ due: '2026-12-20' });
    expect(refusal(await odoo.post(invoice(4, { paymentTerm: '31 days' })))).toBe(
      'erp-rejected: Odoo does not hold the payment term "31 days".',
    );
  });

  it('in another currency balances in both, with VAT a cent off', async () => {
    const lines = [
      { net: '149.00', tax: '37.26' },
      { net: '33.33', tax: '8.33' },
    ];
    const receipt = posted(await odoo.post(invoice(5, { currency: 'EUR', lines })));
    expect([receipt.net, receipt.tax, receipt.total].map(formatAmount)).toEqual([
      '182.33',
      '45.59',
      '227.92',
    ]);
    const rows = await ledgerLines(receipt.erpId);
    for (const column of ['balance', 'amount'] as const) {
      expect(rows.reduce((total, row) => total.plus(row[column]), ZERO).toFixed()).toBe('0');
    }
    // 227.92 EUR at 0.134 EUR for a krone.
    const debt = rows.find(({ amount }) => decimal(amount).eq('227.92'));
    expect(
      decimal(debt?.balance ?? 0)
        .minus('1700.90')
        .abs()
        .lte('0.08'),
    ).toBe(true);
  });

  it.each([
    [6, 'far from rate × net', [{ net: '149.00', tax: '37.30' }]],
    [7, 'where Odoo reckons none', [{ net: '0.01', tax: '0.01' }]],
  ])('%i with VAT %s is refused, and nothing is left of it', async (id, _what, lines) => {
    const posting = invoice(id, { lines });
    expect(refusal(await odoo.post(posting))).toMatch(
      /^erp-rejected: Odoo would book net .*, the document says/,
    );
    const { rows } = {
      rows: await books.sql('select from account_move where ref = $1', [posting.reference]),
    };
    expect(rows).toEqual([]);
  });

  it('takes its tax from the posting, not from what is the default of the account', async () => {
    await books.sql(
      `insert into account_account_tax_default_rel (account_id, tax_id)
       select a.id, t.id from account_move_line l join account_account a on a.id = l.account_id, account_tax t
       where l.name = 'Shirt' and t.name::text like '%U25%' and t.type_tax_use = 'sale' limit 1`,
    );
    const lines = [{ net: '149.00', tax: '0', taxCode: 'EX0', taxRate: ZERO }];
    const receipt = posted(await odoo.post(invoice(9, { lines })));
    expect([receipt.net, receipt.tax].map(formatAmount)).toEqual(['149.00', '0.00']);
    const [entryLine, other] = journalEntry(9).lines;
    if (entryLine === undefined || other === undefined) throw new Error('no lines');
    const entry = posted(
      await odoo.post({ ...journalEntry(9), lines: [{ ...entryLine, account: '1010' }, other] }),
    );
    expect(entry.lines).toHaveLength(2);
  });

  it('below zero is refused before anything is written', async () => {
    const lines = [{ net: '-10.00', tax: '-2.50' }];
    expect(refusal(await odoo.post(invoice(8, { lines })))).toMatch(/^erp-rejected: The total is below zero/);
  });
});

describe('a customer', () => {
  const stranger = (number: string): Customer => ({
    number,
    name: `Butik ${number}`,
    country: 'DK',
    vatNumber: null,
  });

  it('is found by VAT number, with or without its country, and by name', async () => {
    const byVatNumber = books.adapter({ customerLookup: 'vat-number' });
    const customer = { number: 'X1', name: 'Another name', country: 'DK', vatNumber: '13585628' };
    posted(await byVatNumber.post(invoice(20, { customer })));
    posted(await byVatNumber.post(invoice(21, { customer: { ...customer, vatNumber: 'DK13585628' } })));
    const nobody = { ...customer, vatNumber: null };
    expect(refusal(await byVatNumber.post(invoice(22, { customer: nobody })))).toMatch(/has no VAT number/);
    const byName = books.adapter({ customerLookup: 'name' });
    posted(await byName.post(invoice(23, { customer: { ...customer, name: 'Butik Nord ApS' } })));
  });

  it('is created only where the configuration says so, and once by several at once', async () => {
    const customer = stranger('N1');
    expect(refusal(await odoo.post(invoice(24, { customer })))).toMatch(/^customer-unknown/);
    const creating = Array.from({ length: 3 }, () => books.adapter({ createCustomers: true }));
    await Promise.all(creating.map((adapter, index) => adapter.post(invoice(25 + index, { customer }))));
    for (const [index, adapter] of creating.entries())
      posted(await adapter.post(invoice(25 + index, { customer })));
    expect(await books.sql("select from res_partner where ref = 'N1'")).toHaveLength(1);
  });

  it('that Odoo refuses to create waits, without its name being told', async () => {
    const customer = { ...stranger('N2'), country: 'XX' };
    const told = refusal(await books.adapter({ createCustomers: true }).post(invoice(30, { customer })));
    expect(told).toMatch(/^customer-unknown: Odoo does not hold the country XX/);
    expect(told).not.toContain('Butik N2');
  });
});

describe('a journal entry', () => {
  async function receivable(): Promise<string> {
    const account = (await odoo.chart?.())?.accounts.find(({ kind }) => kind === 'receivable');
    if (account === undefined) throw new Error('no receivable account');
    return account.number;
  }

  const customer: Customer = { number: 'C1', name: 'Butik Nord ApS', country: 'DK', vatNumber: null };
  const entryFor = (id: number, debtors: string, given: Partial<JournalPosting> = {}) =>
    journalEntry(id, {
      reference: invoiceReference(id),
      amount: decimal('125.00'),
      lines: [
        { account: debtors, debit: decimal('125.00'), credit: ZERO, text: 'Invoice 9', customer },
        { account: '1010', debit: ZERO, credit: decimal('100.00'), text: 'Shirt' },
        { account: '6902', debit: ZERO, credit: decimal('25.00'), text: 'VAT' },
      ],
      ...given,
    });

  it('may stand for an invoice: the debt is the customer’s, and it is found and listed', async () => {
    const posting = entryFor(40, await receivable());
    const receipt = posted(await odoo.post(posting));
    expect((await ledgerLines(receipt.erpId)).map(({ partner }) => partner)).toEqual(['C1', null, null]);
    expect((await odoo.find([posting.reference])).get(posting.reference)).toEqual(receipt);
    const listed = [];
    for await (const one of odoo.list()) listed.push(one.reference);
    expect(listed).toContain(posting.reference);
    // A credit note may refer to it.
    const credit = creditNote(41, { corrects: posting.reference });
    const { erpId } = posted(await odoo.post(credit));
    expect(
      await books.sql('select reversed_entry_id::text as id from account_move where id = $1', [erpId]),
    ).toEqual([{ id: receipt.erpId }]);
  });

  it('of an unknown customer is refused', async () => {
    const posting = entryFor(42, await receivable());
    const [debt, ...others] = posting.lines;
    if (debt === undefined) throw new Error('no line');
    const lines = [{ ...debt, customer: { ...customer, number: 'NOBODY' } }, ...others];
    expect(refusal(await odoo.post({ ...posting, lines }))).toMatch(/^customer-unknown/);
  });

  it('in another currency balances in both', async () => {
    const posting = entryFor(43, await receivable(), { currency: 'EUR', date: day('2026-11-20') });
    const receipt = posted(await odoo.post(posting));
    expect(receipt.currency).toBe('EUR');
    expect(receipt.lines.map(({ net }) => formatAmount(net))).toEqual(['125.00', '-100.00', '-25.00']);
    const rows = await ledgerLines(receipt.erpId);
    expect(rows.map(({ balance }) => decimal(balance).toFixed(2))).toEqual(['932.84', '-746.27', '-186.57']);
  });
});
