import { accountingSchema, toRules } from '../../../src/config/accounting-file';
import { OPEN_RULES } from '../../../src/accounting/rules';
import { externalReference, type DocumentType } from '../../../src/document';
import { openBooks, SYSTEM_ID, type Books } from '../../reconciliation/books';
import { findingsOf } from '../../reconciliation/findings';
import { Planting } from '../../reconciliation/planting';
import { BRAND_ACCOUNTING } from '../brand/brand';
import { brandSetUp } from './brand';
import { openTestBooks, PROVISIONING_TIMEOUT_MS, type TestBooks } from './test-books';

/** A page of each at most: Tryton takes documents in the order of their dates. Some two seconds for each invoice. */
const COUNTS = { invoice: 30, 'credit-note': 8, 'accounting-entry': 30 };
const TEST_TIMEOUT_MS = 600_000;

let tryton: TestBooks;
let books: Books;

beforeAll(async () => {
  tryton = await openTestBooks(undefined, brandSetUp());
  books = await openBooks({
    ...{ counts: COUNTS, entriesIn: 'DKK' },
    rules: toRules(accountingSchema.parse(BRAND_ACCOUNTING), OPEN_RULES),
    // The simulator's documents are up to half a year old.
    wrapErp: () => tryton.adapter({ acknowledgedWarnings: ['invoice_payment_term'] }),
  });
  await books.sync();
}, PROVISIONING_TIMEOUT_MS);

afterAll(async () => {
  await books.close();
  await tryton.close();
});

it(
  'agrees with a real Tryton, and finds what was planted in TRAEDE, in Tryton and in the record',
  async () => {
    const all = Object.values(COUNTS).reduce((sum, count) => sum + count, 0);
    expect(await books.reconcile()).toMatchObject({ agree: true, classes: { agrees: all } });
    const planting = new Planting(books, 'DKK');
    await planting.waiting(2);
    await planting.skipped(1);
    await books.sync();
    await planting.notMarked(2);
    await planting.unmark();
    await inTryton(planting);
    await planting.unknown(1, 1);
    planting.changed(6);
    await planting.markedOnly(2);
    planting.onItsWay(1);
    const { reconciliationId, classes } = await books.reconcile();
    expect(await findingsOf(books, reconciliationId)).toEqual(planting.planted);
    // All but the class of a go-live, which is not configured here.
    const { 'before-go-live': beforeGoLive, ...others } = classes;
    expect(beforeGoLive).toBe(0);
    expect(Object.values(others).filter((count) => count === 0)).toEqual([]);
    expect(planting.planted.size).toBeGreaterThan(25);
  },
  TEST_TIMEOUT_MS,
);

/** What a person or a program may do there behind our back. */
const IN_TRYTON: readonly {
  readonly type: DocumentType;
  readonly found: 'missing-in-erp' | 'differs';
  /** $1: the id of the invoice or of the move. */
  readonly sql: string;
}[] = [
  {
    ...{ type: 'invoice', found: 'missing-in-erp' },
    sql: "update account_invoice set state = 'cancelled' where id = $1",
  },
  {
    ...{ type: 'credit-note', found: 'missing-in-erp' },
    sql: 'update account_invoice set reference = null where id = $1',
  },
  {
    ...{ type: 'accounting-entry', found: 'missing-in-erp' },
    sql: "update account_move set state = 'draft' where id = $1",
  },
  {
    ...{ type: 'accounting-entry', found: 'missing-in-erp' },
    sql: "update account_move set description = 'renamed by hand' where id = $1",
  },
  {
    ...{ type: 'invoice', found: 'differs' },
    sql: `update account_invoice set untaxed_amount_cache = untaxed_amount_cache + 1,
          total_amount_cache = total_amount_cache + 1 where id = $1`,
  },
  {
    ...{ type: 'invoice', found: 'differs' },
    sql: `update account_invoice set tax_amount_cache = tax_amount_cache + 0.01,
          total_amount_cache = total_amount_cache + 0.01 where id = $1`,
  },
  {
    ...{ type: 'invoice', found: 'differs' },
    sql: `update account_invoice set currency = (
            select id from currency_currency c where c.code in ('EUR', 'SEK') and c.id <> account_invoice.currency limit 1
          ) where id = $1`,
  },
  {
    ...{ type: 'invoice', found: 'differs' },
    sql: 'update account_invoice set invoice_date = invoice_date - 1, accounting_date = accounting_date - 1 where id = $1',
  },
  {
    ...{ type: 'credit-note', found: 'differs' },
    sql: `insert into account_invoice_line (invoice, company, type, currency, account, quantity, unit_price, description, sequence)
          select invoice, company, type, currency, account, 0, 0, 'one more', 99
          from account_invoice_line where invoice = $1 and type = 'line' limit 1`,
  },
  {
    ...{ type: 'accounting-entry', found: 'differs' },
    sql: 'update account_move_line set debit = debit * 2, credit = credit * 2 where move = $1',
  },
  {
    ...{ type: 'accounting-entry', found: 'differs' },
    sql: "update account_move_line set account = (select id from account_account where code = '1010' limit 1) where move = $1 and debit > 0",
  },
  {
    ...{ type: 'accounting-entry', found: 'differs' },
    sql: 'update account_move set date = date - 1 where id = $1',
  },
];

async function inTryton(planting: Planting): Promise<void> {
  for (const { type, found, sql } of IN_TRYTON) {
    for (const documentId of planting.take(type, 1)) {
      const reference = externalReference({ systemId: SYSTEM_ID, documentType: type, documentId });
      const [held] = await tryton.sql<{ id: number }>(
        type === 'accounting-entry'
          ? 'select id from account_move where description = $1'
          : 'select id from account_invoice where reference = $1',
        [reference],
      );
      if (held === undefined) throw new Error(`Tryton does not hold ${reference}`);
      await tryton.sql(sql, [held.id]);
      planting.expect(type, documentId, found);
    }
  }
}
