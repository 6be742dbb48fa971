import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

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

interface Ended {
  readonly code: number;
  readonly output: string;
}

/** As somebody would who types it in: in the folder, in a shell of its own. */
function runInShell(commands: string, folder: string): Promise<Ended> {
  // A test runner within another one would report to it.
  const environment = { ...process.env, NODE_TEST_CONTEXT: undefined, ...QUIET_NPM };
  return new Promise((ended) => {
    execFile(
      'bash',
      ['-e', '-c', commands],
      { cwd: folder, env: environment, timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const code = typeof error?.code === 'number' ? error.code : 1;
        ended({ code: error === null ? 0 : code, output: stdout + stderr });
      },
    );
  });
}

const QUIET_NPM = {
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_prefer_offline: 'true',
};

it(
  'the tutorial, followed word for word in an empty folder, ends with a passing kit',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'traede-tutorial-'));
    try {
      // Built by `npm test` before: only packed here.
      const packed = await runInShell(`npm pack --ignore-scripts --pack-destination ${folder}`, PACKAGE);
      expect(packed).toMatchObject({ code: 0 });
      let last: Ended = { code: 0, output: '' };
      for (const { language, file, isToFail, text } of blocksOf(readFileSync(TUTORIAL, 'utf8'))) {
        if (file !== undefined) {
          mkdirSync(dirname(join(folder, file)), { recursive: true });
          writeFileSync(join(folder, file), text);
        } else if (language === 'sh') {
          last = await runInShell(text, folder);
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
