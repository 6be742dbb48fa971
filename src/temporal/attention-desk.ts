import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import type { AttentionDesk } from '../../activities/context';
import type { DocumentKey } from '../document';
import { DOCUMENT_GUIDE, documentName } from '../../workflows/descriptions';
import {
  documentWorkflowId,
  markExportedSignal,
  resyncSignal,
  skipSignal,
  type ClosingRequest,
  type ResyncRequest,
  type SyncDocumentInput,
} from '../../workflows/messages';
import {
  documentIdKey,
  documentNumberKey,
  documentTypeKey,
  syncProblemKey,
  syncStatusKey,
  syncSystemKey,
} from '../../workflows/search-attributes';
import { taskQueueOf } from './task-queue';

/** Starts a waiting workflow for a document, on its system's queue; one that waits already is left alone. */
export function createAttentionDesk(client: Client, queueOf = taskQueueOf): AttentionDesk {
  return {
    async open(input) {
      try {
        await client.workflow.start('syncDocument', startOptions(input, queueOf));
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },
  };
}

/** What a person asks of one document. */
export type DocumentRequest =
  | { readonly kind: 'resync'; readonly by: string }
  | { readonly kind: 'skip' | 'mark-exported'; readonly by: string; readonly reason: string };

/** Sends the request's signal to the document's workflow, starting it when it does not run. */
export async function requestOfDocument(
  client: Client,
  key: DocumentKey,
  request: DocumentRequest,
  queueOf = taskQueueOf,
) {
  return client.workflow.signalWithStart('syncDocument', {
    ...startOptions({ ...key, waitsForRequest: true }, queueOf),
    ...signalOf(request),
  });
}

function signalOf(request: DocumentRequest) {
  switch (request.kind) {
    case 'resync':
      return { signal: resyncSignal, signalArgs: [{ by: request.by }] as [ResyncRequest] };
    case 'skip':
      return { signal: skipSignal, signalArgs: [closing(request)] as [ClosingRequest] };
    case 'mark-exported':
      return { signal: markExportedSignal, signalArgs: [closing(request)] as [ClosingRequest] };
  }
}

function closing({ by, reason }: { readonly by: string; readonly reason: string }): ClosingRequest {
  return { by, reason };
}

function startOptions(input: SyncDocumentInput, queueOf: typeof taskQueueOf) {
  const { systemId, documentType, documentId, number, problem } = input;
  return {
    workflowId: documentWorkflowId(input),
    taskQueue: queueOf(systemId),
    args: [input] as [SyncDocumentInput],
    staticSummary: documentName(input),
    staticDetails: DOCUMENT_GUIDE,
    typedSearchAttributes: [
      { key: syncStatusKey, value: problem === undefined ? 'running' : 'needs-attention' },
      { key: syncSystemKey, value: systemId },
      { key: documentTypeKey, value: documentType },
      { key: documentIdKey, value: documentId },
      ...(number === undefined || number === null ? [] : [{ key: documentNumberKey, value: number }]),
      ...(problem === undefined ? [] : [{ key: syncProblemKey, value: problem.code }]),
    ],
  };
}
