import type { Posting } from '../../accounting/posting';
import { isExternalReference } from '../../document';
import type { Problem } from '../../problem';
import type { CallOptions } from '../adapter';
import { reading, withBooks, type TrytonContext } from './context';
import { foreseeCustomer } from './customer';
import { latestDate } from './date-order';
import { customersOf } from './journal-entry';
import type { Lookup } from './lookups';
import { isSales, preflightEntry, preflightSales } from './preflight';
import { dateOrder, notBookable } from './problems';
import { find } from './read';

/** Why Tryton would refuse the posting, as far as it tells without being written to. */
export async function preflight(
  context: TrytonContext,
  posting: Posting,
  options: CallOptions = {},
): Promise<Problem | undefined> {
  if (!isExternalReference(posting.reference)) {
    return notBookable('The external reference is not one of ours.');
  }
  // What is posted already is not posted again, whatever speaks against it now.
  if ((await find(context, [posting.reference], options)).size > 0) return undefined;
  return reading(() => withBooks(context, options.signal, (lookup) => foresee(context, lookup, posting)));
}

async function foresee(
  { settings }: TrytonContext,
  lookup: Lookup,
  posting: Posting,
): Promise<Problem | undefined> {
  const looked = isSales(posting)
    ? await preflightSales(lookup, settings, posting)
    : await preflightEntry(lookup, settings, posting);
  if (!looked.ok) return looked.problem;
  for (const customer of isSales(posting) ? [posting.customer] : customersOf(posting)) {
    const problem = await foreseeCustomer(lookup, settings, customer);
    if (problem !== undefined) return problem;
  }
  if (!isSales(posting)) return undefined;
  const latest = await latestDate(lookup, settings, posting, posting.date);
  return latest !== undefined && latest.date > posting.date
    ? dateOrder(posting.date, latest.sequence)
    : undefined;
}
