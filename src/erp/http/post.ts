import type { z } from 'zod';
import type { Posting } from '../../accounting/posting';
import { PROBLEM_CODES, type Problem, type ProblemCode } from '../../problem';
import { ErpAccessDeniedError, ErpNotReadyError, type CallOptions, type PostOutcome } from '../adapter';
import { postedSchema, problemSchema } from './answer-schema';
import type { Connection, Exchange } from './exchange';
import { redact } from '../../redact';
import { MAX_FOREIGN_TEXT_LENGTH } from './options';
import { accessDenied, noSuchEndpoint, parseAnswer, passing } from './meaning';
import { postingJson } from './posting-json';
import { unsendable } from './preflight';

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
  return outcomeOf(exchange, posting, [...secrets, ...personalDataOf(posting)]);
}

type Answer = Extract<Exchange, { kind: 'answer' }>;

/** @throws {ErpAccessDeniedError} 401, 403; @throws {ErpNotReadyError} no such endpoint */
function outcomeOf(answer: Answer, posting: Posting, confidential: readonly string[]): PostOutcome {
  switch (answer.status) {
    case 200:
    case 201:
      return postedOutcome(answer, posting);
    case 202:
      return uncertain('accepted, and still being worked on (HTTP 202)');
    case 400:
    case 422:
      return refusedOutcome(answer, confidential);
    case 401:
    case 403:
      throw new ErpAccessDeniedError(accessDenied('postings', answer.status));
    case 404:
    case 405:
    case 410:
      throw new ErpNotReadyError(noSuchEndpoint('postings', answer.status));
    case 409:
      return { kind: 'rejected', problem: KEY_USED_FOR_OTHER_CONTENT };
    case 413:
      return { kind: 'rejected', problem: TOO_LARGE };
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

function refusedOutcome(answer: Answer, confidential: readonly string[]): PostOutcome {
  const parsed = parseAnswer(answer, problemSchema);
  if (!parsed.ok) return uncertain(`HTTP ${answer.status} without a problem that can be read: ${parsed.why}`);
  return { kind: 'rejected', problem: toProblem(parsed.data.problem, confidential) };
}

function toProblem(
  { code, message, remedy }: z.output<typeof problemSchema>['problem'],
  confidential: readonly string[],
): Problem {
  return {
    code: PROBLEM_CODES.find((known) => known === code) ?? ('erp-rejected' satisfies ProblemCode),
    message:
      redact(message, confidential, MAX_FOREIGN_TEXT_LENGTH) ||
      'The ERP refuses the document without saying why.',
    remedy:
      redact(remedy ?? '', confidential, MAX_FOREIGN_TEXT_LENGTH) ||
      'Mend what the ERP names, then resync the document.',
  };
}

const KEY_USED_FOR_OTHER_CONTENT: Problem = {
  code: 'posted-differently',
  message: "The ERP's endpoint holds other content under this document's reference (HTTP 409).",
  remedy:
    'Compare the document in the ERP with TRAEDE. If the ERP is right, mark the document as exported; otherwise correct the ERP, then resync it.',
};

const TOO_LARGE: Problem = {
  code: 'erp-rejected',
  message: "The document is too large for the ERP's endpoint (HTTP 413).",
  remedy: "Raise the endpoint's limit for the size of a request, then resync the document.",
};

/** Middleware quotes what it was sent; names and VAT numbers of customers must not stand in logs. */
function personalDataOf(posting: Posting): readonly string[] {
  if (posting.kind === 'journal-entry') return [];
  const { name, vatNumber } = posting.customer;
  return vatNumber === null ? [name] : [name, vatNumber];
}

function uncertain(reason: string): PostOutcome {
  return { kind: 'uncertain', reason };
}
