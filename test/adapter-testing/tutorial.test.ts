import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runInShell, type Ended } from '../support/shell';

const PACKAGE = join(__dirname, '../..');
const TUTORIAL = join(PACKAGE, 'docs/writing-an-adapter.md');

/** Installing takes a minute on a busy machine, the kit another. */
const TIMEOUT_MS = 600_000;

/** A fenced block: what it is, which file it is to be written to, and what it holds. */
interface Block {
  readonly language: string;
  readonly file: string | undefined;
  readonly isToFail: boolean;
  readonly text: string;
}

function blocksOf(markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^```(\w+)([^\n]*)\n(.*?)^```$/gms)].map(
    ([, language = '', info = '', text = '']) => ({
      language,
      file: /file=(\S+)/.exec(info)?.[1],
      isToFail: info.includes('fails'),
      text,
    }),
  );
}

it(
  'the tutorial, followed word for word in an empty folder, ends with a passing kit',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'traede-tutorial-'));
    try {
      // Built by `npm test` before: only packed here.
      const packed = await runInShell(`npm pack --ignore-scripts --pack-destination ${folder}`, {
        folder: PACKAGE,
        timeoutMs: TIMEOUT_MS,
      });
      expect(packed).toMatchObject({ code: 0 });
      let last: Ended = { code: 0, output: '' };
      for (const { language, file, isToFail, text } of blocksOf(readFileSync(TUTORIAL, 'utf8'))) {
        if (file !== undefined) {
          mkdirSync(dirname(join(folder, file)), { recursive: true });
          writeFileSync(join(folder, file), text);
        } else if (language === 'sh') {
          last = await runInShell(text, { folder, timeoutMs: TIMEOUT_MS });
          // With its output, as nobody could say otherwise what went wrong.
          expect({ ...last, failed: last.code !== 0 }).toMatchObject({ ...last, failed: isToFail });
        } else if (language === 'text') {
          for (const line of text.trim().split('\n')) expect(last.output).toContain(line);
        }
      }
      expect(last.output).toMatch(/fail 0$/m);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  TIMEOUT_MS,
);
