import type { z } from 'zod';
import { isExternalReference, type ExternalReference } from '../../document';
import type { PlainDate } from '../../plain-date';
import { ErpAccessDeniedError, ErpUnavailableError, type CallOptions, type Receipt } from '../adapter';
import { listAnswerSchema, lookupAnswerSchema, MAX_REFERENCES_PER_LOOKUP } from './answer-schema';
import type { Connection, Request } from './exchange';
import { accessDenied, noSuchEndpoint, parseAnswer, passing } from './meaning';

/** At a thousand documents a page this is a hundred million: more pages mean that the cursor leads nowhere. */
const MAX_LIST_PAGES = 100_000;

/** What the ERP holds under these references: one call for each {@link MAX_REFERENCES_PER_LOOKUP} of them. */
export async function find(
  connection: Connection,
  references: readonly ExternalReference[],
  { signal }: CallOptions = {},
): Promise<ReadonlyMap<ExternalReference, Receipt>> {
  const receipts = new Map<ExternalReference, Receipt>();
  const asked = [...new Set(references)];
  for (let start = 0; start < asked.length; start += MAX_REFERENCES_PER_LOOKUP) {
    const batch = asked.slice(start, start + MAX_REFERENCES_PER_LOOKUP);
    for (const receipt of await lookUp(connection, batch, signal)) receipts.set(receipt.reference, receipt);
  }
  return receipts;
}

/**
 * Every reference must be answered, as held or as absent: an empty list that a broken workflow answers must not be
 * taken for "nothing is posted".
 */
async function lookUp(
  connection: Connection,
  references: readonly ExternalReference[],
  signal: AbortSignal | undefined,
): Promise<readonly Receipt[]> {
  const body = JSON.stringify({ references });
  const { receipts, absent } = await read(
    connection,
    { endpoint: 'lookup', method: 'POST', body, signal },
    lookupAnswerSchema,
  );
  const answered = [...receipts.map(({ reference }) => reference), ...absent].toSorted();
  const isComplete =
    answered.length === references.length &&
    references.toSorted().every((reference, index) => answered[index] === reference);
  if (isComplete) return receipts;
  throw new ErpUnavailableError(
    `The ERP's endpoint "lookup" did not answer each of ${references.length} references exactly once, in receipts or in absent. Correct the endpoint.`,
  );
}

/** Oldest first, as the endpoint gives them; one page in memory at a time. Documents of others are passed over. */
export async function* list(
  connection: Connection,
  { since, signal }: { readonly since?: PlainDate } & CallOptions = {},
): AsyncGenerator<Receipt> {
  const seen = new Set<string>();
  let cursor: string | null = null;
  do {
    const query = { ...(since === undefined ? {} : { since }), ...(cursor === null ? {} : { cursor }) };
    const page: z.output<typeof listAnswerSchema> = await read(
      connection,
      { endpoint: 'list', method: 'GET', query, signal },
      listAnswerSchema,
    );
    for (const { reference, ...receipt } of page.receipts) {
      // An endpoint may not know `since`; and what is not ours was not written by us.
      if (since !== undefined && receipt.date < since) continue;
      if (isExternalReference(reference)) yield { reference, ...receipt };
    }
    cursor = page.nextCursor;
    if (cursor !== null && (seen.has(cursor) || seen.size >= MAX_LIST_PAGES)) throw leadsNowhere();
    if (cursor !== null) seen.add(cursor);
  } while (cursor !== null);
}

function leadsNowhere(): ErpUnavailableError {
  return new ErpUnavailableError(
    'The ERP\'s endpoint "list" answers a nextCursor that leads nowhere. Correct the endpoint: each page needs a new one, the last one null.',
  );
}

/**
 * @throws {ErpUnavailableError} no answer, or one that cannot be read
 * @throws {ErpAccessDeniedError} the endpoint refuses us
 */
export async function read<T>(connection: Connection, request: Request, schema: z.ZodType<T>): Promise<T> {
  const exchange = await connection.send(request);
  const name = `The ERP's endpoint "${request.endpoint}"`;
  if (exchange.kind === 'no-answer') throw new ErpUnavailableError(`${name}: ${exchange.reason}.`);
  switch (exchange.status) {
    case 200:
      break;
    case 401:
    case 403:
      throw new ErpAccessDeniedError(accessDenied(request.endpoint, exchange.status));
    case 404:
    case 405:
    case 410:
      throw new ErpUnavailableError(noSuchEndpoint(request.endpoint, exchange.status));
    default:
      throw new ErpUnavailableError(`${name} answered ${passing(exchange)}.`);
  }
  const parsed = parseAnswer(exchange, schema);
  if (parsed.ok) return parsed.data;
  throw new ErpUnavailableError(`${name} answered what cannot be read: ${parsed.why}. Correct the endpoint.`);
}
