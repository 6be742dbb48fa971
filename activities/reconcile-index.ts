import { createCompare, createFinishReconciliation } from './reconcile-compare';
import type { ReconcileContext } from './reconcile-context';
import { createLookUpInErp, createReadErp } from './reconcile-erp';
import { createOpenReconciliation } from './reconcile-open';
import { createFindUnseen, createReadTraede } from './reconcile-traede';

/** The activities of reconciliations; the workflow knows them by the type {@link ReconcileActivities} only. */
export function createReconcileActivities(context: ReconcileContext) {
  return {
    openReconciliation: createOpenReconciliation(context),
    readTraede: createReadTraede(context),
    findUnseen: createFindUnseen(context),
    readErp: createReadErp(context),
    lookUpInErp: createLookUpInErp(context),
    compare: createCompare(context),
    finishReconciliation: createFinishReconciliation(context),
  };
}

export type ReconcileActivities = ReturnType<typeof createReconcileActivities>;
