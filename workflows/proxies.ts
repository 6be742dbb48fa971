import { ActivityCancellationType, proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { Activities } from '../activities';

/**
 * A dead worker is noticed by its missing heartbeat, so this bounds how long its work lies idle. Activities beat every
 * two seconds; less than three beats would take a busy worker for a dead one.
 */
const HEARTBEAT_TIMEOUT = '7s';

/**
 * Passing failures are tried again after 1, 2 and 4 seconds; what lasts longer is an outage, which the workflow waits
 * out with far fewer attempts. Rate limits set their own delay.
 */
const RETRY = {
  initialInterval: '1s',
  backoffCoefficient: 2,
  maximumInterval: '10s',
  maximumAttempts: 4,
} as const;

/**
 * A cancelled activity counts as ended only when it has ended: nothing is posted behind a run that has stopped.
 * To be said outright: left out, the SDK sends what stands for "do not wait" (1.24, whatever its documentation says).
 */
const cancellationType = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED;

/** One call to TRAEDE: a page of 60 documents with 400 lines each may take minutes to make. */
const oneCall: ActivityOptions = {
  startToCloseTimeout: '5m',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: RETRY,
  cancellationType,
};

/** A batch against an ERP that may take half a minute for each document, one after another, all of a sudden. */
const batch: ActivityOptions = {
  startToCloseTimeout: '30m',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: RETRY,
  cancellationType,
};

/** Our own database or Temporal. */
const bookkeeping: ActivityOptions = {
  startToCloseTimeout: '1m',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: RETRY,
  cancellationType,
};

export const { fetchPage, fetchDocument, markExported } = proxyActivities<Activities>(oneCall);
export const { importDocuments } = proxyActivities<Activities>(batch);
export const { requestAttention, closeDocument } = proxyActivities<Activities>(bookkeeping);
