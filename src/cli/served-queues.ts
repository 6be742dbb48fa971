import type { SystemServices } from '../../activities/context';
import type { Config } from '../config/config';
import { createAdoptionRecord } from '../delivery/adoption';
import { createRetention } from '../delivery/retention';
import { createReconciliationRecord } from '../delivery/reconciliation';
import { createDeliveryRecord } from '../delivery/record';
import type { SystemId } from '../document';
import type { Notifier } from '../notifications/notifier';
import type { createAttentionDesk } from '../temporal/attention-desk';
import { COMMON_TASK_QUEUE, taskQueueOf } from '../temporal/task-queue';
import type { ServedQueue } from '../temporal/worker';
import { shareOfCommon, shareOfSystem } from '../temporal/worker-share';
import { openedFor, type Services } from './services';

/** What a process's queues are made of. */
export interface QueueParts {
  readonly config: Config;
  readonly services: Services;
  readonly systems: ReadonlyMap<SystemId, SystemServices>;
  readonly attention: ReturnType<typeof createAttentionDesk>;
}

/** A queue for each system of the configuration: it reaches that system only, over connections of its own. */
export function systemQueues({ config, services, systems, attention }: QueueParts): readonly ServedQueue[] {
  return config.systems.map(({ systemId }) => {
    const pool = openedFor(services.pools, systemId);
    return {
      taskQueue: taskQueueOf(systemId),
      share: shareOfSystem(config.systems.length),
      context: {
        systems: new Map([[systemId, openedFor(systems, systemId)]]),
        record: createDeliveryRecord(pool),
        attention,
      },
      reconciliations: createReconciliationRecord(pool),
      adoptions: createAdoptionRecord(pool),
    };
  });
}

/** The queue of what is for the whole deployment, and of what began there before systems had their own. */
export function commonQueue(
  { config, services, systems, attention }: QueueParts,
  notifier: Notifier | undefined,
): ServedQueue {
  return {
    taskQueue: COMMON_TASK_QUEUE,
    share: shareOfCommon(),
    context: { systems, record: services.record, attention },
    notifier,
    purge: {
      retention: createRetention(services.pool),
      record: services.record,
      contentsMs: config.retention.contentsMs,
    },
    reconciliations: createReconciliationRecord(services.pool),
    adoptions: createAdoptionRecord(services.pool),
  };
}
