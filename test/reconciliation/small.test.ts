import { START_TIMEOUT_MS } from '../support/temporal';
import { openBooks, type Books } from './books';

let books: Books;

beforeAll(async () => {
  books = await openBooks({ counts: { invoice: 40, 'credit-note': 8, 'accounting-entry': 50 } });
  await books.sync();
}, START_TIMEOUT_MS);

afterAll(() => books.close());

it('finds that books agree', async () => {
  const result = await books.reconcile();
  expect(result).toMatchObject({ agree: true, classes: { agrees: 98 } });
});
