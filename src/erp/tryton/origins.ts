import { z } from 'zod';
import type { SalesPosting } from '../../accounting/posting';
import type { ExternalReference } from '../../document';
import { POSTED_STATES, REFERENCE_FIELD } from './documents';
import type { Found, Lookup } from './lookups';
import type { TrytonSettings } from './options';
import { invoiceNotPosted } from './problems';
import { idRow, searchRead } from './search';

const originalRow = z.object({
  'lines.': z.array(
    z.object({
      id: z.number().int(),
      type: z.string(),
      description: z.string().nullable(),
      'account.': z.object({ code: z.string().nullable() }).nullable().optional(),
    }),
  ),
});

/** For each line of a credit note, the line of the invoice that it corrects; empty where there is none to link to. */
export async function findOrigins(
  lookup: Lookup,
  { unlinkedCreditNotes }: TrytonSettings,
  posting: SalesPosting,
): Promise<Found<readonly (number | null)[]>> {
  const { session, books, signal } = lookup;
  if (posting.corrects === null) return { ok: true, value: [] };
  const [original] = await searchRead(
    session,
    {
      model: 'account.invoice',
      domain: [
        ['type', '=', 'out'],
        ['company', '=', books.companyId],
        ['reference', '=', posting.corrects],
        ['state', 'in', POSTED_STATES['account.invoice']],
      ],
      fields: ['lines.type', 'lines.description', 'lines.account.code'],
      row: originalRow,
      limit: 1,
    },
    signal,
  );
  if (original === undefined) {
    return unlinkedCreditNotes === 'allow' || (await isBookedAsMove(lookup, posting.corrects))
      ? { ok: true, value: [] }
      : { ok: false, problem: invoiceNotPosted(posting.corrects) };
  }
  const lines = original['lines.']
    .filter(({ type }) => type === 'line')
    .map((line) => ({ id: line.id, description: line.description, account: line['account.']?.code }));
  return { ok: true, value: posting.lines.map((line) => originOf(line, lines)) };
}

/** Invoices were booked as journal entries then: there are no lines of an invoice to point to. */
async function isBookedAsMove(
  { session, books, signal }: Lookup,
  invoice: ExternalReference,
): Promise<boolean> {
  const domain = [
    ['company', '=', books.companyId],
    [REFERENCE_FIELD['account.move'], '=', invoice],
    ['state', 'in', POSTED_STATES['account.move']],
  ];
  const search = { model: 'account.move', domain, fields: ['id'], row: idRow, limit: 1 };
  return (await searchRead(session, search, signal)).length > 0;
}

/** The line with the same text and account; else one of the same account; else the first: the invoice is what counts. */
function originOf(
  { description, account }: SalesPosting['lines'][number],
  lines: readonly {
    readonly id: number;
    readonly description: string | null;
    readonly account: string | null | undefined;
  }[],
): number | null {
  const same = lines.filter((line) => line.account === account);
  const alike = same.find((line) => line.description === description) ?? same[0] ?? lines[0];
  return alike?.id ?? null;
}
