import type { SystemId } from '../document';

/**
 * What is for the whole deployment (telling people), and all that began before each system had a queue of its own: a
 * workflow stays on the queue on which it began, and a document may wait for weeks.
 */
export const COMMON_TASK_QUEUE = 'traede-erp-sync';

/** The queue of all that is done for one system: an ERP that hangs takes no turn of another's. */
export function taskQueueOf(systemId: SystemId): string {
  return `${COMMON_TASK_QUEUE}.${systemId}`;
}
