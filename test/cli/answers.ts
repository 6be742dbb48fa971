import { z } from 'zod';
import { DOCUMENT_TYPES } from '../../src/document';

/** What the commands print with `--json`, as far as people automate on it. */
const amount = z.string().regex(/^-?\d+\.\d{2}$/);

const countsSchema = z.object({
  fetched: z.int(),
  delivered: z.int(),
  exported: z.int(),
  attention: z.int(),
  failed: z.int(),
  error: z.string().nullable(),
});

const problemSchema = z.object({
  documentType: z.enum(DOCUMENT_TYPES),
  code: z.string(),
  count: z.int(),
  message: z.string(),
  remedy: z.string(),
  documentIds: z.array(z.int()),
});

const byType = <Schema extends z.ZodType>(schema: Schema) => z.record(z.enum(DOCUMENT_TYPES), schema);

const summarySchema = z.object({
  ok: z.boolean(),
  exitCode: z.int(),
  durationMs: z.number(),
  types: byType(countsSchema),
  systems: z.record(z.string(), byType(countsSchema)),
  problems: z.array(problemSchema),
  temporalUi: z.string().nullable(),
});

/** `sync invoice` tells of invoices only. */
const someTypes = z.partialRecord(z.enum(DOCUMENT_TYPES), countsSchema);
const partialSummarySchema = summarySchema.extend({
  types: someTypes,
  systems: z.record(z.string(), someTypes),
});

const erpListSchema = z.array(
  z.object({
    documentType: z.enum(DOCUMENT_TYPES),
    documentId: z.int(),
    externalReference: z.string(),
    number: z.string().min(1),
    date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
    currency: z.string(),
    net: amount,
    tax: amount,
    total: amount,
    lines: z.array(z.object({ account: z.string(), description: z.string(), net: amount })).min(1),
  }),
);

const statesSchema = z.object({
  fetched: z.int(),
  delivered: z.int(),
  exported: z.int(),
  attention: z.int(),
  skipped: z.int(),
});

const statusSchema = z.object({
  running: z.boolean(),
  systems: z.array(
    z.object({ systemId: z.string(), types: byType(statesSchema), problems: z.array(problemSchema) }),
  ),
});

const schedulesSchema = z.object({
  schedules: z.array(
    z.object({
      scheduleId: z.string(),
      exists: z.boolean(),
      everyMs: z.number().nullable(),
      cron: z.string().nullable(),
      paused: z.boolean(),
      nextRunAt: z.string().nullable(),
      runs: z.int(),
    }),
  ),
  temporalUi: z.string().nullable(),
});

const requestSchema = z.object({ documentId: z.int(), outcome: z.string() });

const documentSchema = z.object({
  documentId: z.int(),
  externalReference: z.string(),
  state: z.string(),
  problem: z.object({ code: z.string() }).nullable(),
  receipt: z.object({ number: z.string(), total: amount }).nullable(),
  timeline: z.array(z.object({ at: z.string(), event: z.string() })),
});

const attentionSchema = z.object({
  systems: z.array(z.object({ systemId: z.string(), problems: z.array(problemSchema) })),
});

const retrySchema = z.object({
  retried: z.int(),
  exported: z.int(),
  waiting: z.int(),
  problems: z.array(problemSchema),
});

export type Summary = z.output<typeof summarySchema>;
export type Counts = z.output<typeof countsSchema>;
export type ErpDocument = z.output<typeof erpListSchema>[number];

/** Parses what a command printed; fails unless standard output is exactly one JSON document of the right form. */
export const answers = {
  summary: (stdout: string) => summarySchema.parse(JSON.parse(stdout)),
  /** Of a sync of some types only. */
  partialSummary: (stdout: string) => partialSummarySchema.parse(JSON.parse(stdout)),
  erpList: (stdout: string) => erpListSchema.parse(JSON.parse(stdout)),
  status: (stdout: string) => statusSchema.parse(JSON.parse(stdout)),
  schedules: (stdout: string) => schedulesSchema.parse(JSON.parse(stdout)),
  request: (stdout: string) => requestSchema.parse(JSON.parse(stdout)),
  document: (stdout: string) => documentSchema.parse(JSON.parse(stdout)),
  retry: (stdout: string) => retrySchema.parse(JSON.parse(stdout)),
  attention: (stdout: string) => attentionSchema.parse(JSON.parse(stdout)),
};

/** The counts of a run that carried `count` documents all the way. */
export function allCarried(count: number): Counts {
  return { fetched: count, delivered: count, exported: count, attention: 0, failed: 0, error: null };
}
