import type { DocumentId } from '../document';
import type { DeliveryRecord } from './record';
import type { Retention } from './retention';

/** Contents that are read and replaced at a time: a document of ten thousand lines is some megabytes. */
const PURGE_BATCH = 100;

export interface PurgeOptions {
  /** Documents that ended and were fetched before. */
  readonly before: Date;
  /** What is left of a content. */
  readonly remainsOf: (id: DocumentId, content: string) => string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (purged: number) => void;
}

/** Documents that ended before are due, by the record's clock. @param keptMs how long contents are kept */
export async function purgedBefore(record: Pick<DeliveryRecord, 'now'>, keptMs: number): Promise<Date> {
  return new Date((await record.now()).getTime() - keptMs);
}

export interface PurgeResult {
  readonly documents: number;
  /** Documents of adoptions that were never ended. */
  readonly adoptionDocuments: number;
}

/** Purges batch after batch; stopped or killed in between, the next one goes on. */
export async function purgeContents(
  retention: Retention,
  { before, remainsOf, signal, onProgress }: PurgeOptions,
): Promise<PurgeResult> {
  let documents = 0;
  for (;;) {
    signal?.throwIfAborted();
    const ended = await retention.ended(before, PURGE_BATCH);
    const purged = await retention.purge(
      ended.map((document) => ({ document, remains: remainsOf(document.key.documentId, document.content) })),
    );
    documents += purged;
    onProgress?.(documents);
    // None: the end, or all of them have been fetched anew or purged by somebody else meanwhile.
    if (purged === 0) break;
  }
  return { documents, adoptionDocuments: await retention.purgeAdoptions(before) };
}
