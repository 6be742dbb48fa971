import type { Customer, JournalPosting } from '../../accounting/posting';
import type { Account } from './accounts';
import type { Books } from './books';
import { storableLine } from '../storable-text';
import { toWireDate, toWireDecimal } from './wire';

/** What preflight found for a journal posting. */
export interface EntryIds {
  readonly books: Books;
  readonly journalId: number;
  readonly periodId: number;
  readonly accounts: ReadonlyMap<string, Account>;
  /** Of the customers that lines name, by their numbers. */
  readonly partyIds: ReadonlyMap<string, number>;
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
          account: ids.accounts.get(line.account)?.id,
          debit: toWireDecimal(line.debit),
          credit: toWireDecimal(line.credit),
          description: storableLine(line.text),
          ...(line.customer === undefined ? {} : { party: ids.partyIds.get(line.customer.number) }),
        })),
      ],
    ],
  };
}

/** The customers that lines name, each once. */
export function customersOf({ lines }: JournalPosting): readonly Customer[] {
  const customers = lines.flatMap(({ customer }) => (customer === undefined ? [] : [customer]));
  return [...new Map(customers.map((customer) => [customer.number, customer])).values()];
}
