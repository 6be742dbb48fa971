import type { Posting } from '../../../src/accounting/posting';
import { differences } from '../../../src/delivery/comparison';
import type { ErpAdapter, Receipt } from '../../../src/erp/adapter';
import { decimal, formatAmount, ZERO } from '../../../src/money';
import { containing } from '../ledger/matchers';
import { posted, rejectedCode } from '../ledger/ledger-database';
import { creditNote, day, invoice, invoiceReference, journalEntry } from '../ledger/postings';
import { adapterOn, startReceiver, type Receiver } from './receiver';

describe('the HTTP adapter on the reference receiver', () => {
  let receiver: Receiver;
  let erp: ErpAdapter;
  beforeAll(async () => {
    receiver = await startReceiver({
      CLOSED_UNTIL: '2025-12-31',
      ACCOUNTS: '1010,1050,2010,5400',
    });
    erp = adapterOn(receiver.url);
  });
  afterAll(async () => {
    await erp.close();
    await receiver.remove();
  });

  const found = async (posting: Posting): Promise<Receipt | undefined> =>
    (await erp.find([posting.reference])).get(posting.reference);

  it('says what it is', () => {
    expect(erp).toMatchObject({
      name: 'http',
      company: receiver.url.replace('http://', 'http '),
      capabilities: { uniqueness: 'native-key', concurrency: 4, order: 'any', settleTimeMs: 200 },
    });
  });

  it.each<[string, Posting]>([
    ['an invoice', invoice(1)],
    ['a credit note', creditNote(1, { corrects: invoiceReference(1) })],
    ['an entry', journalEntry(1)],
    [
      'an entry whose sides were turned',
      journalEntry(2, {
        amount: decimal('-12.50'),
        lines: [
          { account: '2010', debit: ZERO, credit: decimal('12.50'), text: 'Turned' },
          { account: '5400', debit: decimal('12.50'), credit: ZERO, text: 'Turned' },
        ],
      }),
    ],
    [
      'amounts that floating point cannot add',
      invoice(3, {
        lines: [
          { net: '0.10', tax: '0.03', quantity: decimal('3.3333'), unitPrice: decimal('0.030000300003') },
          { net: '0.20', tax: '0.05' },
          { net: '-0.01', tax: '0.00', kind: 'discount', description: 'Discount' },
          { net: '98765432109.99', tax: '24691358027.50' },
        ],
      }),
    ],
    [
      'texts of all kinds',
      invoice(4, {
        documentNumber: 'Ø-4 "quoted" \\ 🧥',
        lines: [{ net: '1.00', tax: '0.25', description: 'شال \u0000\ud800 "wool"\n2 m' }],
      }),
    ],
  ])('posts %s to the cent', async (_what, posting) => {
    const receipt = posted(await erp.post(posting));
    expect(differences(posting, receipt)).toEqual([]);
    const readBack = await found(posting);
    expect(readBack).toEqual(receipt);
  });

  it('gives the lines as they were sent, the net of an entry as debit − credit', async () => {
    const sales = posted(await erp.post(invoice(10)));
    expect(
      sales.lines.map((line) => `${line.account} ${line.description} ${formatAmount(line.net)}`),
    ).toEqual(['1010 Shirt 149.00', '1050 Shipping 33.33']);
    const entry = posted(await erp.post(journalEntry(10)));
    expect(entry.lines.map((line) => `${line.account} ${formatAmount(line.net)}`)).toEqual([
      '2010 300.00',
      '5400 -300.00',
    ]);
  });

  it('answers a repeated posting with the first receipt, and posts nothing anew', async () => {
    const first = posted(await erp.post(invoice(20)));
    const lines = receiver.journal().length;
    expect(posted(await erp.post(invoice(20)))).toEqual(first);
    expect(receiver.journal()).toHaveLength(lines);
  });

  it('posts once where two adapters send the same at once', async () => {
    const other = adapterOn(receiver.url);
    const before = receiver.journal().length;
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? erp : other).post(invoice(30))),
    );
    await other.close();
    expect(new Set(outcomes.map((outcome) => posted(outcome).number)).size).toBe(1);
    expect(receiver.journal()).toHaveLength(before + 1);
  });

  it('rejects other content under a reference that is taken', async () => {
    posted(await erp.post(invoice(40)));
    const outcome = await erp.post(invoice(40, { date: day('2026-11-22') }));
    expect(rejectedCode(outcome)).toBe('posted-differently');
    expect((await found(invoice(40)))?.date).toBe('2026-11-20');
  });

  it('passes on why the ERP refuses', async () => {
    expect(await erp.post(invoice(50, { date: day('2025-12-31') }))).toEqual({
      kind: 'rejected',
      problem: { code: 'period-closed', message: containing('2025-12-31'), remedy: 'Open the period.' },
    });
    const unknown = invoice(51, { lines: [{ net: '1.00', tax: '0.25', account: '9999' }] });
    expect(await erp.post(unknown)).toMatchObject({
      problem: { code: 'account-unknown', message: containing('9999') },
    });
    const wrong = { net: decimal('182.33'), tax: decimal('45.58'), total: decimal('227.92') };
    expect(rejectedCode(await erp.post(invoice(52, { totals: wrong })))).toBe('totals-do-not-add-up');
    const unbalanced = journalEntry(53, { lines: journalEntry(53).lines.slice(0, 1) });
    expect(rejectedCode(await erp.post(unbalanced))).toBe('totals-do-not-add-up');
    expect((await erp.find([invoiceReference(50), invoiceReference(51), invoiceReference(52)])).size).toBe(0);
  });

  it.each([
    ['fractions of a cent', invoice(60, { lines: [{ net: '1.005', tax: '0.25' }] })],
    ['a nonsensical amount', invoice(61, { lines: [{ net: '1e15', tax: '0.25' }] })],
    [
      'an account with a control character',
      invoice(62, { lines: [{ net: '1.00', tax: '0.25', account: '10\u0000' }] }),
    ],
    ['no customer number', invoice(63, { customer: { ...invoice(63).customer, number: '' } })],
    [
      'half a letter in its VAT code',
      invoice(64, { lines: [{ net: '1.00', tax: '0.25', taxCode: 'U\ud800' }] }),
    ],
    ['more than can be sent', invoice(65, { documentNumber: 'x'.repeat(17 * 1024 * 1024) })],
  ])('rejects %s before anything is sent', async (_what, posting) => {
    expect(rejectedCode(await adapterOn('http://127.0.0.1:9').post(posting))).toBe('erp-rejected');
  });

  it('carries references that a header cannot hold', async () => {
    const reference = 'traede:Søster & Søn 100%:invoice:1' as const;
    expect(posted(await erp.post(invoice(70, { reference }))).reference).toBe(reference);
    expect((await erp.find([reference])).size).toBe(1);
  });
});
