import type { JournalLine, JournalPosting, Posting } from '../../../src/accounting/posting';
import { closeMonth, ensureChart } from '../../../src/erp/ledger';
import { decimal, ZERO } from '../../../src/money';
import { createLedgerDatabase, entryLines, posted, type LedgerDatabase } from './ledger-database';
import { day, invoice, journalEntry } from './postings';

let database: LedgerDatabase;
beforeEach(async () => {
  database = await createLedgerDatabase();
});
afterEach(() => database.drop());

const CUSTOMER = { number: 'C1', name: 'Butik Nord ApS', country: 'DK', vatNumber: null };

function line(account: string, debit: string, credit: string, text = 'Sale'): JournalLine {
  return { account, debit: decimal(debit), credit: decimal(credit), text };
}

function entry(lines: readonly JournalLine[], amount = '100.00'): JournalPosting {
  return { ...journalEntry(900), lines, amount: decimal(amount) };
}

/** What the ledger's rules refuse, each in its own way. */
const BAD: readonly (readonly [string, Posting])[] = [
  ['a closed month', invoice(1, { date: day('2026-01-31') })],
  ['sums that do not add up', { ...invoice(2), totals: { net: ZERO, tax: ZERO, total: ZERO } }],
  ['a total that is not net and tax', withTotal(invoice(3))],
  ['no lines', { ...invoice(4), lines: [], totals: { net: ZERO, tax: ZERO, total: ZERO } }],
  ['half a cent', entry([line('1', '0.005', '0'), line('2', '0', '0.005')], '0.005')],
  ['an entry out of balance', entry([line('1', '100', '0'), line('2', '0', '99.99')])],
  ['an entry of one line', entry([line('1', '0', '0')], '0')],
  ['an entry without lines', entry([], '0')],
  ['a line with both sides', entry([line('1', '100', '100'), line('2', '0', '0')])],
  ['a debit below zero', entry([line('1', '-100', '0'), line('2', '0', '-100')], '-100')],
  ['a credit below zero', entry([line('1', '0', '-100'), line('2', '-100', '0')], '-100')],
  ['a currency that is none', invoice(5, { currency: 'kr.' })],
  ['an empty account', entry([line('', '100', '0'), line('2', '0', '100')])],
  ['a customer without number', entry([{ ...line('1', '100', '0'), customer: { ...CUSTOMER, number: '' } }])],
];

function withTotal(posting: Posting): Posting {
  if (posting.kind === 'journal-entry') return posting;
  return { ...posting, totals: { ...posting.totals, total: posting.totals.total.plus('0.01') } };
}

describe('preflight', () => {
  beforeEach(() => closeMonth(database.pool, day('2026-01-01')));

  it.each(BAD)('says of %s what post says, word for word', async (_what, posting) => {
    const ledger = database.ledger();
    const problem = await ledger.preflight?.(posting);
    expect(problem).toBeDefined();
    expect({ kind: 'rejected', problem }).toEqual(await ledger.post(posting));
  });

  it('opens nothing in open mode, and takes no number', async () => {
    const ledger = database.ledger();
    expect(await ledger.preflight?.(invoice(1))).toBeUndefined();
    const { rows } = await database.pool.query(
      'select from ledger.accounts union all select from ledger.customers',
    );
    expect(rows).toEqual([]);
    expect(posted(await ledger.post(invoice(1))).number).toBe('INV-2026-00001');
  });

  it('says nothing against what is held, though its month is closed meanwhile', async () => {
    const ledger = database.ledger();
    const posting = invoice(1);
    await ledger.post(posting);
    await closeMonth(database.pool, posting.date);
    expect(await ledger.preflight?.(posting)).toBeUndefined();
  });
});

describe('the first open day', () => {
  it('is the posting’s own where its month is open', async () => {
    expect(await database.ledger().firstOpenDay?.(invoice(1, { date: day('2026-11-20') }))).toBe(
      '2026-11-20',
    );
  });

  it('passes over closed months, and stops at a gap between them', async () => {
    for (const month of ['2025-11-01', '2025-12-01', '2026-01-01', '2026-03-01']) {
      await closeMonth(database.pool, day(month));
    }
    const ledger = database.ledger();
    expect(await ledger.firstOpenDay?.(invoice(1, { date: day('2025-11-30') }))).toBe('2026-02-01');
    expect(await ledger.firstOpenDay?.(invoice(1, { date: day('2026-02-28') }))).toBe('2026-02-28');
    expect(await ledger.firstOpenDay?.(invoice(1, { date: day('2026-03-31') }))).toBe('2026-04-01');
  });
});

describe('the chart', () => {
  it('tells accounts by kind, VAT codes with rates, and what may be booked', async () => {
    await ensureChart(database.pool, {
      accounts: [
        { number: '1010', name: 'Sales', kind: 'income' },
        { number: '1090', name: 'Rounding', kind: 'expense' },
        { number: '5600', name: 'Debtors', kind: 'asset' },
        { number: '5700', name: 'Bank', kind: 'asset' },
        { number: '6902', name: 'VAT', kind: 'liability' },
      ],
      taxCodes: [
        { code: 'U25', name: 'Danish VAT', ratePercent: '25.00' },
        { code: 'OLD', name: 'without a rate', ratePercent: null },
      ],
      currencies: ['EUR'],
    });
    const chart = await database.ledger({ mode: 'strict' }).chart?.();
    expect(chart?.accounts.map(({ number, kind }) => `${number} ${kind}`)).toEqual([
      '1010 income',
      '1090 expense',
      '5600 receivable',
      '5700 other',
      '6902 tax',
    ]);
    expect(chart?.taxCodes.map(({ code, rate }) => `${code} ${rate.toFixed()}`)).toEqual(['U25 25']);
    expect(chart).toMatchObject({ currency: 'DKK', currencies: ['DKK', 'EUR'], paymentTerms: [] });
  });
});

describe('a line of an entry with a customer', () => {
  it('stands in the books as that customer’s, opened on first use', async () => {
    const posting = entry([{ ...line('5600', '100', '0'), customer: CUSTOMER }, line('1010', '0', '100')]);
    const { number } = posted(await database.ledger().post(posting));
    expect(await entryLines(database.pool, number)).toEqual(['5600 D 100.00', '1010 C 100.00']);
    const { rows } = await database.pool.query(
      'select l.account, l.customer, c.name from ledger.entry_lines l join ledger.customers c on c.number = l.customer',
    );
    expect(rows).toEqual([{ account: '5600', customer: 'C1', name: 'Butik Nord ApS' }]);
  });
});

it('writes the payment term of a document down', async () => {
  await database.ledger().post({ ...invoice(1), paymentTerm: 'Netto 14 dage' });
  const { rows } = await database.pool.query('select payment_term from ledger.documents');
  expect(rows).toEqual([{ payment_term: 'Netto 14 dage' }]);
});
