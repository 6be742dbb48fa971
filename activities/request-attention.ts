import type { DocumentId, DocumentType, SystemId } from '../src/document';
import type { ActivityContext } from './context';
import { guarded } from './failures';
import { whileHeartbeating } from './heartbeat';

export interface RequestAttentionInput {
  readonly systemId: SystemId;
  readonly documentType: DocumentType;
  readonly documentIds: readonly DocumentId[];
}

/**
 * Lets each document wait for a person in a workflow of its own. One that waits already is left alone. Beyond a number
 * of documents with one cause no further workflows are started: the record holds them, and one command retries them all.
 */
export function createRequestAttention(context: ActivityContext) {
  return async function requestAttention(input: RequestAttentionInput): Promise<void> {
    const { systemId, documentType, documentIds } = input;
    await guarded(`asking for attention to ${documentType} ${documentIds.join(', ')}`, () =>
      whileHeartbeating(`${documentType} ${documentIds.join(', ')}`, async () => {
        const flow = { systemId, documentType };
        for (const { documentId, number, problem } of await context.record.load(flow, documentIds)) {
          if (problem === null) continue;
          const waiting = await context.record.countAwaited(flow, problem.code);
          if (waiting >= MAX_WAITING_WORKFLOWS_PER_PROBLEM) {
            await context.record.recordOnly(flow, [documentId]);
            continue;
          }
          await context.attention.open({ systemId, documentType, documentId, number, problem });
          await context.record.recordAwaited(flow, [documentId]);
        }
      }),
    );
  };
}

/** One cause that hits a thousand documents must not become a thousand waiting workflows that nobody can read. */
export const MAX_WAITING_WORKFLOWS_PER_PROBLEM = 60;
