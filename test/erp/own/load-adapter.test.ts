import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  ErpAccessDeniedError,
  ErpNotReadyError,
  ErpUnavailableError,
  type ErpAdapter,
} from '../../../src/erp/adapter';
import { loadAdapter, openOwnAdapter, type AdapterSetup, type ModuleSource } from '../../../src/erp/own';
import { makeFolder, NOTHING, type Folder } from './folder';

const SETUP: AdapterSetup = {
  systemId: 'acme',
  options: { url: 'http://127.0.0.1:1' },
  secret: () => 'a-secret',
  accounts: [],
  taxCodes: [],
  currencies: [],
  paymentTerms: [],
  unlinkedCreditNotes: 'reject',
};

let folder: Folder;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => {
  folder.remove();
});

/** In this process: TypeScript, as jest would load other modules by itself. */
const open = (path: string): Promise<ErpAdapter> => openOwnAdapter({ kind: 'file', path }, SETUP);

interface Opened {
  readonly adapter?: string;
  readonly error?: string;
  readonly message?: string;
}

/** In a process of its own, by the built product. */
async function openElsewhere(source: ModuleSource): Promise<Opened> {
  const { stdout } = await promisify(execFile)(process.execPath, [OPENER, JSON.stringify(source)]);
  return JSON.parse(stdout) as Opened;
}

const OPENER = join(__dirname, 'open-elsewhere.js');

describe('what is loaded', () => {
  it.each([
    ['adapter.mjs', `export default () => (${NOTHING});`],
    ['adapter.mjs', `export const createAdapter = async () => (${NOTHING});`],
    ['adapter.mjs', `const made = await Promise.resolve(${NOTHING}); export default () => made;`],
    ['adapter.cjs', `module.exports = () => (${NOTHING});`],
    ['adapter.cjs', `module.exports = { createAdapter: () => (${NOTHING}) };`],
    ['adapter.cjs', `exports.__esModule = true; exports.default = () => (${NOTHING});`],
    ['adapter.js', `exports.createAdapter = () => (${NOTHING});`],
    ['adapter.ts', `const make = (): object => (${NOTHING}); export default make;`],
    ['adapter.ts', `export function createAdapter(): object { return ${NOTHING}; }`],
    ['adapter.mts', `export default (): object => (${NOTHING});`],
    ['adapter.cts', `export default (): object => (${NOTHING});`],
    ['æøå og blanks/adapter.ts', `export default (): object => (${NOTHING});`],
  ])('%s: %.50s', async (file, text) => {
    const path = folder.write(file, text);
    expect(await openElsewhere({ kind: 'file', path })).toEqual({ adapter: 'nothing' });
  });

  it.each([
    ['a-package', 'a-package'],
    ['@scope/a-package', '@scope/a-package'],
    ['a-package/books', 'a-package'],
  ])('a package as seen from the configuration: %s', async (name, packageName) => {
    const own = `node_modules/${packageName}`;
    const manifest = { name: packageName, exports: { '.': './main.cjs', './books': './main.cjs' } };
    folder.write(`${own}/package.json`, JSON.stringify(manifest));
    folder.write(`${own}/main.cjs`, `module.exports = () => (${NOTHING});`);
    const from = folder.path;
    expect(await openElsewhere({ kind: 'package', name, from })).toEqual({ adapter: 'nothing' });
  });

  it('is told by a file URL as well', async () => {
    const path = folder.write('adapter.ts', `export default () => (${NOTHING});`);
    expect(await loadAdapter(new URL(`file://${path}`))).toEqual(expect.any(Function));
  });

  it('may be a class with methods of its own', async () => {
    const path = folder.write(
      'adapter.ts',
      `class Books {
        readonly name = 'books';
        readonly company: string;
        readonly capabilities = { uniqueness: 'native-key', concurrency: 1, order: 'any', settleTimeMs: 1 };
        constructor(company: string) { this.company = company; }
        async check() { return []; }
        async find() { return new Map(); }
        async post() { return { kind: 'uncertain', reason: this.company }; }
        async *list() {}
        async chart() { return { currency: this.company }; }
        async close() {}
      }
      export default () => new Books('acme');`,
    );
    expect(await (await open(path)).chart?.()).toEqual({ currency: 'acme' });
  });
});

describe('TypeScript', () => {
  it('imports files beside it, with and without ending, as source or as what it becomes', async () => {
    folder.write('part/index.ts', `export const a: string = 'a';`);
    folder.write('b.ts', `import { c } from './c.js'; export const b: string = 'b' + c;`);
    folder.write('c.ts', `export const c: string = 'c';`);
    folder.write('d.json', `{"d": "d"}`);
    folder.write('e.cjs', `exports.e = 'e';`);
    const path = folder.write(
      'adapter.ts',
      `import { a } from './part';
       import { b } from './b.ts';
       import { d } from './d.json';
       import { e } from './e.cjs';
       import { join } from 'node:path';
       import type { ErpAdapter } from 'traede-erp-sync/adapter';
       export default (): ErpAdapter => ({ ...${NOTHING}, company: join(a, b, d, e) } as ErpAdapter);`,
    );
    expect((await open(path)).company).toBe('a/bc/d/e');
  });

  it('gets this very package, though none is installed beside it', async () => {
    const path = folder.write(
      'adapter.ts',
      `import { decimal, ErpUnavailableError } from 'traede-erp-sync/adapter';
       export default () => ({ ...${NOTHING}, company: decimal('0.1').plus('0.2').toFixed(),
         find: async () => { throw new ErpUnavailableError('away'); } });`,
    );
    const adapter = await open(path);
    expect(adapter.company).toBe('0.3');
    await expect(adapter.find([])).rejects.toBeInstanceOf(ErpUnavailableError);
  });

  it('may import in circles, as Node lets it', async () => {
    folder.write('one.ts', `import { two } from './two'; export const one = () => two() + 1;`);
    folder.write('two.ts', `import { one } from './one'; export const two = () => (one ? 1 : 0);`);
    const path = folder.write(
      'adapter.ts',
      `import { one } from './one'; export default () => ({ ...${NOTHING}, company: String(one()) });`,
    );
    expect((await open(path)).company).toBe('2');
  });
});

describe('a module that cannot be used', () => {
  it.each([
    ['adapter.mjs', `export const nothing = 1;`, /has no default export that is a function/],
    ['adapter.ts', `export default 7;`, /has no default export that is a function/],
    ['adapter.cjs', `module.exports = {};`, /has no default export that is a function/],
    ['adapter.mjs', `throw new Error('no disk');`, /cannot be loaded: no disk/],
    ['adapter.ts', `throw new Error('no disk');`, /cannot be loaded: no disk/],
    ['adapter.mjs', `export default (`, /cannot be loaded: /],
    ['adapter.ts', `export default (: string`, /cannot be loaded: /],
    ['adapter.ts', `import './missing'; export default () => 1;`, /cannot be loaded: Cannot find module/],
    ['adapter.mjs', `import 'no-such-package-4711';`, /cannot be loaded: Cannot find package/],
    [
      'adapter.ts',
      `export default () => { throw new Error('url is missing'); }`,
      /refuses its options .*url is missing/,
    ],
    ['adapter.ts', `export default async () => { throw 'no'; }`, /refuses its options for system "acme": no/],
    ['adapter.ts', `export default () => undefined;`, /is no adapter: it is no object/],
    [
      'adapter.ts',
      `export default () => ({ ...${NOTHING}, post: 1, name: ' ', preflight: 'no', capabilities: { concurrency: 0 } });`,
      /name is no text; it has no method post; preflight is no method; capabilities.uniqueness .*concurrency .*order .*settleTimeMs/,
    ],
    ['adapter.ts', `export default () => ({ ...${NOTHING}, capabilities: null });`, /it has no capabilities/],
  ])('%s: %.60s', async (file, text, message) => {
    const path = folder.write(file, text);
    const opened = await openElsewhere({ kind: 'file', path });
    expect(opened).toEqual({ error: 'OwnAdapterError', message: expect.stringMatching(message) as unknown });
    expect(opened.message).toContain(path);
  });

  it('does not exist', async () => {
    await expect(open(join(folder.path, 'adapter.ts'))).rejects.toThrow(/does not exist\. Check the path/);
  });
});

describe('errors of another copy of this package', () => {
  it.each([
    ['ErpUnavailableError', ErpUnavailableError],
    ['ErpAccessDeniedError', ErpAccessDeniedError],
    ['ErpNotReadyError', ErpNotReadyError],
  ])('are known by their names: %s', async (name, ours) => {
    const path = folder.write(
      'adapter.ts',
      `const fail = () => { throw Object.assign(new Error('why'), { name: '${name}' }); };
       export default () => ({ ...${NOTHING}, find: async () => fail(), preflight: async () => fail(),
         async *list() { yield 1; fail(); } });`,
    );
    const adapter = await open(path);
    for (const call of [
      () => adapter.find([]),
      async () => adapter.preflight?.({} as Parameters<ErpAdapter['post']>[0]),
      async () => {
        for await (const receipt of adapter.list()) expect(receipt).toBe(1);
      },
    ]) {
      const error: unknown = await call().catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(ours);
      expect(String(error)).toContain('why');
    }
  });
});
