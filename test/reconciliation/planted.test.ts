import { writeFileSync } from 'node:fs';
import { renderReport } from '../../src/cli/report-files';
import { readReport } from '../../src/delivery/reconciliation/reading';
import { START_TIMEOUT_MS } from '../support/temporal';
import { openBooks, type Books } from './books';
import { findingsOf } from './findings';
import { plant, PLANTED_COUNT, type Planted } from './planting';

/** Some two thousand documents; the command in docs/reconciliation.md runs it with twenty thousand. */
const COUNTS = { invoice: 800, 'credit-note': 100, 'accounting-entry': 1_100 };
const TEST_TIMEOUT_MS = 300_000;

let books: Books;
let planted: Planted;

beforeAll(async () => {
  books = await openBooks({ counts: COUNTS });
  await books.sync();
  planted = await plant(books);
}, START_TIMEOUT_MS + TEST_TIMEOUT_MS);

afterAll(() => books.close());

it(
  'finds the planted differences, all of them and nothing else, each in its class',
  async () => {
    expect(planted.size).toBe(PLANTED_COUNT);
    const { classes, agree, reconciliationId } = await books.reconcile();
    expect(await findingsOf(books, reconciliationId)).toEqual(planted);
    expect(agree).toBe(false);
    await looksAtReport(reconciliationId);
    const documents = Object.values(COUNTS).reduce((sum, count) => sum + count, 0);
    expect(classes.agrees).toBeGreaterThan(documents - PLANTED_COUNT);
  },
  TEST_TIMEOUT_MS,
);

/** One file below two megabytes that names each of them; `REPORT_FILE` keeps it, to be looked at. */
async function looksAtReport(reconciliationId: number): Promise<void> {
  const report = await readReport(books.database.pool, { id: reconciliationId });
  if (report === undefined) throw new Error('there is no report');
  const page = await renderReport(books.database.pool, report);
  expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
  for (const name of planted.keys()) expect(page).toContain(`id ${name.split(' ')[1] ?? ''}<`);
  expect(page).not.toContain('<b>not sold</b>');
  const { REPORT_FILE: file } = process.env;
  if (file !== undefined) writeFileSync(file, page);
}
