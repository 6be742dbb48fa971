import { z } from 'zod';
import { CANDIDATES } from './candidates';

const candidate = z.enum(CANDIDATES);
const spread = z.strictObject({ median: z.number(), min: z.number(), max: z.number() });

/** One candidate at one answer time of the ERP, over all rounds. */
const resultSchema = z.strictObject({
  candidate,
  erpLatencyMs: z.number(),
  documents: z.number(),
  rounds: z.number(),
  documentsPerSecond: spread,
  cpuSecondsPer1000Documents: z.strictObject({
    worker: z.number(),
    server: z.number(),
    database: z.number(),
  }),
  peakMemoryMegabytes: z.strictObject({ worker: z.number(), server: z.number() }),
  /** Of Temporal; null for others. */
  historyPerDocument: z.strictObject({ events: z.number(), bytes: z.number() }).nullable(),
  storedBytesPerDocument: z.strictObject({ record: z.number(), engine: z.number() }),
  callsPerDocument: z.strictObject({ traede: z.number(), erp: z.number() }),
  /** Of any round; empty when every document was in the ERP once and marked. */
  faults: z.array(z.string()),
});

/** Documents per second, divided round by round: what the machine did to one it did to the other. */
const ratioSchema = z.strictObject({
  candidate,
  dividedBy: candidate,
  erpLatencyMs: z.number(),
  ratio: spread,
});

export const resultsSchema = z.strictObject({
  date: z.string(),
  machine: z.strictObject({
    processor: z.string(),
    cores: z.number(),
    memoryGigabytes: z.number(),
    system: z.string(),
  }),
  versions: z.record(z.string(), z.string()),
  results: z.array(resultSchema),
  ratios: z.array(ratioSchema),
});

export type Results = z.infer<typeof resultsSchema>;
export type Result = z.infer<typeof resultSchema>;
export type Ratio = z.infer<typeof ratioSchema>;
