import type { JournalPosting } from '../../accounting/posting';
import type { Books } from './books';
import { storableText } from '../storable-text';
import { toWireDate, toWireDecimal } from './wire';

/** What preflight found for a journal posting. */
export interface EntryIds {
  readonly books: Books;
  readonly journalId: number;
  readonly periodId: number;
  readonly accountIds: ReadonlyMap<string, number>;
}

/** The values of an `account.move`. */
export function moveValues(posting: JournalPosting, ids: EntryIds): Readonly<Record<string, unknown>> {
  return {
    company: ids.books.companyId,
    journal: ids.journalId,
    period: ids.periodId,
    date: toWireDate(posting.date),
    description: posting.reference,
    lines: [
      [
        'create',
        posting.lines.map((line) => ({
          account: ids.accountIds.get(line.account),
          debit: toWireDecimal(line.debit),
          credit: toWireDecimal(line.credit),
          description: storableText(line.text),
        })),
      ],
    ],
  };
}
