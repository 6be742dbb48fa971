import { ErpAccessDeniedError, type CheckResult } from '../adapter';
import { healthSchema, listAnswerSchema, lookupAnswerSchema } from './answer-schema';
import type { Connection, Request } from './exchange';
import { ZERO } from '../../money';
import { plainDateIn } from '../../plain-date';
import { redact } from '../../redact';
import { MAX_FOREIGN_TEXT_LENGTH } from './options';
import { read } from './read';
import { validate } from './validate';

/** More checks than this are cut: the answer is for people to read. */
const MAX_CHECKS = 100;

/** No document has this reference: systems of the configuration have no blanks in their names. */
const NEVER_POSTED = 'traede:never posted:invoice:1';

/** Asks every endpoint that writes nothing. Never throws. */
export async function check(
  connection: Connection,
  secrets: readonly string[],
  hasValidate: boolean,
): Promise<readonly CheckResult[]> {
  const results = [
    await attempt('endpoint health', () => checkHealth(connection, secrets)),
    await attempt('endpoint lookup', () => checkLookUp(connection)),
    await attempt('endpoint list', () => checkList(connection)),
    ...(hasValidate ? [await attempt('endpoint validate', () => checkValidate(connection, secrets))] : []),
  ];
  return results.flat();
}

async function attempt(
  subject: string,
  look: () => Promise<readonly CheckResult[]>,
): Promise<readonly CheckResult[]> {
  try {
    return await look();
  } catch (error) {
    const isDenied = error instanceof ErpAccessDeniedError;
    const detail = error instanceof Error ? error.message : 'an unexpected error';
    return [{ subject: isDenied ? `${subject}: access` : subject, ok: false, detail }];
  }
}

async function checkHealth(connection: Connection, secrets: readonly string[]): Promise<CheckResult[]> {
  const health = await read(connection, { endpoint: 'health', method: 'GET' }, healthSchema);
  const takes = health.kinds.length === 0 ? 'nothing' : health.kinds.join(', ');
  return [
    {
      subject: 'endpoint health',
      ok: health.kinds.length > 0,
      detail: `signature accepted; takes ${takes}`,
    },
    ...(health.checks ?? []).slice(0, MAX_CHECKS).map(({ subject, ok, detail }) => ({
      subject: redact(subject, secrets, MAX_FOREIGN_TEXT_LENGTH),
      ok,
      detail: redact(detail, secrets, MAX_FOREIGN_TEXT_LENGTH),
    })),
  ];
}

async function checkLookUp(connection: Connection): Promise<CheckResult[]> {
  const request: Request = {
    endpoint: 'lookup',
    method: 'POST',
    body: JSON.stringify({ references: [NEVER_POSTED] }),
  };
  const { receipts, absent } = await read(connection, request, lookupAnswerSchema);
  const ok = receipts.length === 0 && absent.length === 1 && absent[0] === NEVER_POSTED;
  const detail = ok
    ? 'answers'
    : 'does not name a document as absent that was never posted. Correct the endpoint.';
  return [{ subject: 'endpoint lookup', ok, detail }];
}

async function checkList(connection: Connection): Promise<CheckResult[]> {
  await read(connection, { endpoint: 'list', method: 'GET' }, listAnswerSchema);
  return [{ subject: 'endpoint list', ok: true, detail: 'answers' }];
}

/** Of an entry without lines: that it is refused is an answer too. */
async function checkValidate(connection: Connection, secrets: readonly string[]): Promise<CheckResult[]> {
  const problem = await validate(
    { connection, secrets },
    {
      kind: 'journal-entry',
      reference: NEVER_POSTED,
      date: plainDateIn(new Date(), 'UTC'),
      currency: 'XTS',
      text: 'A look whether the endpoint answers; never posted',
      amount: ZERO,
      lines: [],
    },
  );
  const detail = problem === undefined ? 'answers' : 'answers: it refuses an entry without lines';
  return [{ subject: 'endpoint validate', ok: true, detail }];
}
