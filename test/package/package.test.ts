import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from '../../src/simulator';
import { answers } from '../cli/answers';
import { expectAllCarried } from '../cli/comparison';
import { shellBlocks } from '../docs/commands';
import { runInShell } from '../support/shell';
import { installNode, NODE_VERSIONS, type NodeVersion } from './node-version';

const CLONE = join(__dirname, '../..');
/** Downloads of Node and of the packages, and a whole sync, on a slow and busy machine. */
const TIMEOUT_MS = 600_000;

/** What the README tells users of the package to type into an empty folder that holds the file. */
const README_COMMANDS = shellBlocks(readFileSync(join(CLONE, 'README.md'), 'utf8'))
  .map((block) => block.commands)
  .find((commands) => commands.some((command) => command.startsWith('npm install ./traede-erp-sync-')));

let root: string;
let tarball: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'traede-package-'));
  // Built by `npm test` before: only packed here.
  const packed = await runInShell(`npm pack --ignore-scripts --pack-destination ${root}`, {
    folder: CLONE,
    timeoutMs: TIMEOUT_MS,
  });
  if (packed.code !== 0) throw new Error(packed.output);
  tarball = readdirSync(root).find((name) => name.endsWith('.tgz')) ?? '';
}, TIMEOUT_MS);
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('the packed tarball', () => {
  it.each(NODE_VERSIONS)(
    'does the main job in an empty folder on Node $major, by the README alone',
    async (version) => {
      const folder = join(root, `node-${version.major}`);
      mkdirSync(folder);
      copyFileSync(join(root, tarball), join(folder, tarball));
      const environment = await environmentOf(version);
      expect(README_COMMANDS).toHaveLength(2);
      for (const command of README_COMMANDS ?? []) {
        const { code, output } = await runInShell(command, { folder, environment, timeoutMs: TIMEOUT_MS });
        expect({ command, code, output }).toEqual({ command, code: 0, output });
      }
      await expectBooks(folder, environment);
      expectInside(join(folder, 'node_modules', 'traede-erp-sync'));
      // 350 MB each.
      rmSync(folder, { recursive: true, force: true });
    },
    TIMEOUT_MS,
  );
});

async function environmentOf(version: NodeVersion): Promise<Record<string, string>> {
  const environment = await installNode(version, join(root, `toolchain-${version.major}`));
  // Once without install scripts, as npm leaves them out where they are not allowed. What works without works with them.
  return version.major === 24 ? { ...environment, npm_config_ignore_scripts: 'true' } : environment;
}

/** Every document of the simulator, once and to the cent, as the package itself lists its books. */
async function expectBooks(folder: string, environment: Record<string, string>): Promise<void> {
  const list = 'npx traede-erp-sync erp list --json 2>/dev/null';
  const { output } = await runInShell(list, { folder, environment, timeoutMs: TIMEOUT_MS });
  const traede = await startSimulator({ stateFile: join(folder, 'data', 'simulator.jsonl') });
  try {
    expectAllCarried(traede, answers.erpList(output), { systemId: 'traede-erp-sync' });
  } finally {
    await traede.stop();
  }
}

/** What the README links to, as far as it is of use without a clone. */
function expectInside(folder: string): void {
  const wanted = ['LICENSE', 'CHANGELOG.md', 'README.md', 'sync.config.example.yaml', 'docs/operating.md'];
  expect(wanted.filter((name) => !existsSync(join(folder, name)))).toEqual([]);
  expect(existsSync(join(folder, 'test'))).toBe(false);
}
