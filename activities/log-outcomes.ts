import { log } from '@temporalio/activity';
import type { Flow } from '../src/delivery/delivery';
import type { DocumentId } from '../src/document';
import type { Problem } from '../src/problem';

interface Waiting {
  readonly documentId: DocumentId;
  readonly problem: Problem;
}

/**
 * What became of a batch, for whoever reads logs: one line, and one for each document that begins to wait for a person, by code
 * only. Temporal's ids come with them.
 */
export function logImported(flow: Flow, delivered: readonly DocumentId[], waiting: readonly Waiting[]): void {
  const { systemId: system, documentType } = flow;
  log.info('documents were imported', {
    ...{ system, documentType },
    ...{ delivered: delivered.length, attention: waiting.length },
  });
  logWaiting(flow, waiting);
}

export function logExported(
  { systemId: system, documentType }: Flow,
  exported: readonly DocumentId[],
  refused: readonly Waiting[],
): void {
  log.info('documents were marked as exported', { system, documentType, documents: exported.length });
  logWaiting({ systemId: system, documentType }, refused);
}

/** What stands in the way is named by the activity that marks them, which meets it again. */
export function logUnmarked({ systemId: system, documentType }: Flow, documents: number): void {
  log.info('documents are in the ERP and not marked yet', { system, documentType, documents });
}

function logWaiting({ systemId: system, documentType }: Flow, waiting: readonly Waiting[]): void {
  for (const { documentId, problem } of waiting) {
    log.warn('a document waits for a person', { system, documentType, documentId, problem: problem.code });
  }
}
