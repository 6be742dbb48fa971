import type { Posting } from '../../../src/accounting/posting';
import { exportBeancount } from '../../../src/erp/ledger';
import { beancountAccount, beancountString } from '../../../src/erp/ledger/beancount-text';
import { beanCheck } from './bean-check';
import { createLedgerDatabase, posted, type LedgerDatabase } from './ledger-database';
import { containing } from './matchers';
import { creditNote, day, invoice, invoiceReference, journalEntry } from './postings';

/** The first use on a machine installs beancount. */
const INSTALL_TIMEOUT_MS = 300_000;

const POSTINGS: readonly Posting[] = [
  invoice(1),
  invoice(2, { date: day('2026-10-01'), currency: 'EUR' }),
  creditNote(1, { corrects: invoiceReference(1), date: day('2026-11-22') }),
  invoice(3, {
    customer: { number: '7', name: 'Quote " backslash \\ قميص \u202E 👕', country: null, vatNumber: null },
    documentNumber: 'line\nbreak "x"',
    lines: [
      { net: '100.00', tax: '25.00', account: '10.10' },
      { net: '-30.00', tax: '-7.50', account: '10-10' },
      { net: '1.01', tax: '0.25', account: 'salg; æøå', taxCode: 'U"25' },
    ],
  }),
  invoice(4, { lines: [{ net: '0.00', tax: '0.00' }] }),
  // The same document twice but for its reference: no duplicate.
  invoice(5),
  invoice(6, { documentNumber: '10005' }),
  journalEntry(1, { text: '2026-01-01 close Assets:5600\n' }),
];

async function exported(database: LedgerDatabase): Promise<string> {
  let text = '';
  for await (const piece of exportBeancount(database.pool)) text += piece;
  return text;
}

describe('the books in beancount', () => {
  let database: LedgerDatabase;
  let books: string;
  beforeAll(async () => {
    database = await createLedgerDatabase();
    for (const posting of POSTINGS) posted(await database.ledger().post(posting));
    books = await exported(database);
  });
  afterAll(() => database.drop());

  it(
    'pass bean-check',
    async () => {
      expect(await beanCheck(books)).toEqual({ ok: true, output: '' });
    },
    INSTALL_TIMEOUT_MS,
  );

  it(
    'hold the balances of the postings',
    async () => {
      // By hand: the first invoice and its credit note cancel out, the second is in euro.
      const balances = [
        'Assets:5600  544.58 ~ 0.001 DKK',
        'Assets:5600  227.91 ~ 0.001 EUR',
        'Income:1010  -298.00 ~ 0.001 DKK',
        'Liabilities:6902  -108.91 ~ 0.001 DKK',
        'Equity:Unclassified:5400  -300.00 ~ 0.001 DKK',
      ].map((balance) => `2027-01-01 balance ${balance}\n`);
      expect(await beanCheck(`${books}\n${balances.join('')}`)).toEqual({
        ok: true,
        output: '',
      });
    },
    INSTALL_TIMEOUT_MS,
  );

  it(
    'fail bean-check with a balance that is a cent off',
    async () => {
      const wrong = `2027-01-01 balance Income:1010  -298.01 ~ 0.001 DKK\n`;
      expect(await beanCheck(`${books}\n${wrong}`)).toEqual({
        ok: false,
        output: containing('Balance failed'),
      });
    },
    INSTALL_TIMEOUT_MS,
  );

  it(
    'fail bean-check when an entry is out of balance by a cent',
    async () => {
      const unbalanced = books.replace('  Income:1010  -149.00 DKK', '  Income:1010  -149.01 DKK');
      expect(unbalanced).not.toBe(books);
      expect(await beanCheck(unbalanced)).toEqual({
        ok: false,
        output: containing('does not balance'),
      });
    },
    INSTALL_TIMEOUT_MS,
  );

  it(
    'fail bean-check when an entry stands there twice',
    async () => {
      const [first = ''] = /\n\n2026-11-20 \* [^]*?\n(?=\n)/.exec(books) ?? [];
      expect(first).toContain('reference:');
      expect(await beanCheck(books + first)).toEqual({
        ok: false,
        output: containing('Duplicate'),
      });
    },
    INSTALL_TIMEOUT_MS,
  );

  it('name every document by its reference', () => {
    for (const { reference } of POSTINGS) expect(books).toContain(`  reference: "${reference}"\n`);
  });

  it('link a credit note with its invoice', () => {
    expect(books).toContain('* "Butik Nord ApS" "Credit note 10001" ^CN-2026-00001 ^INV-2026-00001\n');
  });

  it('are told in pieces, all of one moment', async () => {
    const pieces = exportBeancount(database.pool);
    const head = await pieces.next();
    posted(
      await database.ledger().post(invoice(99, { lines: [{ net: '1.00', tax: '0.25', account: 'NEW' }] })),
    );
    let text = String(head.value);
    for await (const piece of pieces) text += piece;
    expect(text).toBe(books);
  });

  it('leave no connection behind when the reader stops', async () => {
    const pieces = exportBeancount(database.pool);
    await pieces.next();
    await pieces.return(undefined);
    expect(database.pool.totalCount - database.pool.idleCount).toBe(0);
  });
});

it(
  'the books of an empty ledger pass bean-check',
  async () => {
    const database = await createLedgerDatabase();
    const books = await exported(database);
    await database.drop();
    expect(await beanCheck(books)).toEqual({ ok: true, output: '' });
  },
  INSTALL_TIMEOUT_MS,
);

describe('names of accounts', () => {
  it('are never shared', () => {
    const numbers = ['1010', '10.10', '10-10', '10 10', 'X.', '.', 'a', 'A', 'æ', '👕', 'X--2E-', 'X-2E-'];
    const names = numbers.map((number) => beancountAccount('income', number));
    expect(new Set(names).size).toBe(numbers.length);
    expect(names[1]).toBe('Income:10-2E-10');
  });
});

it('texts stay on one line, and inside their quotes', () => {
  expect(beancountString('a"\\b\r\n"c\u2028d')).toBe('"a\\"\\\\b \\"c d"');
});
