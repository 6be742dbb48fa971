import {
  NativeConnection,
  Worker,
  type WorkerDeploymentOptions,
  type WorkflowBundleOption,
} from '@temporalio/worker';
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
import type { Tracer } from '../traces/tracer';
import type { TemporalAddress } from './connection';
import type { WorkerShare } from './worker-share';
import type { WorkerVersion } from './worker-version';
import { workerTraces } from './traces';

/** A killed worker's workflow task lies in its own queue for this long (the default of 10 s was what recovery took). */
const STICKY_QUEUE_TIMEOUT = '3s';
/** Measured: what helps throughput most; with 10 or fewer, slots stay unused. */
const MAX_EAGER_ACTIVITIES = 16;
/** Running batches may finish; what does not is tried again elsewhere. */
const SHUTDOWN_GRACE_TIME = '10s';

/** One task queue that this process serves: a system's, or the common one. */
export interface ServedQueue {
  readonly taskQueue: string;
  readonly share: WorkerShare;
  readonly context: ActivityContext;
  /** Tells people; absent where nobody is to be told. */
  readonly notifier?: Notifier | undefined;
  /** Absent: nothing is purged. */
  readonly purge?: PurgeContext;
  /** Absent: no reconciliations are taken. */
  readonly reconciliations?: ReconciliationRecord;
  /** Absent: no adoptions are taken. */
  readonly adoptions?: AdoptionRecord;
}

export interface WorkerOptions {
  readonly temporal: TemporalAddress;
  readonly queues: readonly ServedQueue[];
  readonly workflowBundle: WorkflowBundleOption;
  /** Absent: not versioned. */
  readonly version?: WorkerVersion | undefined;
  /** Absent: no traces. */
  readonly tracer?: Tracer | undefined;
}

export interface RunningWorker {
  /** Ends when the worker has ended; rejects when it failed. */
  readonly ended: Promise<void>;
  /** Lets running activities finish, then ends. */
  stop(): Promise<void>;
}

/**
 * Starts a worker for all workflows and activities of the given queues: over one connection, each queue with slots, cached
 * workflows and activities of its own. When one of them fails, all end.
 */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const connection = await NativeConnection.connect(options.temporal.connection);
  const workers = await createWorkers(connection, options).catch(async (error: unknown) => {
    await connection.close();
    throw error;
  });
  const shutDown = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const running = workers.map((worker) => worker.run().finally(shutDown));
  const ended = Promise.allSettled(running)
    .then(() => Promise.all(running))
    .then(() => undefined)
    .finally(() => connection.close());
  // Whoever waits for `ended` hears of a failure; until then it must not count as unhandled.
  ended.catch(() => undefined);
  return {
    ended,
    async stop() {
      shutDown();
      await ended.catch(() => undefined);
    },
  };
}

/** One after the other: each loads the workflow bundle, and a machine of one core has other things to do as well. */
async function createWorkers(
  connection: NativeConnection,
  options: WorkerOptions,
): Promise<readonly Worker[]> {
  const workers: Worker[] = [];
  for (const queue of options.queues) workers.push(await createWorker(connection, queue, options));
  return workers;
}

function createWorker(
  connection: NativeConnection,
  { taskQueue, share, ...served }: ServedQueue,
  { temporal, workflowBundle, version, tracer }: WorkerOptions,
): Promise<Worker> {
  const traces = workerTraces(tracer);
  return Worker.create({
    connection,
    namespace: temporal.namespace,
    taskQueue,
    workflowBundle,
    ...(temporal.dataConverter === undefined ? {} : { dataConverter: temporal.dataConverter }),
    interceptors: { activity: [...traces.activity] },
    sinks: traces.sinks,
    activities: activitiesOf(served),
    maxConcurrentActivityTaskExecutions: share.activities,
    maxConcurrentActivityTaskPolls: Math.min(share.polls, share.activities),
    maxConcurrentWorkflowTaskPolls: share.polls,
    maxCachedWorkflows: share.cachedWorkflows,
    stickyQueueScheduleToStartTimeout: STICKY_QUEUE_TIMEOUT,
    maxEagerActivityReservationsPerWorkflowTask: MAX_EAGER_ACTIVITIES,
    shutdownGraceTime: SHUTDOWN_GRACE_TIME,
    ...(version === undefined ? {} : { workerDeploymentOptions: versioned(version) }),
  });
}

function activitiesOf({
  context,
  notifier,
  purge,
  reconciliations,
  adoptions,
}: Omit<ServedQueue, 'taskQueue' | 'share'>) {
  return {
    ...createActivities(context),
    ...createBackfillActivities(context),
    ...createNotifyActivities(notifier),
    ...(purge === undefined ? {} : createPurgeActivities(purge)),
    ...(adoptions === undefined ? {} : createAdoptActivities({ ...context, adoptions })),
    ...(reconciliations === undefined ? {} : createReconcileActivities({ ...context, reconciliations })),
  };
}

/** Those that wait for people say otherwise themselves: workflows/versioned.ts. */
function versioned(version: WorkerVersion): WorkerDeploymentOptions {
  return { version, useWorkerVersioning: true, defaultVersioningBehavior: 'PINNED' };
}
