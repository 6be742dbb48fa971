import { join } from 'node:path';
import { configFileSchema } from '../../src/config/schema';
import { loadConfig } from '../../src/config/load';
import type { OwnErpConfig } from '../../src/config/own-erp';
import { makeFolder, type Folder } from '../erp/own/folder';

let folder: Folder;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => {
  folder.remove();
});

function erpOf(erp: string, environment: Readonly<Record<string, string>> = {}): OwnErpConfig {
  const file = folder.write('conf/sync.config.yaml', `systems:\n  acme:\n    erp: ${erp}\n`);
  const [system] = loadConfig(environment, file).systems;
  if (system?.erp.adapter !== 'own') throw new Error('no adapter of its own');
  return system.erp;
}

function messageOf(erp: string): string {
  try {
    erpOf(erp);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('nothing was wrong');
}

describe('an adapter of the user’s own', () => {
  it('is a file, found from the folder of the configuration', () => {
    const path = folder.write('conf/my-erp.ts', '');
    expect(erpOf('{ adapter: ./my-erp.ts }').source).toEqual({ kind: 'file', path });
    expect(erpOf(`{ adapter: ${path} }`).source).toEqual({ kind: 'file', path });
    const above = folder.write('above.mjs', '');
    expect(erpOf('{ adapter: ../above.mjs }').source).toEqual({ kind: 'file', path: above });
  });

  it.each(['my-erp', '@acme/my-erp', 'my-erp/books', '@acme/my-erp/books'])(
    'is a package, installed here or above: %s',
    (name) => {
      folder.write('node_modules/my-erp/package.json', '{}');
      folder.write('node_modules/@acme/my-erp/package.json', '{}');
      const from = join(folder.path, 'conf');
      expect(erpOf(`{ adapter: "${name}" }`).source).toEqual({ kind: 'package', name, from });
    },
  );

  it('gets its options as they stand, and secrets from the environment only', () => {
    folder.write('conf/my-erp.ts', '');
    const erp = erpOf('{ adapter: ./my-erp.ts, options: { company: 7, deep: [yes, { a: null }] } }', {
      MY_TOKEN: 'canary',
    });
    expect(erp.options).toEqual({ company: 7, deep: ['yes', { a: null }] });
    expect(erp.secret('MY_TOKEN')).toBe('canary');
    expect(() => erp.secret('OTHER')).toThrow(
      'the secret of the ERP for system "acme" is missing: set the environment variable OTHER',
    );
  });
});

describe('what cannot be an adapter', () => {
  const NO_SUCH =
    /no such adapter: trytn\. Built in: ledger, .*tryton.*http.*\. A path of your own starts with \.\/; a package must be installed/;

  it.each([
    ['{ adapter: trytn }', NO_SUCH],
    ['{ adapter: trytn, url: "http://x.example", database: x }', NO_SUCH],
    [
      '{ adapter: ./missing.ts }',
      /erp\.adapter: .*conf\/missing\.ts does not exist; .*traede-sync adapter init my-erp/,
    ],
    ['{ adapter: ./my-erp.ts, url: "http://x.example" }', /takes nothing but adapter and options.*\(url\)/],
    ['{ url: "http://x.example" }', /erp\.adapter: names the adapter: ledger, .*, or \.\/path/],
    ['{ adapter: 7 }', /erp\.adapter: names the adapter/],
    ['{ adapter: "" }', /erp\.adapter: names an adapter/],
    ['{ adapter: tryton, database: x, user: x }', /^[^\n]+:\n {2}systems\.acme\.erp\.url: [^\n]+$/],
    ['{ adapter: ledger, options: {} }', /^[^\n]+:\n {2}systems\.acme\.erp: Unrecognized key: "options"$/],
  ])('%s', (erp, message) => {
    expect(messageOf(erp)).toMatch(message);
  });

  it('knows all that is built in by name', () => {
    const { erp } = configFileSchema.parse({ systems: { acme: {} } }).systems['acme'] ?? {};
    expect(erp?.adapter).toBe('ledger');
  });
});
