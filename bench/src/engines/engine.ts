import { z } from 'zod';
import type { Window } from '../deliver';
import type { Work } from '../work';

/** Something that carries out a sync, in the process of the work itself. */
export interface Engine {
  /** Returns when every document that TRAEDE lists is in the ERP and marked. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * `documents`: a step or job for each document, as the engine's documentation shows it. `batches`: for each of the product's
 * batches, which nobody's documentation shows.
 */
const unit = z.enum(['documents', 'batches']);
export type Unit = z.infer<typeof unit>;

/** Where an engine finds what it needs: settings of the process that it runs in. */
export const engineSettingsSchema = z.discriminatedUnion('engine', [
  z.strictObject({ engine: z.literal('sequential-loop') }),
  z.strictObject({ engine: z.literal('sequential-batches') }),
  z.strictObject({ engine: z.literal('bounded-loop') }),
  z.strictObject({ engine: z.literal('dbos'), unit, databaseUrl: z.string() }),
  z.strictObject({ engine: z.literal('restate'), unit, ingressUrl: z.string(), adminUrl: z.string() }),
  z.strictObject({ engine: z.literal('bullmq'), unit, redisPort: z.int() }),
]);

export type EngineSettings = z.infer<typeof engineSettingsSchema>;

/** The ERP of the benchmark works on sixteen calls at once: one import of each is enough to keep it busy. */
const DOCUMENTS_IN_FLIGHT = 16;

/** What an engine has at work at once: as much as the product has, or as many documents as the ERP takes. */
export function windowOf({ tuning }: Work, unit: Unit): Omit<Window, 'race'> {
  const { batchSize, largestBatch = batchSize, batchesInFlight, pagesAtOnce = 1 } = tuning;
  return unit === 'documents'
    ? { pagesAtOnce, batchSize: 1, batchesInFlight: DOCUMENTS_IN_FLIGHT }
    : { pagesAtOnce, batchSize: largestBatch, batchesInFlight };
}
