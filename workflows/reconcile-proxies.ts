import { ActivityCancellationType, proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { ReconcileActivities } from '../activities/reconcile-index';

/** As for the activities of a sync; nothing is written outside of our own database, so that each may be repeated. */
const common: ActivityOptions = {
  heartbeatTimeout: '7s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10s', maximumAttempts: 4 },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
};

/** Up to twenty pages of large documents, or some thousands of the ERP's. */
export const { readTraede, readErp, lookUpInErp } = proxyActivities<ReconcileActivities>({
  ...common,
  startToCloseTimeout: '1h',
});

/** Our own database: some thousand rows, or the sums of a hundred thousand. */
export const { openReconciliation, findUnseen, compare, finishReconciliation } =
  proxyActivities<ReconcileActivities>({ ...common, startToCloseTimeout: '15m' });
