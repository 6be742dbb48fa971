import { listReports, readReport, reportDocuments } from '../../src/delivery/reconciliation/reading';
import { decimal, formatAmount, sum } from '../../src/money';
import type { ReconciliationReport } from '../../src/reconciliation/report/model';
import { START_TIMEOUT_MS } from '../support/temporal';
import { openBooks, SYSTEM_ID, type Books } from './books';

const TEST_TIMEOUT_MS = 120_000;

let books: Books;

beforeAll(async () => {
  books = await openBooks({ counts: { invoice: 40, 'credit-note': 8, 'accounting-entry': 50 } });
  await books.sync();
}, START_TIMEOUT_MS);

afterAll(() => books.close());

async function reportOf(id: number): Promise<ReconciliationReport> {
  const report = await readReport(books.database.pool, { id });
  if (report === undefined) throw new Error(`there is no report ${id}`);
  return report;
}

it(
  'finds that books agree, and sums them up by type, currency and month, and entries by account',
  async () => {
    const result = await books.reconcile();
    expect(result).toMatchObject({ agree: true, classes: { agrees: 98 } });
    const { sums, accounts } = await reportOf(result.reconciliationId);
    const invoices = books.simulator.documents('invoice');
    for (const currency of new Set(invoices.map((invoice) => invoice.currency))) {
      const wanted = sum(
        invoices.filter((one) => one.currency === currency).map((one) => decimal(one.total_price_after_vat)),
      );
      const ofCurrency = sums.filter((one) => one.documentType === 'invoice' && one.currency === currency);
      expect(formatAmount(sum(ofCurrency.map(({ total }) => decimal(total))))).toBe(formatAmount(wanted));
      expect(ofCurrency.every((one) => one.total === one.erpTotal && /^\d{4}-\d{2}$/.test(one.month))).toBe(
        true,
      );
    }
    const entries = books.simulator.documents('accounting-entry');
    for (const { account, currency, amount, erpAmount } of accounts) {
      const debited = entries.filter((one) => String(one.account) === account && one.currency === currency);
      const credited = entries.filter(
        (one) => String(one.contra_account) === account && one.currency === currency,
      );
      const of = (all: typeof entries) => sum(all.map((one) => decimal(one.amount)));
      expect(amount).toBe(formatAmount(of(debited).minus(of(credited))));
      expect(erpAmount).toBe(amount);
    }
    expect(accounts.length).toBeGreaterThan(1);
  },
  TEST_TIMEOUT_MS,
);

it(
  'says by whom and why a document was left out',
  async () => {
    const { simulator, context, database } = books;
    const [id = 0] = simulator.create('invoice', 1);
    const flow = { systemId: SYSTEM_ID, documentType: 'invoice' } as const;
    await context.record.recordSkipped(flow, id, 'Kim', 'a sample');
    const { reconciliationId, agree } = await books.reconcile();
    expect(agree).toBe(true);
    const found: unknown[] = [];
    for await (const one of reportDocuments(database.pool, reconciliationId, ['skipped'])) found.push(one);
    expect(found).toMatchObject([{ documentId: id, class: 'skipped', reason: 'by Kim: a sample' }]);
  },
  TEST_TIMEOUT_MS,
);

it(
  'keeps the newest reports, as many as are asked for',
  async () => {
    const made: number[] = [];
    for (let night = 0; night < 4; night += 1) {
      made.push((await books.reconcile({ keep: 2 })).reconciliationId);
    }
    const kept = await listReports(books.database.pool, SYSTEM_ID);
    expect(kept.map(({ id }) => id)).toEqual(made.slice(-2).toReversed());
  },
  TEST_TIMEOUT_MS,
);
