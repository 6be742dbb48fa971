import type { FetchedPage } from '../../activities/fetch-page';
import type { ImportedDocuments } from '../../activities/import-documents';
import type { MarkedDocuments } from '../../activities/mark-exported';
import type { DocumentId } from '../../src/document';
import { Walk } from '../../workflows/walk';
import type { PageRequest } from './work';

/** The three steps of a sync; an engine makes them durable. */
export interface Steps {
  fetchPage(request: PageRequest): Promise<FetchedPage>;
  importDocuments(ids: readonly DocumentId[]): Promise<ImportedDocuments>;
  markExported(ids: readonly DocumentId[]): Promise<MarkedDocuments>;
}

export interface Window {
  readonly batchSize: number;
  /** Import steps at work at once. */
  readonly batchesInFlight: number;
}

interface InFlight<T> {
  readonly ids: readonly DocumentId[];
  readonly outcome: Promise<T>;
}

/**
 * The product's walk, with imports, marks and the next page side by side. What begins next depends on the oldest that is
 * at work, never on which ends first: engines that replay by the order of steps can run it.
 */
export async function deliverAll(steps: Steps, { batchSize, batchesInFlight }: Window): Promise<void> {
  const walk = new Walk();
  const importing: InFlight<ImportedDocuments>[] = [];
  const marking: InFlight<MarkedDocuments>[] = [];
  let startedAt: string | undefined;

  const fetch = (): Promise<FetchedPage> => {
    const page = walk.issueFetch();
    return steps.fetchPage({
      page,
      ...(walk.quiet ? { quiet: true } : {}),
      ...(startedAt === undefined ? {} : { startedAt }),
    });
  };
  const settleOldest = async (): Promise<void> => {
    const { exported } = (await marking.shift()?.outcome) ?? { exported: [] };
    for (const id of exported) walk.settle(id);
  };
  const finishOldest = async (): Promise<void> => {
    const oldest = importing.shift();
    if (oldest === undefined) return;
    const { delivered } = await oldest.outcome;
    if (delivered.length < oldest.ids.length)
      throw new Error('a document of the benchmark was not delivered');
    marking.push({ ids: delivered, outcome: steps.markExported(delivered) });
    if (marking.length > batchesInFlight) await settleOldest();
  };

  let upcoming = fetch();
  for (;;) {
    const page = await upcoming;
    startedAt = page.startedAt;
    const fresh = walk.see(page);
    if (!walk.ended) upcoming = fetch();
    for (let at = 0; at < fresh.length; at += batchSize) {
      if (importing.length >= batchesInFlight) await finishOldest();
      const ids = fresh.slice(at, at + batchSize);
      importing.push({ ids, outcome: steps.importDocuments(ids) });
    }
    if (!walk.ended) continue;
    while (importing.length > 0) await finishOldest();
    while (marking.length > 0) await settleOldest();
    if (walk.finished) return;
    walk.lookAgain();
    upcoming = fetch();
  }
}

/** One thing after the other, as in TRAEDE's guide: the page that comes first, import, mark, until none is left. */
export async function deliverInSequence(steps: Steps, batchSize: number): Promise<void> {
  for (;;) {
    const { toImport } = await steps.fetchPage({ page: 0 });
    if (toImport.length === 0) return;
    for (let at = 0; at < toImport.length; at += batchSize) {
      const { delivered } = await steps.importDocuments(toImport.slice(at, at + batchSize));
      await steps.markExported(delivered);
    }
  }
}

/** For promises that are awaited some time later: a failure until then must not count as unhandled. */
export function observed(steps: Steps): Steps {
  return {
    fetchPage: (request) => watched(steps.fetchPage(request)),
    importDocuments: (ids) => watched(steps.importDocuments(ids)),
    markExported: (ids) => watched(steps.markExported(ids)),
  };
}

function watched<T>(outcome: Promise<T>): Promise<T> {
  outcome.catch(() => undefined);
  return outcome;
}
