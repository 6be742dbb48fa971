import { z } from 'zod';
import type { Work } from '../work';

/** Something that carries out a sync, in the process of the work itself. */
export interface Engine {
  /** Returns when every document that TRAEDE lists is in the ERP and marked. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

/** Where an engine finds what it needs: settings of the process that it runs in. */
export const engineSettingsSchema = z.discriminatedUnion('engine', [
  z.strictObject({ engine: z.literal('sequential-loop') }),
  z.strictObject({ engine: z.literal('bounded-loop') }),
  z.strictObject({ engine: z.literal('dbos'), databaseUrl: z.string() }),
  z.strictObject({ engine: z.literal('restate'), ingressUrl: z.string(), adminUrl: z.string() }),
  z.strictObject({ engine: z.literal('bullmq'), redisPort: z.int() }),
]);

export type EngineSettings = z.infer<typeof engineSettingsSchema>;

/**
 * Import steps at work at once, where an engine takes the oldest first: enough to keep the ERP's calls busy while some
 * batches look up and others post.
 */
export const BATCHES_IN_FLIGHT = 6;

export function windowOf({ tuning }: Work) {
  return { batchSize: tuning.batchSize, batchesInFlight: BATCHES_IN_FLIGHT };
}
