import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/load';

const PACKAGE = join(__dirname, '../..');
const COMMAND = join(PACKAGE, 'bin/traede-sync.js');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(folder: string, ...args: readonly string[]): Promise<Ended> {
  const environment = { ...process.env, NODE_TEST_CONTEXT: undefined };
  return new Promise((ended) => {
    execFile(process.execPath, args, { cwd: folder, env: environment }, (error, stdout, stderr) => {
      ended({ code: error === null ? 0 : 1, stdout, stderr });
    });
  });
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'traede-init-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const init = (...args: readonly string[]) => run(folder, COMMAND, 'adapter', 'init', ...args);

describe('traede-sync adapter init', () => {
  it('writes a skeleton of that name, and says how to go on', async () => {
    const { code, stdout } = await init('acme-books');
    expect(code).toBe(0);
    expect(stdout).toContain('node --test acme-books/conformance.test.mjs');
    const files = readdirSync(join(folder, 'acme-books')).toSorted();
    expect(files).toEqual(['README.md', 'adapter.ts', 'conformance.test.mjs']);
    const texts = files.map((file) => readFileSync(join(folder, 'acme-books', file), 'utf8')).join('\n');
    expect(texts).toContain('ACME_BOOKS_TOKEN');
    expect(texts).not.toMatch(/my-erp|MY_ERP/);
  });

  it('writes into the folder that is asked for, and tells machines which', async () => {
    const { stdout } = await init('acme', '--dir', 'adapters/acme', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      files: expect.arrayContaining(['adapter.ts']) as unknown,
    });
    expect(readdirSync(join(folder, 'adapters/acme'))).toContain('adapter.ts');
  });

  it('never writes over what is there', async () => {
    mkdirSync(join(folder, 'acme'));
    writeFileSync(join(folder, 'acme/adapter.ts'), 'precious');
    const { code, stderr } = await init('acme');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'traede-sync: acme/adapter.ts is there already; choose another folder with --dir\n',
    });
    expect(readdirSync(join(folder, 'acme'))).toEqual(['adapter.ts']);
    expect(readFileSync(join(folder, 'acme/adapter.ts'), 'utf8')).toBe('precious');
  });

  it.each(['../x', 'Acme', '', 'a b', '-x-', 'x'.repeat(51), '7up'])(
    'refuses the name "%s"',
    async (name) => {
      const { code, stderr } = await init('--', name);
      expect(code).toBe(1);
      expect(stderr).toContain('cannot name an adapter');
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it('runs its test in a clone as well, and lists what is still to do without a stack', async () => {
    const clone = mkdtempSync(join(PACKAGE, 'dist/init-'));
    try {
      await run(clone, COMMAND, 'adapter', 'init', 'acme');
      const { code, stdout } = await run(clone, '--test', 'acme/conformance.test.mjs');
      expect(code).toBe(1);
      for (const part of ['check', 'find', 'post', 'list', 'preflight', 'firstOpenDay', 'chart']) {
        expect(stdout).toContain(`${part}: not written yet: `);
      }
      expect(stdout).toContain('# tests 1');
      expect(stdout).not.toContain('    at ');
    } finally {
      rmSync(clone, { recursive: true, force: true });
    }
  });

  it('is named by the configuration as its README says', async () => {
    await init('acme');
    const yaml = /```yaml\n(.*?)```/s.exec(readFileSync(join(folder, 'acme/README.md'), 'utf8'))?.[1] ?? '';
    writeFileSync(join(folder, 'sync.config.yaml'), yaml);
    const [system] = loadConfig({}, join(folder, 'sync.config.yaml')).systems;
    expect(system?.erp).toMatchObject({
      adapter: 'own',
      source: { kind: 'file', path: join(folder, 'acme/adapter.ts') },
      options: { url: 'https://acme.example' },
    });
  });
});
