import type { FetchedPages } from '../../activities/fetch-page';
import type { ImportedDocuments } from '../../activities/import-documents';
import type { DocumentId } from '../../src/document';
import { Walk } from '../../workflows/walk';
import type { PageRequest } from './work';

/** The steps of a sync; an engine makes them durable. The import marks what it delivered. */
export interface Steps {
  fetchPage(request: PageRequest): Promise<FetchedPages>;
  importDocuments(ids: readonly DocumentId[]): Promise<ImportedDocuments>;
}

export interface Window {
  /** Pages of one fetch at most. */
  readonly pagesAtOnce: number;
  /** Documents of one import step. */
  readonly batchSize: number;
  /** Import steps at work at once. */
  readonly batchesInFlight: number;
  /** Waits for one of what is at work, imports before the fetch: for any, or for the first where order matters to the engine. */
  readonly race: (atWork: readonly Promise<Outcome>[]) => Promise<Outcome>;
}

export type Outcome = FetchedPages | ImportedDocuments;

interface InFlight {
  readonly ids: readonly DocumentId[];
  readonly outcome: Promise<ImportedDocuments>;
}

/** The product's walk, with imports and the next pages side by side. */
export async function deliverAll(
  steps: Steps,
  { pagesAtOnce, batchSize, batchesInFlight, race }: Window,
): Promise<void> {
  const walk = new Walk(pagesAtOnce);
  const importing: InFlight[] = [];
  let startedAt: string | undefined;

  const fetch = (): Promise<FetchedPages> =>
    steps.fetchPage({
      ...walk.issueFetch(),
      ...(walk.quiet ? { quiet: true } : {}),
      ...(startedAt === undefined ? {} : { startedAt }),
    });
  let upcoming = fetch();
  let isFetched = false;
  const fetchNext = (): void => {
    upcoming = fetch();
    isFetched = false;
  };
  const finishOne = async (): Promise<void> => {
    const fetching = isFetched ? [] : [upcoming];
    const outcome = await race([...importing.map((one) => one.outcome), ...fetching]);
    if ('startedAt' in outcome) {
      isFetched = true;
      return finishOne();
    }
    const { exported = [] } = outcome;
    const at = importing.findIndex(({ ids }) => ids.every((id) => exported.includes(id)));
    if (at === -1) throw new Error('a document of the benchmark was not delivered and marked');
    importing.splice(at, 1);
    for (const id of exported) walk.settle(id);
  };

  for (;;) {
    const fetched = await upcoming;
    isFetched = true;
    startedAt = fetched.startedAt;
    const fresh = walk.see([fetched, ...(fetched.following ?? [])]).flat();
    if (!walk.ended) fetchNext();
    for (let at = 0; at < fresh.length; at += batchSize) {
      if (importing.length >= batchesInFlight) await finishOne();
      const ids = fresh.slice(at, at + batchSize);
      importing.push({ ids, outcome: steps.importDocuments(ids) });
    }
    if (!walk.ended) continue;
    const quiet = !walk.mayHaveSkipped;
    while (quiet && importing.length > 0) await finishOne();
    if (walk.finished) return;
    walk.lookAgain({ quiet });
    fetchNext();
  }
}

/** One thing after the other, as in TRAEDE's guide: the page that comes first, import, mark, until none is left. */
export async function deliverInSequence(steps: Steps, batchSize: number): Promise<void> {
  for (;;) {
    const { toImport } = await steps.fetchPage({ page: 0 });
    if (toImport.length === 0) return;
    for (let at = 0; at < toImport.length; at += batchSize) {
      await steps.importDocuments(toImport.slice(at, at + batchSize));
    }
  }
}

/** Whichever ends first. */
export function firstOf(atWork: readonly Promise<Outcome>[]): Promise<Outcome> {
  return Promise.race(atWork);
}

/** The oldest, for engines that replay by the order of steps. */
export async function oldestOf([oldest]: readonly Promise<Outcome>[]): Promise<Outcome> {
  if (oldest === undefined) throw new Error('nothing is at work');
  return oldest;
}

/** For promises that are awaited some time later: a failure until then must not count as unhandled. */
export function observed(steps: Steps): Steps {
  return {
    fetchPage: (request) => watched(steps.fetchPage(request)),
    importDocuments: (ids) => watched(steps.importDocuments(ids)),
  };
}

function watched<T>(outcome: Promise<T>): Promise<T> {
  outcome.catch(() => undefined);
  return outcome;
}
