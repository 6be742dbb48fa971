import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { z } from 'zod';
import type { ExternalReference } from '../../document';
import { formatAmount } from '../../money';
import type { CallOptions } from '../adapter';
import type { Adoption, Days, LinkOutcome, ToLink, UnlinkedDocument } from '../adoption';
import { COMMIT_MARGIN_MS } from './options';
import { beginPosting, MAX_ATTEMPTS, refusedOrUncertain, RETRY_PAUSE_MS } from './post';
import { amount, plainDate, receiptLines, receiptSchema } from './receipt-row';
import { reading } from './read';
import { inTransaction, withSession } from './session';
import { meaningOf } from './sql-error';

interface LinkContext {
  readonly pool: Pool;
  readonly statementTimeoutMs: number;
}

/** Documents that came into the ledger past us: by SQL, or from another program. */
export function createAdoption(context: LinkContext): Adoption {
  return {
    kinds: ['invoice', 'credit-note', 'journal-entry'],
    unlinked: (days, options) => unlinked(context.pool, days, options),
    link: (document, reference, options) => link(context, document, reference, options),
  };
}

const PAGE_SIZE = 500;

const unlinkedRow = z.object({
  kind: z.enum(['invoice', 'credit-note', 'journal-entry']),
  erpId: z.string(),
  number: z.string(),
  texts: z.array(z.string()),
  date: plainDate,
  currency: z.string(),
  net: amount,
  tax: amount,
  total: amount,
  customers: z.array(z.string()),
  lines: receiptLines,
});

/** Oldest first; one page in memory at a time, no connection held between pages. */
async function* unlinked(
  pool: Pool,
  { from, to }: Days,
  { signal }: CallOptions = {},
): AsyncGenerator<UnlinkedDocument> {
  let after = { date: from as string, erpId: '0' };
  for (;;) {
    const rows = await reading(pool, signal, (client) => page(client, after, to));
    for (const row of rows) yield toUnlinked(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_SIZE) return;
    after = last;
  }
}

async function page(
  client: PoolClient,
  after: { readonly date: string; readonly erpId: string },
  to: string,
): Promise<z.output<typeof unlinkedRow>[]> {
  const { rows } = await client.query(
    `select d.kind, d.id::text as "erpId", d.number,
       array_remove(array[d.document_number, d.external_reference, d.text], null) as texts,
       to_char(d.date, 'YYYY-MM-DD') as date, d.currency, d.net::text, d.tax::text, d.total::text,
       case when d.customer is not null then array[d.customer] else array(
         select distinct l.customer from ledger.entry_lines l where l.entry_id = d.entry_id and l.customer is not null
       ) end as customers,
       r.receipt -> 'lines' as lines
     from ledger.documents d join ledger.receipts r on r.id = d.id
     where not ledger.is_ours(d.external_reference) and (d.date, d.id) > ($1::date, $2::bigint) and d.date <= $3::date
     order by d.date, d.id limit $4`,
    [after.date, after.erpId, to, PAGE_SIZE],
  );
  return z.array(unlinkedRow).parse(rows);
}

/** An entry on the accounts of several customers names none. */
function toUnlinked({ customers, ...row }: z.output<typeof unlinkedRow>): UnlinkedDocument {
  const [customer, ...others] = customers;
  const names = customer !== undefined && others.length === 0;
  // The ledger holds an entry's amount with TRAEDE's sign.
  const size = row.kind === 'journal-entry' ? { net: row.net.abs(), total: row.total.abs() } : {};
  return { ...row, ...size, customer: names ? { by: 'number', values: [customer] } : null };
}

const answerSchema = z.union([
  z.object({ receipt: receiptSchema }),
  z.object({ refused: z.enum(['changed', 'linked-elsewhere', 'reference-taken']) }),
]);

async function link(
  context: LinkContext,
  document: ToLink,
  reference: ExternalReference,
  options: CallOptions = {},
): Promise<LinkOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await linkOnce(context, document, reference, options);
      return 'receipt' in answer
        ? { kind: 'linked', receipt: answer.receipt }
        : { kind: 'refused', why: answer.refused };
    } catch (error) {
      if (meaningOf(error) !== 'retry' || attempt === MAX_ATTEMPTS) {
        return refusedOrUncertain(error, () => ({ kind: 'refused', why: 'erp-refuses' }));
      }
      await sleep(RETRY_PAUSE_MS * attempt);
    }
  }
}

function linkOnce(
  { pool, statementTimeoutMs }: LinkContext,
  { erpId, date, currency, net, tax, total }: ToLink,
  reference: ExternalReference,
  { signal }: CallOptions,
): Promise<z.output<typeof answerSchema>> {
  const expected = {
    ...{ date, currency },
    ...{ net: formatAmount(net), tax: formatAmount(tax), total: formatAmount(total) },
  };
  return withSession(pool, { timeoutMs: statementTimeoutMs + COMMIT_MARGIN_MS, signal }, (client) =>
    inTransaction(client, beginPosting(statementTimeoutMs), async () => {
      const { rows } = await client.query<{ answer: unknown }>(
        'select ledger.link($1::bigint, $2, $3::jsonb) as answer',
        [erpId, reference, JSON.stringify(expected)],
      );
      return answerSchema.parse(rows[0]?.answer);
    }),
  );
}
