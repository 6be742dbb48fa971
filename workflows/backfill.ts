import { CancellationScope, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import type { FetchedWindow } from '../activities/backfill';
import { DOCUMENT_TYPE_NAMES } from '../src/document';
import type { BackfillFlow } from './backfill-flow';
import {
  backfillProgressQuery,
  pauseSignal,
  resumeSignal,
  type BackfillInput,
  type BackfillResult,
} from './backfill-messages';
import { fetchWindow } from './backfill-proxies';
import { BackfillRun } from './backfill-run';
import { BatchDelivery } from './batch-delivery';
import { DeliveryOrder, type ReadyDocument } from './delivery-order';
import { stoppedBy } from './failures';

/**
 * Brings documents that TRAEDE holds as exported before, by another system or an earlier integration, through the same
 * exactly-once path as a sync: what the ERP holds is found and only marked, what it does not hold is posted. Goes through
 * TRAEDE by the date of creation, one document type after the other.
 */
export async function backfill(input: BackfillInput): Promise<BackfillResult> {
  const run = new BackfillRun(input);
  listen(run);
  try {
    await run.begin();
    for (let flow = run.nextFlow(); flow !== undefined; flow = run.nextFlow()) {
      await bring(run, flow);
      run.flowIsDone(flow);
    }
    return run.finish();
  } catch (error) {
    throw stoppedBy(error, 'The backfill stopped.');
  }
}

function listen(run: BackfillRun): void {
  setHandler(backfillProgressQuery, () => run.progress(), {
    description:
      'How far the backfill is: by type what was read, posted, found in the ERP, marked; what waits.',
  });
  setHandler(
    pauseSignal,
    () => {
      run.pause(true);
    },
    { description: 'Begin nothing new until resume is sent; what is under way comes to its end. Send {}' },
  );
  setHandler(
    resumeSignal,
    () => {
      run.pause(false);
    },
    { description: 'Go on after a pause. Send {}' },
  );
}

/** One document type. What concerns everything stops everything, and nothing goes on behind a backfill that has ended. */
async function bring(run: BackfillRun, flow: BackfillFlow): Promise<void> {
  await inBatches(flow, (batches) => readAndDeliver(run, flow, batches));
  // What was held for another document, or put off, gets its last chance: no later run looks for it.
  const last = flow.beginLastAttempt();
  await inBatches(flow, async (batches) => {
    await batches.deliver(last.map((id) => ({ id })));
    await batches.drained();
  });
}

async function inBatches(flow: BackfillFlow, work: (batches: BatchDelivery) => Promise<void>): Promise<void> {
  const batches = new BatchDelivery(flow);
  const scope = new CancellationScope();
  try {
    await scope.run(() => Promise.race([work(batches), batches.failed]));
  } catch (error) {
    scope.cancel();
    await batches.settled();
    throw error;
  }
}

async function readAndDeliver(run: BackfillRun, flow: BackfillFlow, batches: BatchDelivery): Promise<void> {
  const order = new DeliveryOrder();
  await run.unlessPaused();
  let upcoming = nextWindow(run, flow);
  for (;;) {
    const window = await upcoming;
    flow.see(window);
    await run.unlessPaused();
    const ready = admit(order, window, flow.ended);
    if (flow.ended) {
      await batches.deliver(ready);
      await batches.drained();
      return;
    }
    if (workflowInfo().continueAsNewSuggested) {
      await batches.deliver([...ready, ...order.releaseAll()]);
      await batches.drained();
      await continueAsNew<typeof backfill>(run.carryOn());
    }
    upcoming = nextWindow(run, flow);
    await batches.deliver(ready);
  }
}

function admit(order: DeliveryOrder, window: FetchedWindow, isEnd: boolean): readonly ReadyDocument[] {
  if (window.kind === 'too-much') return isEnd ? order.releaseAll() : [];
  return order.admit(window.toImport, window, isEnd);
}

function nextWindow(run: BackfillRun, flow: BackfillFlow): Promise<FetchedWindow> {
  const { systemId, documentType } = flow.input;
  const { window } = flow;
  const { from, to, startedAt } = run.opened;
  const { many } = DOCUMENT_TYPE_NAMES[documentType];
  const summary = `${many} created ${window.from.slice(0, 10)} – ${window.to.slice(0, 10)}`;
  const request = { systemId, documentType, window, from, to, startedAt };
  const upcoming = flow.outages.through(() => fetchWindow.executeWithOptions({ summary }, [request]));
  // Awaited a moment later; a failure until then must not count as unhandled.
  upcoming.catch(() => undefined);
  return upcoming;
}
