import type { DocumentType } from '../document';
import { MAX_PAGE_LIMIT, type CallOptions, type RawDocument, type TraedeClient } from '../traede/client';
import { readWindow, type WindowReading } from './read-window';
import { isOneSecond, type TimeWindow } from './time-scan';

/** What a killed worker repeats at most, and what one activity reads: some ten calls, twice. */
const MAX_PAGES_PER_WINDOW = 10;
/** A list of one second cannot be cut any more: beyond these pages something is wrong with it. */
const MAX_PAGES_OF_ONE_SECOND = 1_000;

export interface CreatedQuery extends CallOptions {
  readonly window: TimeWindow;
  /** Brings what was exported since again; absent: what is not exported. */
  readonly notExportedSince?: Date;
  /** Takes documents in that were not seen before in this window. */
  readonly take: (fresh: readonly RawDocument[]) => Promise<void>;
}

/**
 * Reads for certain what TRAEDE holds of a stretch of time, or says that it is too much: then shorter ones are to be read.
 * `endless` for a single second that holds too much: nothing can be read for certain there.
 */
export async function readCreated(
  traede: Pick<TraedeClient, 'exportPage'>,
  documentType: DocumentType,
  { window, notExportedSince, take, signal }: CreatedQuery,
): Promise<WindowReading | { readonly kind: 'endless' }> {
  const createdAt = { from: new Date(window.from), to: new Date(window.to) };
  const since = notExportedSince === undefined ? {} : { notExportedSince };
  const reading = await readWindow<RawDocument>({
    limit: MAX_PAGE_LIMIT,
    maxPages: isOneSecond(window) ? MAX_PAGES_OF_ONE_SECOND : MAX_PAGES_PER_WINDOW,
    async fetch(page) {
      const query = { page, limit: MAX_PAGE_LIMIT, createdAt, ...since };
      return (await traede.exportPage(documentType, query, { signal })).documents;
    },
    take,
  });
  return reading.kind === 'too-much' && isOneSecond(window) ? { kind: 'endless' } : reading;
}

/** For people: what is wrong with a list that is `endless`. */
export function endlessMessage(many: string, { from }: TimeWindow): string {
  return (
    `TRAEDE's list of ${many} created at ${from} is endless, or comes in another order at every call: ` +
    'it cannot be read for certain. Ask TRAEDE whether the filter created_at and the page number hold for this list.'
  );
}
