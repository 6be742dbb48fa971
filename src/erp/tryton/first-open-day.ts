import { z } from 'zod';
import type { Posting } from '../../accounting/posting';
import type { PlainDate } from '../../plain-date';
import type { CallOptions } from '../adapter';
import { reading, withBooks, type TrytonContext } from './context';
import { latestDate } from './date-order';
import type { Lookup } from './lookups';
import { isSales } from './preflight';
import { searchRead } from './search';
import { toWireDate, wireDate } from './wire';

const periodRow = z.object({ start_date: wireDate, end_date: wireDate });

/** The first day from the posting's own on that lies in an open period, and not before what Tryton has numbered there. */
export function firstOpenDay(
  context: TrytonContext,
  posting: Posting,
  { signal }: CallOptions = {},
): Promise<PlainDate | undefined> {
  return reading(() =>
    withBooks(context, signal, async (lookup) => {
      for (const { start_date: start, end_date: end } of await openPeriods(lookup, posting.date)) {
        const first = later(start, posting.date);
        const latest = isSales(posting)
          ? await latestDate(lookup, context.settings, posting, first)
          : undefined;
        const day = later(first, latest?.date ?? first);
        if (day <= end) return day;
      }
      return undefined;
    }),
  );
}

/** By day; those of past years as well, as a closed year may have been opened again. */
function openPeriods({ session, books, signal }: Lookup, from: PlainDate) {
  const domain = [
    ['company', '=', books.companyId],
    ['state', '=', 'open'],
    ['type', '=', 'standard'],
    ['end_date', '>=', toWireDate(from)],
  ];
  const order = [['start_date', 'ASC']] as const;
  const fields = ['start_date', 'end_date'];
  return searchRead(session, { model: 'account.period', domain, fields, row: periodRow, order }, signal);
}

/** Dates are ISO 8601: they sort as texts. */
function later(one: PlainDate, other: PlainDate): PlainDate {
  return one > other ? one : other;
}
