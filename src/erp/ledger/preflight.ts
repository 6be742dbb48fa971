import type { Pool, PoolClient } from 'pg';
import { z } from 'zod';
import type { JournalLine, Posting } from '../../accounting/posting';
import { sum } from '../../money';
import { parsePlainDate, type PlainDate } from '../../plain-date';
import type { Problem } from '../../problem';
import type { CallOptions } from '../adapter';
import { unbookable } from './bookable';
import type { PostContext } from './post';
import { postingJson } from './posting-json';
import { refusalProblem, refusalSchema, ruleProblem } from './problems';
import { reading } from './read';
import { inTransaction } from './session';

/** The database itself refuses any write in it, and so nothing can stay behind: no number, no customer, no lock. */
const BEGIN_READING = 'begin isolation level read committed read only';

const answerSchema = z.object({
  refusal: refusalSchema.optional(),
  /** A rule of the database that the posting would break. */
  rule: z.string().optional(),
});

/** What {@link post} would refuse, asked in the same order. A reference that the ledger holds is refused nothing. */
export async function preflight(
  { pool, settings }: PostContext,
  posting: Posting,
  { signal }: CallOptions = {},
): Promise<Problem | undefined> {
  const problem = unbookable(posting);
  if (problem !== undefined) return problem;
  const parameters = [postingJson(posting), JSON.stringify(settings)];
  const { rows } = await reading(pool, signal, (client) =>
    inTransaction(client, BEGIN_READING, () =>
      client.query<{ answer: unknown; is_held: boolean }>(
        `select ledger.preflight($1::jsonb, $2::jsonb) as answer, exists (
           select from ledger.documents where external_reference = $1::jsonb ->> 'reference'
         ) as is_held`,
        parameters,
      ),
    ),
  );
  const answer = answerSchema.parse(rows[0]?.answer);
  if (answer.refusal !== undefined) return refusalProblem(answer.refusal);
  const rule = answer.rule ?? (rows[0]?.is_held === true ? undefined : brokenRule(posting));
  return rule === undefined
    ? undefined
    : ruleProblem(rule, `the ledger's database answered SQLSTATE ${CHECK_VIOLATION}, rule ${rule}`);
}

const CHECK_VIOLATION = '23514';

/** Rules of the tables that need no look into them. */
function brokenRule(posting: Posting): string | undefined {
  if (!/^[A-Z]{3}$/.test(posting.currency)) return 'entries_currency_check';
  if (posting.kind !== 'journal-entry') {
    const { net, tax, total } = posting.totals;
    return posting.lines.length > 0 && net.plus(tax).eq(total) ? undefined : 'entry_balanced';
  }
  const { lines } = posting;
  if (lines.some(({ debit }) => debit.lt(0))) return 'entry_lines_debit_check';
  if (lines.some(({ credit }) => credit.lt(0))) return 'entry_lines_credit_check';
  if (lines.some(hasBothSides)) return 'one_side_is_zero';
  const balance = sum(lines.map(({ debit, credit }) => debit.minus(credit)));
  return lines.length >= 2 && balance.eq(0) ? undefined : 'entry_balanced';
}

function hasBothSides({ debit, credit }: JournalLine): boolean {
  return !debit.eq(0) && !credit.eq(0);
}

/** The posting's own day, or the first one of the next month that is not closed. */
export async function firstOpenDay(
  pool: Pool,
  { date }: Posting,
  { signal }: CallOptions = {},
): Promise<PlainDate | undefined> {
  const day = await reading(pool, signal, (client) => firstOpenDayOf(client, date));
  return parsePlainDate(day);
}

async function firstOpenDayOf(client: PoolClient, date: PlainDate): Promise<string> {
  const { rows } = await client.query<{ day: string }>(
    `select to_char(ledger.first_open_day($1::date), 'YYYY-MM-DD') as day`,
    [date],
  );
  return rows[0]?.day ?? '';
}
