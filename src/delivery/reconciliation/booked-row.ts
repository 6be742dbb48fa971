import { decimal } from '../../money';
import type { Booked } from '../../reconciliation/booked';
import { toDay } from './days';

/** What the tables of reconciliations and adoptions hold of a booked document, as PostgreSQL answers it. */
export interface BookedRow {
  readonly date: string;
  readonly currency: string;
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  readonly lineCount: number;
  readonly accounts: readonly (readonly [string, string])[];
}

export function toBooked({ date, currency, net, tax, total, lineCount, accounts }: BookedRow): Booked {
  return {
    date: toDay(date),
    ...{ currency, lineCount },
    net: decimal(net),
    tax: decimal(tax),
    total: decimal(total),
    accounts: accounts.map(([account, amount]) => ({ account, amount: decimal(amount) })),
  };
}
