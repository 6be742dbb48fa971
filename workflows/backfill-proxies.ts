import { ActivityCancellationType, proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { BackfillActivities } from '../activities/backfill';

/** As for the activities of a sync; only our own database is written to, so that each may be repeated. */
const common: ActivityOptions = {
  heartbeatTimeout: '7s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10s', maximumAttempts: 4 },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
};

/** Up to twenty pages of large documents; a single second that holds very many takes longer. */
export const { fetchWindow } = proxyActivities<BackfillActivities>({ ...common, startToCloseTimeout: '1h' });

export const { openBackfill } = proxyActivities<BackfillActivities>({ ...common, startToCloseTimeout: '1m' });
