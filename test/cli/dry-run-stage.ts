import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backfillDryRun } from '../../src/cli/commands/backfill-dry-run';
import { documentShow } from '../../src/cli/commands/document-show';
import { dryRunCommand } from '../../src/cli/commands/dry-run';
import { dryRunShow } from '../../src/cli/commands/dry-run-show';
import type { CommandContext } from '../../src/cli/command-context';
import type { Environment } from '../../src/config/environment';
import { loadConfig } from '../../src/config/load';
import { DOCUMENT_TYPES, type DocumentKey, type DocumentType } from '../../src/document';
import { dataFolder } from '../../src/embedded/data-folder';
import { parsePlainDate, type PlainDate } from '../../src/plain-date';
import { z } from 'zod';

const amount = z.string().regex(/^-?\d+\.\d{2}$/);

const tallySchema = z.strictObject({
  read: z.int(),
  toPost: z.int(),
  moved: z.int(),
  posted: z.int(),
  held: z.int(),
  skipped: z.int(),
  beforeGoLive: z.int(),
  problems: z.int(),
  sums: z.array(
    z.object({ currency: z.string(), documents: z.int(), net: amount, tax: amount, total: amount }),
  ),
});

const resultSchema = z.object({
  ok: z.boolean(),
  exitCode: z.int(),
  dryRun: z.literal(true),
  systems: z.record(
    z.string(),
    z.object({
      erp: z.string(),
      remarks: z.array(z.string()),
      types: z.partialRecord(z.enum(DOCUMENT_TYPES), tallySchema),
      problems: z.array(
        z.object({
          documentType: z.enum(DOCUMENT_TYPES),
          code: z.string(),
          count: z.int(),
          message: z.string(),
          remedy: z.string(),
          documentIds: z.array(z.int()),
        }),
      ),
    }),
  ),
});

const shownSchema = z.object({
  verdict: z.string(),
  explanation: z.string(),
  problem: z.object({ code: z.string() }).nullable(),
  entry: z
    .object({
      date: z.string(),
      currency: z.string(),
      debit: amount,
      credit: amount,
      lines: z.array(
        z.object({
          account: z.string().nullable(),
          what: z.string(),
          text: z.string(),
          debit: amount,
          credit: amount,
          taxCode: z.string().nullable(),
        }),
      ),
    })
    .nullable(),
});

/** What a dry run printed, as `--json` has it, and the text for people. */
export interface PrintedDryRun {
  readonly exitCode: number;
  readonly system: z.output<typeof resultSchema>['systems'][string];
  readonly text: string;
}

export interface PrintedDocument {
  readonly shown: z.output<typeof shownSchema>;
  readonly text: string;
}

/** Dry runs of the only system, in a folder of their own. */
export interface DryRunStage {
  run(options?: { readonly documentType?: DocumentType; readonly config?: string }): Promise<PrintedDryRun>;
  backfill(options: {
    readonly systemId: string;
    readonly from: string;
    readonly to?: string;
    readonly config?: string;
  }): Promise<PrintedDryRun>;
  /** What `document show` prints. */
  documentShow(key: DocumentKey): Promise<string>;
  show(key: DocumentKey, options?: { readonly config?: string }): Promise<PrintedDocument>;
  readonly folder: string;
  close(): void;
}

function dayOf(text: string): PlainDate {
  const day = parsePlainDate(text);
  if (day === undefined) throw new Error(`${text} is no day`);
  return day;
}

export function openDryRunStage(environment: () => Environment): DryRunStage {
  const folder = mkdtempSync(join(tmpdir(), 'traede-dry-run-'));
  const printed: { value: unknown; text: string }[] = [];
  const context = (config: string | undefined): CommandContext => {
    const file = config === undefined ? undefined : join(folder, 'sync.config.yaml');
    if (file !== undefined && config !== undefined) writeFileSync(file, config);
    return {
      environment: environment(),
      config: loadConfig(environment(), file),
      folder: dataFolder(join(folder, 'data')),
      terminal: {
        json: false,
        interactive: false,
        say: () => undefined,
        result: (value, text) => printed.push({ value: JSON.parse(JSON.stringify(value)), text: text() }),
      },
    };
  };
  const last = () => printed.pop() ?? { value: undefined, text: '' };
  const lastDryRun = (exitCode: number): PrintedDryRun => {
    const { value, text } = last();
    const [system] = Object.values(resultSchema.parse(value).systems);
    if (system === undefined) throw new Error('the dry run told of no system');
    return { exitCode, system, text };
  };
  return {
    folder,
    async run({ documentType, config } = {}) {
      const exitCode = await dryRunCommand({ ...context(config), documentType });
      return lastDryRun(exitCode);
    },
    async backfill({ systemId, from, to, config }) {
      const days = { from: dayOf(from), to: to === undefined ? undefined : dayOf(to) };
      const options = { ...context(config), systemId, ...days, documentType: undefined };
      const exitCode = await backfillDryRun(options);
      return lastDryRun(exitCode);
    },
    async documentShow(key) {
      await documentShow(context(undefined), key);
      return last().text;
    },
    async show(key, { config } = {}) {
      await dryRunShow(context(config), key);
      const { value, text } = last();
      return { shown: shownSchema.parse(value), text };
    },
    close() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
