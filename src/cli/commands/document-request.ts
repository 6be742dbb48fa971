import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { DOCUMENT_TYPE_NAMES, type DocumentKey } from '../../document';
import { requestOfDocument, type DocumentRequest } from '../../temporal/attention-desk';
import { connectClient } from '../../temporal/connection';
import {
  documentStatusQuery,
  documentWorkflowId,
  type DocumentStatus,
  type SyncDocumentResult,
} from '../../../workflows/messages';
import type { syncDocument } from '../../../workflows';
import type { CommandContext } from '../command-context';
import { EXIT, type ExitCode } from '../exit-codes';
import { failureMessage } from '../failure-message';
import { requireTemporal, uiLink } from '../temporal-target';

export interface DocumentRequestOptions extends CommandContext {
  readonly key: DocumentKey;
  /** What is asked, and by whom: stands in the history. */
  readonly request: DocumentRequest;
  /** How long to wait for the outcome; the workflow goes on regardless. */
  readonly timeoutMs: number;
}

/**
 * Asks something of one document in its own workflow (resync, skip, mark as exported), and says what became of it.
 * Nothing of this ever posts a document twice.
 */
export async function askOfDocument(options: DocumentRequestOptions): Promise<ExitCode> {
  const { environment, folder, terminal, key, request, timeoutMs } = options;
  const temporal = requireTemporal(folder, environment);
  const connected = await connectClient(temporal);
  try {
    const workflowId = documentWorkflowId(key);
    const outcome = await requestAndWait(connected.client, key, request, timeoutMs);
    const link = uiLink(temporal, `workflows/${encodeURIComponent(workflowId)}`);
    const name = `${DOCUMENT_TYPE_NAMES[key.documentType].one} ${key.documentId}`;
    terminal.result({ ...key, workflowId, ...outcome, temporalUi: link ?? null }, () =>
      [`${name}: ${describe(outcome)}`, ...(link === undefined ? [] : [link])].join('\n'),
    );
    return exitCodeOf(outcome);
  } finally {
    await connected.close();
  }
}

/** Sends the request and waits for what becomes of it; the document's workflow goes on regardless. */
export async function requestAndWait(
  client: Client,
  key: DocumentKey,
  request: DocumentRequest,
  timeoutMs: number,
): Promise<Outcome> {
  const before = await statusOf(client, key);
  const { workflowId } = await requestOfDocument(client, key, request);
  return waitForOutcome(client, workflowId, before?.attempts ?? 0, timeoutMs);
}

export type Outcome =
  | { readonly outcome: SyncDocumentResult['outcome'] }
  | { readonly outcome: 'waiting'; readonly problem: DocumentStatus['problem'] }
  | { readonly outcome: 'working' }
  | { readonly outcome: 'failed'; readonly error: string };

const POLL_INTERVAL_MS = 100;

async function waitForOutcome(
  client: Client,
  workflowId: string,
  attemptsBefore: number,
  timeoutMs: number,
): Promise<Outcome> {
  const handle = client.workflow.getHandle<typeof syncDocument>(workflowId);
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const { status } = await handle.describe();
    if (status.name !== 'RUNNING') return outcomeOf(handle);
    const document = await handle.query(documentStatusQuery).catch(() => undefined);
    if (document?.state === 'waiting' && document.attempts > attemptsBefore) {
      return { outcome: 'waiting', problem: document.problem };
    }
    await sleep(POLL_INTERVAL_MS);
  }
  return { outcome: 'working' };
}

async function outcomeOf(handle: WorkflowHandle<typeof syncDocument>): Promise<Outcome> {
  try {
    return { outcome: (await handle.result()).outcome };
  } catch (error) {
    return { outcome: 'failed', error: failureMessage(error) };
  }
}

async function statusOf(client: Client, key: DocumentKey): Promise<DocumentStatus | undefined> {
  try {
    const handle = client.workflow.getHandle<typeof syncDocument>(documentWorkflowId(key));
    const { status } = await handle.describe();
    return status.name === 'RUNNING' ? await handle.query(documentStatusQuery) : undefined;
  } catch {
    return undefined;
  }
}

function describe(outcome: Outcome): string {
  switch (outcome.outcome) {
    case 'exported':
      return 'in the ERP and marked as exported.';
    case 'skipped':
      return 'skipped.';
    case 'exported-by-hand':
      return 'closed by hand.';
    case 'waiting':
      return `still needs a person. ${outcome.problem?.message ?? ''}\n  → ${outcome.problem?.remedy ?? ''}`;
    case 'working':
      return 'is being worked on; see Temporal’s UI, or `traede-sync status`.';
    case 'failed':
      return outcome.error;
  }
}

function exitCodeOf({ outcome }: Outcome): ExitCode {
  if (outcome === 'failed') return EXIT.failed;
  return outcome === 'waiting' || outcome === 'working' ? EXIT.attention : EXIT.ok;
}
