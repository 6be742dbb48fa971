import { z } from 'zod';
import type { SalesPosting } from '../../accounting/posting';
import type { PlainDate } from '../../plain-date';
import type { Lookup } from './lookups';
import type { TrytonSettings } from './options';
import { idRow, searchRead, type Domain } from './search';
import { toWireDate, wireDate } from './wire';

/** The latest day that Tryton has numbered in one sequence: it takes none before it there. */
export interface LatestDate {
  readonly date: PlainDate;
  /** Its name. */
  readonly sequence: string;
}

const sequence = idRow.extend({ name: z.string() });
const sequencesRow = z.object({
  'out_invoice_sequence.': sequence,
  'out_credit_note_sequence.': sequence,
});
const invoiceRow = z.object({ invoice_date: wireDate.nullable(), accounting_date: wireDate.nullable() });

type DateField = keyof z.infer<typeof invoiceRow>;

/** Of the sequence that would number the posting on this day; `undefined` where it has numbered nothing yet. */
export async function latestDate(
  lookup: Lookup,
  { series }: TrytonSettings,
  posting: SalesPosting,
  day: PlainDate,
): Promise<LatestDate | undefined> {
  const numbering = await findSequence(lookup, posting, day);
  if (numbering === undefined) return undefined;
  // 6.0 goes by the day of the books, where an invoice has one; 8.2 by the day of the invoice.
  const dates =
    series === '6.0'
      ? [
          await latestIn(lookup, numbering.id, 'accounting_date', []),
          await latestIn(lookup, numbering.id, 'invoice_date', [['accounting_date', '=', null]]),
        ]
      : [await latestIn(lookup, numbering.id, 'invoice_date', [])];
  // Dates are ISO 8601: they sort as texts.
  const date = dates
    .filter((found) => found !== undefined)
    .toSorted()
    .at(-1);
  return date === undefined ? undefined : { date, sequence: numbering.name };
}

async function latestIn(
  { session, books, signal }: Lookup,
  sequenceId: number,
  field: DateField,
  conditions: Domain,
): Promise<PlainDate | undefined> {
  const domain = [
    ['type', '=', 'out'],
    ['company', '=', books.companyId],
    ['sequence', '=', sequenceId],
    [field, '!=', null],
    ...conditions,
  ];
  const fields = ['invoice_date', 'accounting_date'];
  const order = [[field, 'DESC']] as const;
  const search = { model: 'account.invoice', domain, fields, row: invoiceRow, order, limit: 1 };
  const [last] = await searchRead(session, search, signal);
  return last?.[field] ?? undefined;
}

/** As Tryton chooses it: of the period where it has one of its own, else of the fiscal year. */
async function findSequence(
  { session, books, signal }: Lookup,
  posting: SalesPosting,
  day: PlainDate,
): Promise<z.infer<typeof sequence> | undefined> {
  const date = toWireDate(day);
  const domain = [
    ['company', '=', books.companyId],
    ['fiscalyear.start_date', '<=', date],
    ['fiscalyear.end_date', '>=', date],
    [
      'OR',
      ['period', '=', null],
      [
        ['period.start_date', '<=', date],
        ['period.end_date', '>=', date],
      ],
    ],
  ];
  const fields = ['out_invoice_sequence.name', 'out_credit_note_sequence.name'];
  const search = {
    model: 'account.fiscalyear.invoice_sequence',
    domain,
    fields,
    row: sequencesRow,
    order: null,
    limit: 1,
  };
  const [first] = await searchRead(session, search, signal);
  return isNumberedAsCreditNote(posting)
    ? first?.['out_credit_note_sequence.']
    : first?.['out_invoice_sequence.'];
}

/** Tryton goes by the signs of the lines, and not by what the document is called. */
function isNumberedAsCreditNote({ kind, lines, totals }: SalesPosting): boolean {
  const sign = kind === 'credit-note' ? -1 : 1;
  return lines.every(({ net }) => net.times(sign).lte(0)) && totals.total.times(sign).lt(0);
}
