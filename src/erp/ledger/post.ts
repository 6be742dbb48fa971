import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { z } from 'zod';
import type { Posting } from '../../accounting/posting';
import { ErpAccessDeniedError, type CallOptions, type PostOutcome, type Receipt } from '../adapter';
import { unbookable } from './bookable';
import { COMMIT_MARGIN_MS, type PostingSettings } from './options';
import { postingJson } from './posting-json';
import { databaseProblem, refusalProblem, refusalSchema, type Refusal } from './problems';
import { receiptSchema } from './receipt-row';
import { inTransaction, withSession } from './session';
import { describeError, meaningOf } from './sql-error';

/** Deadlocks and serialization failures end by themselves; after this many the database is in trouble. */
export const MAX_ATTEMPTS = 4;
/** Enough for the other transaction to commit; times the attempt. */
export const RETRY_PAUSE_MS = 20;

/** Also what {@link preflight} needs. */
export interface PostContext {
  readonly pool: Pool;
  readonly settings: PostingSettings;
  readonly statementTimeoutMs: number;
}

/** Posts in one transaction. A reference that the ledger holds is answered with the receipt of its document. */
export async function post(
  context: PostContext,
  posting: Posting,
  options: CallOptions = {},
): Promise<PostOutcome> {
  const problem = unbookable(posting);
  if (problem !== undefined) return { kind: 'rejected', problem };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return outcomeOf(await postOnce(context, posting, options));
    } catch (error) {
      if (meaningOf(error) !== 'retry' || attempt === MAX_ATTEMPTS) {
        return refusedOrUncertain(error, () => ({ kind: 'rejected', problem: databaseProblem(error) }));
      }
      await sleep(RETRY_PAUSE_MS * attempt);
    }
  }
}

type Answer = { readonly receipt: Receipt } | { readonly refusal: Refusal };

const answerSchema = z.union([z.object({ receipt: receiptSchema }), z.object({ refusal: refusalSchema })]);

function postOnce(context: PostContext, posting: Posting, { signal }: CallOptions): Promise<Answer> {
  const limits = { timeoutMs: context.statementTimeoutMs + COMMIT_MARGIN_MS, signal };
  return withSession(context.pool, limits, (client) =>
    inTransaction(client, beginPosting(context.statementTimeoutMs), () =>
      callPost(client, posting, context.settings),
    ),
  );
}

/**
 * Read committed, whatever the server's default: the second of two writers must see what the first has committed. The
 * idle time-out lets the counter go when we vanish without a word.
 */
export function beginPosting(timeoutMs: number): string {
  return [
    'begin isolation level read committed read write',
    `set local statement_timeout = ${timeoutMs}`,
    `set local idle_in_transaction_session_timeout = ${timeoutMs}`,
  ].join('; ');
}

async function callPost(client: PoolClient, posting: Posting, settings: PostingSettings): Promise<Answer> {
  const { rows } = await client.query<{ answer: unknown }>(
    'select ledger.post($1::jsonb, $2::jsonb) as answer',
    [postingJson(posting), JSON.stringify(settings)],
  );
  return answerSchema.parse(rows[0]?.answer);
}

function outcomeOf(answer: Answer): PostOutcome {
  return 'receipt' in answer
    ? { kind: 'posted', receipt: answer.receipt }
    : { kind: 'rejected', problem: refusalProblem(answer.refusal) };
}

/** What became of a statement that changes the books and failed. @throws {ErpAccessDeniedError} */
export function refusedOrUncertain<Refused>(
  error: unknown,
  refused: () => Refused,
): Refused | { readonly kind: 'uncertain'; readonly reason: string } {
  switch (meaningOf(error)) {
    case 'refused':
      return refused();
    case 'denied':
      throw new ErpAccessDeniedError(
        `${describeError(error)}: check the ledger's user, database and migrations`,
        { cause: error },
      );
    case 'retry':
    case 'unavailable':
    case 'unexpected':
      return { kind: 'uncertain', reason: describeError(error) };
  }
}
