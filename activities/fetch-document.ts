import { ApplicationFailure } from '@temporalio/common';
import type { Delivery, FetchedDocument } from '../src/delivery/delivery';
import type { DocumentKey } from '../src/document';
import type { FailureType } from '../src/failure-types';
import type { ExportQuery, RawDocument, TraedeClient } from '../src/traede/client';
import { createdAtOf } from '../src/traede/created-at';
import { systemOf, type ActivityContext } from './context';
import { guarded } from './failures';
import { toFetched } from './fetch-page';
import { whileHeartbeating } from './heartbeat';
import { goLiveBy } from './prepare';

/** How the document was come by: fresh from TRAEDE, or, where TRAEDE does not give it, as it was fetched before. */
export interface FetchedDocumentSource {
  readonly source: 'traede' | 'record';
  readonly number: string | null;
}

/** Pages looked through for one document: at 60 a page, more than a brand has waiting. */
const MAX_PAGES = 50;
const PAGE_SIZE = 60;
export const ONE_DAY_MS = 86_400_000;

/**
 * Brings one document's newest content into the record. TRAEDE documents no call for one document, so the export lists
 * are looked through: those not yet exported, then, by creation date, those that were.
 */
export function createFetchDocument(context: ActivityContext) {
  return async function fetchDocument(key: DocumentKey): Promise<FetchedDocumentSource> {
    return guarded(`fetching ${key.documentType} ${key.documentId}`, () =>
      whileHeartbeating(`${key.documentType} ${key.documentId}`, async (signal) => {
        const flow = { systemId: key.systemId, documentType: key.documentType };
        const [known] = await context.record.load(flow, [key.documentId]);
        const { traede, rules } = systemOf(context, key.systemId);
        const found = await search(traede, key, known, signal);
        const fetched = found === undefined ? [] : toFetched(flow.documentType, found, rules.timeZone);
        const [newest] = fetched;
        if (newest !== undefined) {
          await assertNotBeforeGoLive(context, key, known, newest);
          await context.record.storeFetched(flow, fetched);
          return { source: 'traede', number: newest.number };
        }
        if (known === undefined) throw notFound(key);
        if (known.purgedAt !== null) throw purged(key);
        return { source: 'record', number: known.number };
      }),
    );
  };
}

async function search(
  traede: TraedeClient,
  key: DocumentKey,
  known: Delivery | undefined,
  signal: AbortSignal,
): Promise<RawDocument | undefined> {
  const waiting = await lookThrough(traede, key, {}, signal);
  if (waiting !== undefined || known === undefined) return waiting;
  const createdAt = createdAtOf(known.content);
  if (createdAt === undefined) return undefined;
  const from = new Date(createdAt.getTime() - ONE_DAY_MS);
  const to = new Date(createdAt.getTime() + ONE_DAY_MS);
  return lookThrough(traede, key, { notExportedSince: from, createdAt: { from, to } }, signal);
}

/** Looks through one of TRAEDE's lists for a document. Ends at a page that brings nothing new: the server may ignore the page number. */
export async function lookThrough(
  traede: TraedeClient,
  { documentType, documentId }: DocumentKey,
  filter: Omit<ExportQuery, 'page' | 'limit'>,
  signal: AbortSignal,
): Promise<RawDocument | undefined> {
  const seen = new Set<number>();
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { documents } = await traede.exportPage(
      documentType,
      { ...filter, page, limit: PAGE_SIZE },
      { signal },
    );
    const found = documents.find(({ id }) => id === documentId);
    if (found !== undefined) return found;
    const before = seen.size;
    for (const { id } of documents) seen.add(id ?? 0);
    if (seen.size === before) return undefined;
  }
  return undefined;
}

/** Refused, unless the record knows that it was in the ERP: then it is only asked for and marked. */
async function assertNotBeforeGoLive(
  context: ActivityContext,
  key: DocumentKey,
  known: Delivery | undefined,
  { content, number }: FetchedDocument,
): Promise<void> {
  const before = goLiveBy(systemOf(context, key.systemId).rules)(key, content);
  if (before === undefined || (known !== undefined && known.deliveredAt !== null)) return;
  if (known === undefined) {
    await context.record.noteBeforeGoLive(key, [{ documentId: key.documentId, number, day: before.day }]);
  }
  const { message, remedy } = before.problem;
  const type: FailureType = 'BeforeGoLive';
  throw ApplicationFailure.nonRetryable(`${message} ${remedy}`, type);
}

function notFound({ documentType, documentId }: DocumentKey): ApplicationFailure {
  const type: FailureType = 'DocumentNotFound';
  return ApplicationFailure.nonRetryable(
    `TRAEDE lists no booked ${documentType} with id ${documentId}, and it was never fetched before. Check type and id (the id is TRAEDE's, not the printed number).`,
    type,
  );
}

function purged({ documentType, documentId }: DocumentKey): ApplicationFailure {
  const type: FailureType = 'DocumentNotFound';
  return ApplicationFailure.nonRetryable(
    `TRAEDE lists no booked ${documentType} with id ${documentId} any more, and what was fetched of it has been purged (\`retention\` in sync.config.yaml). It stands in the record as it ended; nothing is posted again.`,
    type,
  );
}
