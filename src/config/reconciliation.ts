import { z } from 'zod';

/** More reports than this fill the database with what nobody opens. */
const MAX_KEPT_REPORTS = 1_000;

export const reconciliationSchema = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether TRAEDE and the ERP are compared by schedule'),
  cron: z
    .string()
    .default('0 3 * * *')
    .describe("When, as a cron expression in the company's time zone. Default: at three every night"),
  days: z
    .number()
    .int()
    .min(1)
    .max(3_660)
    .optional()
    .describe('The last so many days until yesterday. Default: from the first day of last month'),
  keep: z
    .number()
    .int()
    .min(1)
    .max(MAX_KEPT_REPORTS)
    .default(30)
    .describe('Reports that are kept; older ones are removed'),
});

/** How a system's reconciliations are made. */
export interface ReconciliationConfig {
  readonly enabled: boolean;
  readonly cron: string;
  readonly timeZone: string;
  readonly days: number | undefined;
  readonly keep: number;
}

export function toReconciliation(
  { enabled, cron, days, keep }: z.output<typeof reconciliationSchema>,
  timeZone: string,
): ReconciliationConfig {
  return { enabled, cron, timeZone, days, keep };
}
