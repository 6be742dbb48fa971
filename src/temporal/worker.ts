import { NativeConnection, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { createBackfillActivities } from '../../activities/backfill';
import { createActivities } from '../../activities';
import { createAdoptActivities } from '../../activities/adopt-index';
import type { ActivityContext } from '../../activities/context';
import { createNotifyActivities } from '../../activities/notify-context';
import type { Notifier } from '../notifications/notifier';
import { createPurgeActivities, type PurgeContext } from '../../activities/purge-contents';
import { createReconcileActivities } from '../../activities/reconcile-index';
import type { AdoptionRecord } from '../delivery/adoption';
import type { ReconciliationRecord } from '../delivery/reconciliation';
import type { TemporalAddress } from './connection';
import { TASK_QUEUE } from './task-queue';

/**
 * Import batches and marks that one worker works on at once: enough for three flows of four batches each, and their
 * marks. Each needs up to two database connections: the pool is sized by it.
 */
const MAX_CONCURRENT_ACTIVITIES = 24;
/** Waiting documents are evicted and replayed when somebody signals them; a hundred megabytes hold this many. */
const MAX_CACHED_WORKFLOWS = 200;
/** A killed worker's workflow task lies in its own queue for this long (the default of 10 s was what recovery took). */
const STICKY_QUEUE_TIMEOUT = '3s';
/** Measured: what helps throughput most; with 10 or fewer, slots stay unused. */
const MAX_EAGER_ACTIVITIES = 16;
/** Running batches may finish; what does not is tried again elsewhere. */
const SHUTDOWN_GRACE_TIME = '10s';

export interface WorkerOptions {
  readonly temporal: TemporalAddress;
  readonly context: ActivityContext;
  /** Tells people; absent where nobody is to be told. */
  readonly notifier?: Notifier | undefined;
  /** Absent: this worker purges nothing. */
  readonly purge?: PurgeContext;
  /** Absent: this worker takes no reconciliations. */
  readonly reconciliations?: ReconciliationRecord;
  /** Absent: this worker takes no adoptions. */
  readonly adoptions?: AdoptionRecord;
  readonly workflowBundle: WorkflowBundleOption;
}

export interface RunningWorker {
  /** Ends when the worker has ended; rejects when it failed. */
  readonly ended: Promise<void>;
  /** Lets running activities finish, then ends. */
  stop(): Promise<void>;
}

/** Starts a worker for all workflows and activities. */
export async function startWorker({
  temporal,
  context,
  notifier,
  purge,
  reconciliations,
  adoptions,
  workflowBundle,
}: WorkerOptions): Promise<RunningWorker> {
  const connection = await NativeConnection.connect(temporal.connection);
  const worker = await Worker.create({
    connection,
    namespace: temporal.namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle,
    activities: {
      ...createActivities(context),
      ...createBackfillActivities(context),
      ...createNotifyActivities(notifier),
      ...(purge === undefined ? {} : createPurgeActivities(purge)),
      ...(adoptions === undefined ? {} : createAdoptActivities({ ...context, adoptions })),
      ...(reconciliations === undefined ? {} : createReconcileActivities({ ...context, reconciliations })),
    },
    maxConcurrentActivityTaskExecutions: MAX_CONCURRENT_ACTIVITIES,
    maxCachedWorkflows: MAX_CACHED_WORKFLOWS,
    stickyQueueScheduleToStartTimeout: STICKY_QUEUE_TIMEOUT,
    maxEagerActivityReservationsPerWorkflowTask: MAX_EAGER_ACTIVITIES,
    shutdownGraceTime: SHUTDOWN_GRACE_TIME,
  });
  const ended = worker.run().finally(() => connection.close());
  // Whoever waits for `ended` hears of a failure; until then it must not count as unhandled.
  ended.catch(() => undefined);
  return {
    ended,
    async stop() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended.catch(() => undefined);
    },
  };
}
