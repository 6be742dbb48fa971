import type { Posting } from '../../accounting/posting';
import { ErpAccessDeniedError, ErpNotReadyError, type CallOptions, type PostOutcome } from '../adapter';
import { postedSchema } from './answer-schema';
import type { Connection } from './exchange';
import { accessDenied, noSuchEndpoint, parseAnswer, passing } from './meaning';
import { postingJson } from './posting-json';
import { unsendable } from './preflight';
import { refusalOf, type Answer } from './refusal';

export interface PostContext {
  readonly connection: Connection;
  /** Never to be repeated in a message. */
  readonly secrets: readonly string[];
}

/**
 * Sends one posting under its reference as idempotency key, once: nothing is sent again here, as only the delivery
 * protocol knows when. Only a whole receipt for this very reference counts as posted, only what the published protocol
 * calls a refusal as rejected; everything else is uncertain.
 */
export async function post(
  { connection, secrets }: PostContext,
  posting: Posting,
  { signal }: CallOptions = {},
): Promise<PostOutcome> {
  const body = postingJson(posting);
  const problem = unsendable(posting, body);
  if (problem !== undefined) return { kind: 'rejected', problem };
  const idempotencyKey = posting.reference;
  const exchange = await connection.send({
    endpoint: 'postings',
    method: 'POST',
    body,
    idempotencyKey,
    signal,
  });
  if (exchange.kind === 'no-answer') return uncertain(exchange.reason);
  const refusal = refusalOf(exchange, posting, secrets);
  switch (refusal.kind) {
    case 'refused':
      return { kind: 'rejected', problem: refusal.problem };
    case 'unreadable':
      return uncertain(`HTTP ${exchange.status} without a problem that can be read: ${refusal.why}`);
    case 'none':
      return outcomeOf(exchange, posting);
  }
}

/** @throws {ErpAccessDeniedError} 401, 403; @throws {ErpNotReadyError} no such endpoint */
function outcomeOf(answer: Answer, posting: Posting): PostOutcome {
  switch (answer.status) {
    case 200:
    case 201:
      return postedOutcome(answer, posting);
    case 202:
      return uncertain('accepted, and still being worked on (HTTP 202)');
    case 401:
    case 403:
      throw new ErpAccessDeniedError(accessDenied('postings', answer.status));
    case 404:
    case 405:
    case 410:
      throw new ErpNotReadyError(noSuchEndpoint('postings', answer.status));
    default:
      return uncertain(passing(answer));
  }
}

function postedOutcome(answer: Answer, { reference }: Posting): PostOutcome {
  const parsed = parseAnswer(answer, postedSchema);
  if (!parsed.ok) return uncertain(`HTTP ${answer.status} without a receipt that can be read: ${parsed.why}`);
  if (parsed.data.receipt.reference !== reference) {
    return uncertain(`HTTP ${answer.status} with a receipt for another document`);
  }
  return { kind: 'posted', receipt: parsed.data.receipt };
}

function uncertain(reason: string): PostOutcome {
  return { kind: 'uncertain', reason };
}
