import { ActivityCancellationType, proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { AdoptActivities } from '../activities/adopt-index';

/** As for the activities of a sync; each may be repeated. */
const common: ActivityOptions = {
  heartbeatTimeout: '7s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10s', maximumAttempts: 4 },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
};

/** Up to twenty pages of large documents, or some thousands of the ERP's. */
export const { readToAdopt, readUnlinked, matchDocuments } = proxyActivities<AdoptActivities>({
  ...common,
  startToCloseTimeout: '1h',
});

/** Some documents against an ERP that may take half a minute for each, one after another. */
export const { linkDocuments } = proxyActivities<AdoptActivities>({
  ...common,
  startToCloseTimeout: '30m',
});

/** Our own database. */
export const { openAdoption, holdDocuments, finishAdoption } = proxyActivities<AdoptActivities>({
  ...common,
  startToCloseTimeout: '15m',
});
