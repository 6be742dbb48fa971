import type { SalesPosting } from '../../../src/accounting/posting';
import { formatAmount } from '../../../src/money';
import { bookByHand } from './by-hand';
import type { ConformanceSubject, ConnectOptions, ErpFacts } from '../../../src/adapter-testing';
import { closeMonth, createLedger, ensureChart, type Chart } from '../../../src/erp/ledger';
import { decimal } from '../../../src/money';
import { DANISH_BOOKS } from '../../adapter-testing/danish-books';
import { createLedgerDatabase, quietPool } from './ledger-database';
import { startPostgresWire } from './postgres-wire';
import { day } from './postings';

const CHART: Chart = {
  accounts: [
    { number: '1010', name: 'Sales', kind: 'income' },
    { number: '1050', name: 'Shipping', kind: 'income' },
    { number: '1060', name: 'Fees', kind: 'income' },
    { number: '1090', name: 'Discounts', kind: 'income' },
    { number: '1099', name: 'Rounding', kind: 'expense' },
    { number: '2010', name: 'Cost of goods sold', kind: 'expense' },
    { number: '5400', name: 'Stock', kind: 'asset' },
    { number: '5600', name: 'Debtors', kind: 'asset' },
    { number: '6902', name: 'Output VAT', kind: 'liability' },
  ],
  taxCodes: [
    { code: 'U25', name: 'Sales 25 %', ratePercent: '25' },
    { code: 'U12', name: 'Sales 12 %', ratePercent: '12' },
    { code: 'U0', name: 'No VAT', ratePercent: '0' },
    { code: 'EU0', name: 'EU', ratePercent: '0' },
    { code: 'EX0', name: 'Export', ratePercent: '0' },
  ],
  currencies: ['DKK', 'EUR'],
  customers: [
    { number: 'C1', name: 'Butik Nord ApS', country: 'DK' },
    { number: 'C2', name: 'Butik Syd AB', country: 'SE' },
    { number: 'C3', name: 'Butikk Vest AS', country: 'NO' },
  ],
};

/** The sequence of documents counts what was begun and rolled back as well. */
const COUNT_EVERYTHING = `
  select (select count(*) from ledger.accounts) + (select count(*) from ledger.customers)
    + (select count(*) from ledger.tax_codes) + (select count(*) from ledger.entries)
    + (select coalesce(sum(last_number), 0) from ledger.counters)
    + (select coalesce(last_value, 0) from pg_sequences where schemaname = 'ledger' and sequencename = 'entries_id_seq')
    as records`;

const WRONG_PASSWORD = 'a-wrong-password-4711';

const FACTS: ErpFacts = { ...DANISH_BOOKS, mistake: '4711', secrets: [WRONG_PASSWORD] };

/** The embedded ledger, with a PostgreSQL that jest's set-up started. */
export const LEDGER_SUBJECT: ConformanceSubject = {
  name: 'ledger',
  facts: FACTS,
  cannot: { drafts: 'what stands in the ledger is posted' },
  // The settle time is a second more: that much a commit is given.
  timing: { requestTimeoutMs: 300 },
  // Above two pages of 500.
  listedDocuments: 1_010,
  open: openLedger,
};

async function openLedger() {
  const database = await createLedgerDatabase();
  await ensureChart(database.pool, CHART);
  await closeMonth(database.pool, day('2026-01-15'));
  const wire = await startPostgresWire(database.url);
  return {
    wire,
    connect: connectLedger,
    books: {
      async count(reference: string) {
        const { rows } = await database.pool.query(
          'select from ledger.documents where external_reference = $1',
          [reference],
        );
        return rows.length;
      },
      async countEverything() {
        const { rows } = await database.pool.query<{ records: string }>(COUNT_EVERYTHING);
        return Number(rows[0]?.records);
      },
      async invoiceOf(creditNote: string) {
        const { rows } = await database.pool.query<{ reference: string }>(
          `select i.external_reference as reference from ledger.documents c
           join ledger.documents i on i.id = c.corrects where c.external_reference = $1`,
          [creditNote],
        );
        return rows[0]?.reference;
      },
    },
    async enterAsOthers({ documentNumber, date, totals, customer }: SalesPosting) {
      await bookByHand(database.pool, {
        ...{
          kind: 'invoice',
          number: `H-${documentNumber}`,
          documentNumber,
          date,
          customer: customer.number,
        },
        ...{ net: formatAmount(totals.net), tax: formatAmount(totals.tax) },
      });
    },
    close: () => database.drop(),
  };
}

function connectLedger({ address, requestTimeoutMs, credentials, configuration }: ConnectOptions) {
  const url = new URL(address);
  if (credentials === 'wrong') url.password = WRONG_PASSWORD;
  return createLedger({
    pool: quietPool({ connectionString: url.href }),
    endPoolOnClose: true,
    mode: 'strict',
    statementTimeoutMs: requestTimeoutMs,
    accounts: configuration === 'right' ? ['1010'] : ['4711'],
    taxCodes: [{ code: 'U25', rate: decimal(25) }],
    currencies: ['DKK', 'EUR'],
    today: () => day('2026-11-20'),
  });
}
