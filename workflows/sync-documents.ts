import { CancellationScope, condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import type { FetchedPages } from '../activities/fetch-page';
import { DOCUMENT_TYPE_NAMES } from '../src/document';
import { BatchDelivery } from './batch-delivery';
import { DeliveryOrder } from './delivery-order';
import { recordForgets, tooManyLeft, toRunFailure } from './failures';
import { progressQuery, type SyncDocumentsInput, type SyncSummary } from './messages';
import { fetchPage } from './proxies';
import { SyncRun } from './sync-run';

/** Documents that failed for a passing reason, one by one; beyond this it is no longer about single documents. */
const MAX_LEFT_FOR_NEXT_RUN = 60;
/** A record that was lost in mid-run forgets each document once; one that keeps nothing would be filled for ever. */
const MAX_FORGOTTEN = 10_000;
/** Documents that are waiting for their next attempt; beyond this no new ones are taken. */
const MAX_DEFERRED = 60;

/**
 * One run for one system and document type: walk the pages of documents that are not yet exported, import them in small
 * batches while the next page is on its way, mark what the ERP confirmed. Ends when a look from the first page finds
 * nothing new.
 */
export async function syncDocuments(input: SyncDocumentsInput): Promise<SyncSummary> {
  const run = new SyncRun(input);
  const batches = new BatchDelivery(run);
  setHandler(progressQuery, () => run.progress(), {
    description:
      'How far the run is: pages, documents fetched, delivered, exported, waiting; and what is away.',
  });
  const scope = new CancellationScope();
  try {
    await scope.run(() => Promise.race([walk(run, batches), batches.failed]));
  } catch (error) {
    // What concerns everything stops everything at once, and nothing goes on behind a run that has ended.
    scope.cancel();
    await batches.settled();
    throw toRunFailure(error, DOCUMENT_TYPE_NAMES[input.documentType].many);
  }
  run.end();
  return run.summary();
}

async function walk(run: SyncRun, batches: BatchDelivery): Promise<void> {
  const order = new DeliveryOrder();
  let upcoming = nextPages(run);
  for (;;) {
    const seen = run.see(await upcoming);
    const ready = seen.flatMap(({ page, fresh, isLast }) =>
      order.admit(fresh, page, isLast && run.walk.ended),
    );
    // Only after progress: the walk begins anew, and a long look that finds nothing would otherwise never reach its end.
    if (seen.some(({ fresh }) => fresh.length > 0) && workflowInfo().continueAsNewSuggested) {
      await batches.deliver([...ready, ...order.releaseAll()]);
      await batches.drained();
      await continueAsNew<typeof syncDocuments>(run.carryOn());
    }
    if (!run.walk.ended) {
      upcoming = nextPages(run);
      await batches.deliver(ready);
    } else {
      await batches.deliver(ready);
      const quiet = !run.walk.mayHaveSkipped;
      if (quiet) await batches.drained();
      if (run.walk.finished) return;
      run.walk.lookAgain({ quiet });
      upcoming = nextPages(run);
    }
    await condition(() => run.deferred < MAX_DEFERRED);
    if (run.left > MAX_LEFT_FOR_NEXT_RUN) throw tooManyLeft(run.left, run.lastReason);
    if (run.forgotten > MAX_FORGOTTEN) throw recordForgets(run.forgotten);
  }
}

function nextPages(run: SyncRun): Promise<FetchedPages> {
  const { systemId, documentType, tuning } = run.input;
  const { page, pages } = run.walk.issueFetch();
  const startedAt = run.startedAt;
  const request = {
    systemId,
    documentType,
    page,
    limit: tuning.pageSize,
    ...(pages === 1 ? {} : { pages }),
    ...(run.walk.quiet ? { quiet: true } : {}),
    ...(startedAt === undefined ? {} : { startedAt }),
  };
  const which = pages === 1 ? `page ${page + 1}` : `pages ${page + 1}–${page + pages}`;
  const summary = `${which} of ${DOCUMENT_TYPE_NAMES[documentType].many}`;
  const upcoming = run.outages.through(() => fetchPage.executeWithOptions({ summary }, [request]));
  // Awaited by the walk a moment later; a failure until then must not count as unhandled.
  upcoming.catch(() => undefined);
  return upcoming;
}
