import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { DocumentCase } from './document-case';
import { describeFailure, toRunFailure } from './failures';
import type { Problem } from '../src/problem';
import type { ClosingRequest, SyncDocumentInput, SyncDocumentResult } from './messages';
import { pauseMs } from './pause';
import { closeDocument, fetchDocument, importDocuments, markExported } from './proxies';

/** Attempts after one resync while the ERP leaves open whether it took the document. */
const MAX_ATTEMPTS = 5;

/**
 * One document on its own: on demand, or because it needs a person. While it waits it is the entry in the list of what
 * needs attention; signals end the wait.
 */
export async function syncDocument(input: SyncDocumentInput): Promise<SyncDocumentResult> {
  const document = new DocumentCase(input);
  for (;;) {
    const request = await document.nextRequest();
    const result = await (request.kind === 'resync'
      ? resync(document)
      : close(document, request.kind, request.request));
    if (result !== undefined) {
      document.done(result);
      await condition(allHandlersFinished);
      return result;
    }
    if (workflowInfo().continueAsNewSuggested && document.isIdle) {
      await continueAsNew<typeof syncDocument>(document.carryOn());
    }
  }
}

/** Imports and marks the document; `undefined` when it has to wait (again). */
async function resync(document: DocumentCase): Promise<SyncDocumentResult | undefined> {
  document.work();
  try {
    return await importAndMark(document);
  } catch (error) {
    waitOrFail(document, error);
    return undefined;
  }
}

/**
 * A request did not help: the document goes on waiting and says why. One that has no problem would wait where nobody
 * finds it: then the workflow itself fails.
 */
function waitOrFail(document: DocumentCase, error: unknown): void {
  const message = describeFailure(error);
  if (message === undefined || document.problem === null) throw toRunFailure(error, document.name);
  document.wait(message);
}

async function importAndMark(document: DocumentCase): Promise<SyncDocumentResult | undefined> {
  const { key, outages } = document;
  const { systemId, documentType, documentId } = key;
  const fetched = await outages.through(() =>
    fetchDocument.executeWithOptions({ summary: document.way }, [key]),
  );
  document.isNumbered(fetched.number);
  const mark = { mayBeMarked: true };
  const batch = { systemId, documentType, documentIds: [documentId] };
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const imported = await outages.through(() =>
      importDocuments.executeWithOptions({ summary: document.way }, [{ ...batch, afresh: true, mark }]),
    );
    const [left] = imported.beforeGoLive ?? [];
    if (left !== undefined) throw beforeGoLive(left.problem);
    const [refused] = imported.attention ?? [];
    if (refused !== undefined) {
      document.needsAttention(refused.problem);
      return undefined;
    }
    if ((imported.exported ?? []).length > 0) return { outcome: 'exported', attempts: document.attempts };
    if (imported.delivered.length > 0) {
      const marked = await outages.through(() =>
        markExported.executeWithOptions({ summary: `${document.way}: exported` }, [{ ...batch, ...mark }]),
      );
      const [unmarked] = marked.attention ?? [];
      if (unmarked === undefined) return { outcome: 'exported', attempts: document.attempts };
      document.needsAttention(unmarked.problem);
      return undefined;
    }
    const [held] = imported.held ?? [];
    if (attempt === MAX_ATTEMPTS && held !== undefined) throw stillHeld(held.reason);
    if (attempt === MAX_ATTEMPTS) break;
    const [putOff] = imported.deferred ?? [];
    await sleep(pauseMs(putOff?.retryAfterMs ?? 1_000, attempt + 1), {
      summary: putOff?.reason ?? held?.reason ?? 'next attempt',
    });
  }
  throw ApplicationFailure.nonRetryable(
    `The ERP left open whether it took the document, ${MAX_ATTEMPTS} times. Look at the ERP, then resync: it is asked again before anything is posted.`,
    'DeliveryUncertain',
  );
}

/** Ends the wait by a person's word. */
async function close(
  document: DocumentCase,
  kind: 'skip' | 'mark-exported',
  request: ClosingRequest,
): Promise<SyncDocumentResult | undefined> {
  const { systemId, documentType, documentId } = document.key;
  try {
    const { reason, by } = withReason(kind, request);
    await document.outages.through(() =>
      closeDocument.executeWithOptions({ summary: `${document.way}: ${kind}` }, [
        { systemId, documentType, documentId, how: kind, by, reason },
      ]),
    );
  } catch (error) {
    waitOrFail(document, error);
    return undefined;
  }
  return { outcome: kind === 'skip' ? 'skipped' : 'exported-by-hand', attempts: document.attempts };
}

function withReason(kind: string, { reason = '', by = '' }: ClosingRequest): { reason: string; by: string } {
  if (reason.trim() !== '' && by.trim() !== '') return { reason, by };
  throw ApplicationFailure.nonRetryable(
    `It was asked to ${kind}, without saying why and by whom: send {"reason": "…", "by": "…"}.`,
    'ReasonMissing',
  );
}

function beforeGoLive({ message, remedy }: Problem): ApplicationFailure {
  return ApplicationFailure.nonRetryable(`${message} ${remedy}`, 'BeforeGoLive');
}

function stillHeld(reason: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `The credit note follows its invoice: ${reason}. The runs import it when the invoice is there.`,
    'InvoiceNotPosted',
  );
}
