import { deliverAll, deliverInSequence, firstOf, observed } from '../deliver';
import type { Work } from '../work';
import { windowOf, type Engine } from './engine';

/** Documents that are looked up, read back and marked together, where the loop is not quite the guide's. */
export const SEQUENTIAL_BATCH = 20;

/** TRAEDE's guide: one document after the other, `batchSize` 1. Nothing survives a crash but what TRAEDE and the ERP know. */
export function sequentialLoop(work: Work, batchSize: number): Engine {
  return { run: () => deliverInSequence(work, batchSize), stop: () => Promise.resolve() };
}

/** The limit: the same steps side by side, without any durability of their own. */
export function boundedLoop(work: Work): Engine {
  const window = { ...windowOf(work, 'batches'), race: firstOf };
  return { run: () => deliverAll(observed(work), window), stop: () => Promise.resolve() };
}
