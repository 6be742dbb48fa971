import { deliverAll, deliverInSequence, observed } from '../deliver';
import type { Work } from '../work';
import { windowOf, type Engine } from './engine';

/** TRAEDE's guide: one call after the other. Nothing survives a crash but what TRAEDE and the ERP know. */
export function sequentialLoop(work: Work): Engine {
  return { run: () => deliverInSequence(work, work.tuning.batchSize), stop: () => Promise.resolve() };
}

/** The limit: the same steps side by side, without any durability of their own. */
export function boundedLoop(work: Work): Engine {
  return { run: () => deliverAll(observed(work), windowOf(work)), stop: () => Promise.resolve() };
}
