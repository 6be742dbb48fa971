import { continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import { stoppedBy } from './failures';
import { reconcileProgressQuery, type ReconcileInput, type ReconcileResult } from './reconcile-messages';
import { ReconcileRun } from './reconcile-run';

/**
 * Compares TRAEDE, our record and the ERP for a period, and says what does not agree. Reads only: nothing is posted,
 * marked or mended. Started by the nightly schedule, by `traede-sync reconcile`, or in Temporal's UI.
 */
export async function reconcile(input: ReconcileInput): Promise<ReconcileResult> {
  const run = new ReconcileRun(input);
  setHandler(reconcileProgressQuery, () => run.progress(), {
    description: 'How far the reconciliation is: its step, documents read, and the classes so far.',
  });
  try {
    await run.begin();
    while (await run.step()) {
      if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof reconcile>(run.carryOn());
    }
    return await run.finish();
  } catch (error) {
    throw stoppedBy(error, 'Reconciling stopped.');
  }
}
