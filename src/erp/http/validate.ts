import type { Posting } from '../../accounting/posting';
import type { Problem } from '../../problem';
import { ErpAccessDeniedError, ErpUnavailableError, type CallOptions } from '../adapter';
import { validAnswerSchema } from './answer-schema';
import { accessDenied, noSuchEndpoint, parseAnswer, passing } from './meaning';
import type { PostContext } from './post';
import { postingJson } from './posting-json';
import { unsendable } from './preflight';
import { refusalOf } from './refusal';

/**
 * Asks the endpoint `validate` what `postings` would refuse. Only `{"problem": null}` counts as no objection: what a
 * broken workflow answers must not pass for a yes.
 * @throws {ErpUnavailableError} no answer, or one that cannot be read
 * @throws {ErpAccessDeniedError} the endpoint refuses us
 */
export async function validate(
  { connection, secrets }: PostContext,
  posting: Posting,
  { signal }: CallOptions = {},
): Promise<Problem | undefined> {
  const body = postingJson(posting);
  const problem = unsendable(posting, body);
  if (problem !== undefined) return problem;
  const exchange = await connection.send({ endpoint: 'validate', method: 'POST', body, signal });
  if (exchange.kind === 'no-answer') throw unavailable(`: ${exchange.reason}.`);
  const refusal = refusalOf(exchange, posting, secrets);
  if (refusal.kind === 'refused') return refusal.problem;
  if (refusal.kind === 'unreadable') throw unreadable(refusal.why);
  switch (exchange.status) {
    case 200: {
      const parsed = parseAnswer(exchange, validAnswerSchema);
      if (parsed.ok) return undefined;
      throw unreadable(parsed.why);
    }
    case 401:
    case 403:
      throw new ErpAccessDeniedError(accessDenied('validate', exchange.status));
    case 404:
    case 405:
    case 410:
      throw new ErpUnavailableError(noSuchEndpoint('validate', exchange.status));
    default:
      throw unavailable(` answered ${passing(exchange)}.`);
  }
}

function unavailable(what: string): ErpUnavailableError {
  return new ErpUnavailableError(`The ERP's endpoint "validate"${what}`);
}

function unreadable(why: string): ErpUnavailableError {
  return unavailable(` answered what cannot be read: ${why}. Correct the endpoint.`);
}
