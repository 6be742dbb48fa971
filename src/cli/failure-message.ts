import { WorkflowFailedError } from '@temporalio/client';

/** What went wrong, in one sentence: a failed workflow's own message, not that it failed. */
export function failureMessage(error: unknown): string {
  if (error instanceof WorkflowFailedError) return error.cause?.message ?? error.message;
  return error instanceof Error ? error.message : String(error);
}
