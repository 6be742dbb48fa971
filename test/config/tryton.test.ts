import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { openErp } from '../../src/cli/open-erp';
import type { Environment } from '../../src/config/environment';
import { loadConfig } from '../../src/config/load';

const MINIMAL = `systems:
  acme:
    erp: { adapter: tryton, url: "https://tryton.example", database: books, user: traede }`;

describe('a system on Tryton', () => {
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

  it('takes its password from the environment, the rest has defaults', () => {
    expect(load(MINIMAL, { TRYTON_PASSWORD: 'canary' }).erp).toEqual({
      adapter: 'tryton',
      url: 'https://tryton.example',
      database: 'books',
      user: 'traede',
      password: 'canary',
      series: '8.2',
      revenueJournal: 'REV',
      entryJournal: 'MISC',
      customerLookup: 'code',
      createCustomers: false,
      acknowledgedWarnings: [],
      requestTimeoutMs: 60_000,
    });
  });

  it('names the variable that is missing', () => {
    expect(() => load(MINIMAL, {})).toThrow('set the environment variable TRYTON_PASSWORD');
    const other = MINIMAL.replace('user: traede', 'user: traede, passwordVariable: ACME_PASSWORD');
    expect(() => load(other, { TRYTON_PASSWORD: 'canary' })).toThrow(
      'set the environment variable ACME_PASSWORD',
    );
  });

  it('refuses a password in the file', () => {
    const written = MINIMAL.replace('user: traede', 'user: traede, password: canary');
    expect(() => load(written, { TRYTON_PASSWORD: 'x' })).toThrow(/systems\.acme\.erp/);
    expect(() => load(written, { TRYTON_PASSWORD: 'x' })).not.toThrow(/canary/);
  });

  it('is opened as such', async () => {
    const pool = new Pool();
    const adapter = await openErp(load(MINIMAL, { TRYTON_PASSWORD: 'canary' }), pool);
    expect(adapter.company).toBe('tryton tryton.example/books company the only one');
    expect(adapter.capabilities).toEqual({
      uniqueness: 'elected-draft',
      concurrency: 1,
      order: 'by-date',
      settleTimeMs: 90_000,
    });
    await adapter.close();
    await pool.end();
  });
});
