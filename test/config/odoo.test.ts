import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { openErp } from '../../src/cli/open-erp';
import type { Environment } from '../../src/config/environment';
import { loadConfig } from '../../src/config/load';

const MINIMAL = `systems:
  acme:
    erp: { adapter: odoo, url: "https://odoo.example", database: books }`;
const WITH_KEY = { ODOO_API_KEY: 'canary' };

describe('a system on Odoo', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'traede-config-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const load = (yaml: string, environment: Environment) => {
    const file = join(folder, 'sync.config.yaml');
    writeFileSync(file, yaml);
    const [system] = loadConfig(environment, file).systems;
    if (system === undefined) throw new Error('no system');
    return system;
  };
  const withMore = (more: string) => MINIMAL.replace('database: books', `database: books, ${more}`);

  it('takes its key from the environment, the rest has defaults', () => {
    expect(load(MINIMAL, WITH_KEY).erp).toEqual({
      adapter: 'odoo',
      url: 'https://odoo.example',
      database: 'books',
      api: 'json-2',
      key: 'canary',
      salesJournal: 'INV',
      entryJournal: 'MISC',
      customerLookup: 'reference',
      createCustomers: false,
      requestTimeoutMs: 60_000,
      settleTimeMs: 120_000,
    });
  });

  it('names the variable that is missing', () => {
    expect(() => load(MINIMAL, {})).toThrow('set the environment variable ODOO_API_KEY');
    expect(() => load(withMore('keyVariable: ACME_KEY'), WITH_KEY)).toThrow(
      'set the environment variable ACME_KEY',
    );
  });

  it('refuses a key in the file', () => {
    expect(() => load(withMore('key: canary'), { ODOO_API_KEY: 'x' })).toThrow(/systems\.acme\.erp/);
    expect(() => load(withMore('key: canary'), { ODOO_API_KEY: 'x' })).not.toThrow(/canary/);
  });

  it('wants a login for JSON-RPC, and none for JSON-2', () => {
    expect(() => load(withMore('api: json-rpc'), WITH_KEY)).toThrow('needs a user');
    expect(load(withMore('api: json-rpc, user: traede'), WITH_KEY).erp).toMatchObject({ user: 'traede' });
  });

  it('refuses to look again before its own time-out has passed', () => {
    const impatient = withMore('requestTimeout: 3m');
    expect(() => load(impatient, WITH_KEY)).toThrow('settleTime 2m is shorter than requestTimeout 3m');
    expect(load(withMore('requestTimeout: 3m, settleTime: 4m'), WITH_KEY).erp).toMatchObject({
      settleTimeMs: 240_000,
    });
  });

  it.each([
    ['json-2', MINIMAL, 4],
    ['json-rpc', withMore('api: json-rpc, user: traede, company: Acme ApS'), 1],
  ])('is opened as such over %s', async (_api, yaml, concurrency) => {
    const pool = new Pool();
    const adapter = await openErp(load(yaml, WITH_KEY), pool);
    expect(adapter.company).toMatch(/^odoo odoo\.example\/books company (the only one|Acme ApS)$/);
    expect(adapter.capabilities).toEqual({
      uniqueness: 'unique-reference',
      concurrency,
      order: 'any',
      settleTimeMs: 120_000,
    });
    await adapter.close();
    await pool.end();
  });
});
