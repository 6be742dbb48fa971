import type { JournalLine, JournalPosting } from '../../accounting/posting';
import { roundToCents, sum, ZERO, type Decimal } from '../../money';
import { storableText } from '../storable-text';
import type { Books, Journal } from './books';
import type { Header } from './claim';
import type { Partner } from './customer';
import type { Currency } from './lookups';
import type { LineValues } from './sales-document';
import { toWireAmount } from './wire';

/** What preflight found for a journal posting. */
export interface EntryIds {
  readonly books: Books;
  readonly journal: Journal;
  readonly currency: Currency;
  readonly accountIds: ReadonlyMap<string, number>;
  /** By customer number. */
  readonly partners: ReadonlyMap<string, Partner>;
}

/** The entry without its lines. */
export function entryHeader(posting: JournalPosting, ids: EntryIds): Header {
  return {
    move_type: 'entry',
    'journal_id/.id': String(ids.journal.id),
    'currency_id/.id': String(ids.currency.id),
    date: posting.date,
    ref: posting.reference,
  };
}

export function entryLines(posting: JournalPosting, ids: EntryIds): readonly LineValues[] {
  const isForeign = ids.currency.id !== ids.books.currency.id;
  const balances = isForeign
    ? inCompanyCurrency(posting.lines, ids.currency.rate)
    : posting.lines.map(signed);
  return posting.lines.map((line, index) => ({
    sequence: index + 1,
    name: storableText(line.text),
    account_id: ids.accountIds.get(line.account),
    // None, said by name: left open, some releases take those that are the account's default.
    tax_ids: [[6, 0, []]],
    partner_id: line.customer === undefined ? false : (ids.partners.get(line.customer.number)?.id ?? false),
    ...sides(balances[index] ?? ZERO),
    ...(isForeign ? { currency_id: ids.currency.id, amount_currency: toWireAmount(signed(line)) } : {}),
  }));
}

function signed({ debit, credit }: JournalLine): Decimal {
  return debit.minus(credit);
}

export function sides(balance: Decimal): {
  readonly debit: number | undefined;
  readonly credit: number | undefined;
} {
  return {
    debit: toWireAmount(balance.gt(0) ? balance : ZERO),
    credit: toWireAmount(balance.lt(0) ? balance.abs() : ZERO),
  };
}

/**
 * Odoo's books balance in the company's currency too. Amounts that balance in theirs may miss that by cents once each
 * is rounded; the largest line takes them. The amounts of the document itself stay as they are.
 */
export function inCompanyCurrency(lines: readonly JournalLine[], rate: Decimal): readonly Decimal[] {
  const balances = lines.map((line) => roundToCents(signed(line).div(rate)));
  const surplus = sum(balances);
  const size = (index: number) => balances[index]?.abs() ?? ZERO;
  const largest = balances.reduce((best, _balance, index) => (size(index).gt(size(best)) ? index : best), 0);
  return balances.map((balance, index) => (index === largest ? balance.minus(surplus) : balance));
}
