import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Environment } from '../../config/environment';
import { DOCUMENT_TYPE_NAMES, type DocumentKey } from '../../document';
import type { DataFolder } from '../../embedded/data-folder';
import { requestResync } from '../../temporal/attention-desk';
import { connectClient } from '../../temporal/connection';
import {
  documentStatusQuery,
  documentWorkflowId,
  type DocumentStatus,
  type SyncDocumentResult,
} from '../../../workflows/messages';
import type { syncDocument } from '../../../workflows';
import { EXIT, type ExitCode } from '../exit-codes';
import { failureMessage } from '../failure-message';
import { requireTemporal, uiLink } from '../temporal-target';
import type { Terminal } from '../terminal';

export interface ResyncOptions {
  readonly environment: Environment;
  readonly folder: DataFolder;
  readonly terminal: Terminal;
  readonly key: DocumentKey;
  /** Who asks for it: stands in the history. */
  readonly by: string;
  /** How long to wait for the outcome; the workflow goes on regardless. */
  readonly timeoutMs: number;
}

/** Imports one document again, in its own workflow, and says what became of it. Never posts a document twice. */
export async function resync(options: ResyncOptions): Promise<ExitCode> {
  const { environment, folder, terminal, key, by, timeoutMs } = options;
  const temporal = requireTemporal(folder, environment);
  const connected = await connectClient(temporal);
  try {
    const before = await statusOf(connected.client, key);
    const handle = await requestResync(connected.client, key, { by });
    const outcome = await waitForOutcome(
      connected.client,
      handle.workflowId,
      before?.attempts ?? 0,
      timeoutMs,
    );
    const link = uiLink(temporal, `workflows/${encodeURIComponent(handle.workflowId)}`);
    const name = `${DOCUMENT_TYPE_NAMES[key.documentType].one} ${key.documentId}`;
    terminal.result({ ...key, workflowId: handle.workflowId, ...outcome, temporalUi: link ?? null }, () =>
      [`${name}: ${describe(outcome)}`, ...(link === undefined ? [] : [link])].join('\n'),
    );
    return exitCodeOf(outcome);
  } finally {
    await connected.close();
  }
}

type Outcome =
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
  let closed: Outcome | undefined;
  handle.result().then(
    (result) => {
      closed = { outcome: result.outcome };
    },
    (error: unknown) => {
      closed = { outcome: 'failed', error: failureMessage(error) };
    },
  );
  const isClosed = (): Outcome | undefined => closed;
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const ended = isClosed();
    if (ended !== undefined) return ended;
    const status = await handle.query(documentStatusQuery).catch(() => undefined);
    if (status?.state === 'waiting' && status.attempts > attemptsBefore) {
      return { outcome: 'waiting', problem: status.problem };
    }
    await sleep(POLL_INTERVAL_MS);
  }
  return isClosed() ?? { outcome: 'working' };
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
