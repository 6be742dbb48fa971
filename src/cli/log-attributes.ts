import { parseDocumentWorkflowId, parseRunId } from '../../workflows/messages';
import { redact } from '../redact';

/** What may stand in a log line: ids and names of Temporal's own making, and what our own lines tell of documents. */
const LOGGED_ATTRIBUTES = [
  'system',
  'documentType',
  'documentId',
  'problem',
  'documents',
  'delivered',
  'attention',
  'workflowId',
  'runId',
  'workflowType',
  'activityType',
  'activityId',
  'attempt',
  'taskQueue',
] as const;

/** Ids are chosen by whoever starts a workflow; longer ones are cut. */
const MAX_ID_LENGTH = 200;
const MAX_ERROR_LENGTH = 500;

/**
 * The attributes of one log line. Everything that is not listed stays out: no arguments, no results, no content of documents.
 * Every line of a run or of a document says which, also those of Temporal's own, by the workflow's id.
 */
export function logAttributes(
  meta: Readonly<Record<string | symbol, unknown>> | undefined,
): Record<string, string | number> {
  if (meta === undefined) return {};
  // Activities call the run's id otherwise than workflows do.
  const given: Readonly<Record<string, unknown>> = { runId: meta['workflowRunId'], ...meta };
  const { workflowId, error } = given;
  const named: Readonly<Record<string, unknown>> = {
    ...(typeof workflowId === 'string' ? documentOf(workflowId) : {}),
    ...given,
  };
  const kept = LOGGED_ATTRIBUTES.flatMap((name) => {
    const value = plain(named[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  const failure =
    error instanceof Error ? { error: redact(`${error.name}: ${error.message}`, [], MAX_ERROR_LENGTH) } : {};
  return { ...Object.fromEntries(kept), ...failure };
}

function documentOf(workflowId: string): Readonly<Record<string, unknown>> {
  const document = parseDocumentWorkflowId(workflowId) ?? parseRunId(workflowId);
  if (document === undefined) return {};
  const { systemId: system, ...which } = document;
  return { system, ...which };
}

function plain(value: unknown): string | number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? value.slice(0, MAX_ID_LENGTH) : undefined;
}
