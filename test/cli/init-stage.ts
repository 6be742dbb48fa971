import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { z } from 'zod';
import { askPerson, takeProposals } from '../../src/cli/asker';
import { init } from '../../src/cli/commands/init';
import type { Environment } from '../../src/config/environment';

const resultSchema = z.object({
  file: z.string(),
  unset: z.array(z.string()),
  toFillIn: z.int(),
  unconfirmed: z.int(),
  chartRead: z.boolean(),
});

export interface InitRun {
  readonly given?: Readonly<Record<string, string>>;
  /** Lines piped in; absent: --yes. */
  readonly answers?: readonly string[];
  readonly environment?: Environment;
  readonly force?: boolean;
}

/** A folder to write a first configuration into. */
export interface InitStage {
  readonly file: string;
  run(
    options?: InitRun,
  ): Promise<z.output<typeof resultSchema> & { readonly text: string; readonly told: string }>;
  close(): void;
}

export function openInitStage(): InitStage {
  const folder = mkdtempSync(join(tmpdir(), 'traede-init-'));
  const file = join(folder, 'sync.config.yaml');
  return {
    file,
    async run({ given = {}, answers, environment = {}, force = false } = {}) {
      const output = new PassThrough();
      const said: string[] = [];
      let result: unknown;
      const asker =
        answers === undefined
          ? takeProposals()
          : askPerson(Readable.from(answers.map((line) => `${line}\n`)), output);
      try {
        await init({
          environment,
          terminal: {
            json: false,
            interactive: false,
            say: (line) => said.push(line),
            result: (value, text) => {
              result = value;
              said.push(text());
            },
          },
          asker,
          file,
          force,
          given,
        });
      } finally {
        asker.close();
      }
      const asked = String(output.read() ?? '');
      return {
        ...resultSchema.parse(result),
        text: readFileSync(file, 'utf8'),
        told: `${asked}${said.join('\n')}`,
      };
    },
    close() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
