import type { SyncTuning } from './messages';

/**
 * How long a batch is to take: long against what an activity costs (some ten milliseconds of Temporal), short for whoever
 * waits for one of its documents, watches the progress, or stops the worker.
 */
const WISHED_MS = 5_000;
/** A batch that was quick says little of one that is many times as large: the ERP may take its time for every document. */
const MOST_GROWTH = 4;
/** Smaller batches than this cost more than they help. */
const SMALLEST = 5;

/**
 * How many documents the next batch is to hold: as many as the ERP takes in some seconds, whatever ERP it is. Runs that an
 * older version began keep the size that they were given.
 */
export class BatchSize {
  readonly #largest: number;
  readonly #smallest: number;
  #current: number;

  constructor({ batchSize, largestBatch }: SyncTuning) {
    this.#current = batchSize;
    this.#largest = largestBatch ?? batchSize;
    this.#smallest = largestBatch === undefined ? batchSize : Math.min(SMALLEST, batchSize);
  }

  get current(): number {
    return this.#current;
  }

  /** A batch of `documents` took `durationMs`. Small ones say nothing of what a larger one would take. */
  took(documents: number, durationMs: number): void {
    const isSlow = durationMs > WISHED_MS;
    if (!isSlow && documents < this.#current) return;
    const wished = Math.floor((documents * WISHED_MS) / Math.max(1, durationMs));
    const bounded = Math.min(wished, this.#current * (isSlow ? 1 : MOST_GROWTH), this.#largest);
    this.#current = Math.max(this.#smallest, bounded);
  }
}
