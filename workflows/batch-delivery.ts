import { CancellationScope, condition, sleep, Trigger } from '@temporalio/workflow';
import type { ImportedDocuments } from '../activities/import-documents';
import { DOCUMENT_TYPE_NAMES, type DocumentId } from '../src/document';
import { BatchSize } from './batch-size';
import { nextBatch } from './batches';
import type { DeliveringRun } from './delivering-run';
import type { ReadyDocument } from './delivery-order';
import { pauseMs } from './pause';
import { importDocuments, markExported, requestAttention } from './proxies';

/** Attempts for a document whose delivery was put off, before it is left to the next run. */
const MAX_ATTEMPTS = 5;

/**
 * Delivers documents in small batches, a bounded number at a time: import, mark what the ERP confirmed, let a person
 * see what it refused, and try again what was put off.
 */
export class BatchDelivery {
  /** Rejects with what stopped a batch, at once; never resolves. */
  readonly failed = new Trigger<never>();

  readonly #run: DeliveringRun;
  readonly #size: BatchSize;
  #inFlight = 0;
  #importing = 0;
  /** Where order is kept: a document is held, or left, for a while; what is dated behind it must not overtake it. */
  #isBlocked = false;

  constructor(run: DeliveringRun) {
    this.#run = run;
    this.#size = new BatchSize(run.input.tuning);
  }

  /** Starts the delivery of all `documents`; returns when the last batch has begun. */
  async deliver(documents: readonly ReadyDocument[]): Promise<void> {
    for (let at = 0; at < documents.length;) {
      const isHeld = this.#run.keepsOrder && this.#isBlocked;
      if (!isHeld) await this.#takeSlot();
      const count = nextBatch(documents, at, this.#size.current);
      const ids = documents.slice(at, at + count).map(({ id }) => id);
      at += count;
      if (isHeld) {
        this.#run.hold(ids);
        continue;
      }
      this.#start(ids);
      if (this.#run.keepsOrder) await this.drained();
    }
  }

  /** Returns when nothing is in flight. */
  async drained(): Promise<void> {
    await condition(() => this.#inFlight === 0);
  }

  /** The same after a cancellation: returns when what was cancelled has really ended. */
  async settled(): Promise<void> {
    await CancellationScope.nonCancellable(() => this.drained());
  }

  /** One free slot wakes everybody who waits: only the first to come takes it. */
  async #takeSlot(): Promise<void> {
    const isFree = () => this.#importing < this.#run.input.tuning.batchesInFlight;
    while (!isFree()) await condition(isFree);
    this.#importing += 1;
  }

  #start(ids: readonly DocumentId[]): void {
    this.#inFlight += 1;
    this.#deliverBatch(ids)
      .finally(() => {
        this.#inFlight -= 1;
      })
      .catch((error: unknown) => {
        this.failed.reject(error);
      });
  }

  async #deliverBatch(ids: readonly DocumentId[]): Promise<void> {
    let putOff = await this.#importAndMark(ids);
    for (let attempt = 2; putOff.length > 0; attempt += 1) {
      const isPutOff = new Set(putOff.map(({ documentId }) => documentId));
      const waiting = ids.filter((id) => isPutOff.has(id));
      if (attempt > MAX_ATTEMPTS) {
        for (const id of waiting) this.#run.leaveForNextRun(id);
        this.#isBlocked = true;
        return;
      }
      await this.#pause(putOff, attempt);
      await this.#takeSlot();
      putOff = await this.#importAndMark(waiting);
    }
  }

  /** A slot was taken for it; it is free again once the import is done. */
  async #importAndMark(ids: readonly DocumentId[]): Promise<readonly PutOff[]> {
    let imported: ImportedDocuments;
    const begunAtMs = Date.now();
    try {
      imported = await this.#import(ids);
      this.#size.took(ids.length, Date.now() - begunAtMs);
    } finally {
      this.#importing -= 1;
    }
    this.#run.skip(imported.skipped ?? []);
    this.#run.forget(imported.unknown ?? []);
    this.#run.leaveBeforeGoLive(imported.beforeGoLive ?? []);
    this.#run.hold((imported.held ?? []).map(({ documentId }) => documentId));
    if (imported.held?.some(({ isBrief }) => isBrief === true) === true) this.#isBlocked = true;
    await this.#markRest(imported);
    await this.#askForAttention(imported.attention ?? []);
    return imported.deferred ?? [];
  }

  async #import(ids: readonly DocumentId[]): Promise<ImportedDocuments> {
    const { systemId, documentType } = this.#run.input;
    const summary = `${this.#name(ids)} → ${systemId}`;
    const imported = await this.#run.outages.through(() =>
      importDocuments.executeWithOptions({ summary }, [
        {
          ...{ systemId, documentType, documentIds: ids, mark: this.#run.extras?.mark ?? {} },
          ...this.#run.extras?.import,
        },
      ]),
    );
    this.#run.delivered(imported.delivered, imported.again ?? [], imported.found ?? []);
    this.#run.exported(imported.exported ?? []);
    return imported;
  }

  /** What the import delivered and could not mark: TRAEDE was away, or refused. */
  async #markRest({ delivered, exported = [], attention = [] }: ImportedDocuments): Promise<void> {
    const isSettled = new Set([...exported, ...attention.map(({ documentId }) => documentId)]);
    const documentIds = delivered.filter((id) => !isSettled.has(id));
    if (documentIds.length === 0) return;
    const { systemId, documentType } = this.#run.input;
    const summary = `${this.#name(documentIds)} exported`;
    const marked = await this.#run.outages.through(() =>
      markExported.executeWithOptions({ summary }, [
        { systemId, documentType, documentIds, ...this.#run.extras?.mark },
      ]),
    );
    this.#run.exported(marked.exported);
    await this.#askForAttention(marked.attention ?? []);
  }

  async #askForAttention(documents: NonNullable<ImportedDocuments['attention']>): Promise<void> {
    if (documents.length === 0) return;
    const { systemId, documentType } = this.#run.input;
    this.#run.needAttention(documents);
    const documentIds = documents.map(({ documentId }) => documentId);
    const summary = `${this.#name(documentIds)}: a person is needed`;
    await this.#run.outages.through(() =>
      requestAttention.executeWithOptions({ summary }, [{ systemId, documentType, documentIds }]),
    );
  }

  /** Waits as long as the slowest document asks for, and longer from attempt to attempt. */
  async #pause(putOff: readonly PutOff[], attempt: number): Promise<void> {
    const waitMs = pauseMs(Math.max(...putOff.map(({ retryAfterMs }) => retryAfterMs)), attempt);
    const reason = putOff[0]?.reason ?? '';
    this.#run.lastReason = reason;
    this.#run.deferred += putOff.length;
    this.#run.tell();
    try {
      const who = this.#name(putOff.map(({ documentId }) => documentId));
      await sleep(waitMs, {
        summary: `${who}: ${reason}; attempt ${attempt} of ${MAX_ATTEMPTS} follows`.slice(0, 200),
      });
    } finally {
      this.#run.deferred -= putOff.length;
      this.#run.tell();
    }
  }

  /** `invoices 1041–1050 (10)`, `invoice 1042`. */
  #name(ids: readonly DocumentId[]): string {
    const names = DOCUMENT_TYPE_NAMES[this.#run.input.documentType];
    if (ids.length === 1) return `${names.one} ${ids.join()}`;
    return `${names.many} ${Math.min(...ids)}–${Math.max(...ids)} (${ids.length})`;
  }
}

type PutOff = NonNullable<ImportedDocuments['deferred']>[number];
