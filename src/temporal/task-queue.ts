/** The task queue that all workers of a deployment poll. */
export const TASK_QUEUE = 'traede-erp-sync';
