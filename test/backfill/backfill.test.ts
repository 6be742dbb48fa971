import { NO_DOCUMENTS } from '../../src/reconciliation/classes';
import { openBooks, type Books } from '../reconciliation/books';
import { START_TIMEOUT_MS } from '../support/temporal';
import { exportedBefore, postings, run, sumOf } from './past';

const COUNTS = { invoice: 150, 'credit-note': 40, 'accounting-entry': 60 };
const TEST_TIMEOUT_MS = 120_000;

describe('a backfill', () => {
  let books: Books;
  let documents: number;
  beforeAll(async () => {
    books = await openBooks({ counts: COUNTS });
    documents = await exportedBefore(books);
  }, START_TIMEOUT_MS);
  afterAll(() => books.close());

  it(
    'brings what was exported before, each document once and to the cent',
    async () => {
      expect(documents).toBeGreaterThan(200);
      const result = await run(books);
      expect(result.flows).toMatchObject([]);
      expect([sumOf(result, 'read'), sumOf(result, 'posted'), sumOf(result, 'exported')]).toEqual(
        Array(3).fill(documents),
      );
      expect(await postings(books)).toEqual([documents, documents]);
      const { classes } = await books.reconcile();
      expect(classes).toEqual({ ...NO_DOCUMENTS, agrees: documents });
    },
    TEST_TIMEOUT_MS,
  );
});
