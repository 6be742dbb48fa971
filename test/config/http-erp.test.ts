import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { openErp } from '../../src/cli/open-erp';
import type { SystemConfig } from '../../src/config/config';
import type { Environment } from '../../src/config/environment';
import { ConfigError } from '../../src/config/errors';
import { loadConfig } from '../../src/config/load';

const KEY = 'canary-key-0123456789abcdef0123456789abcdef';

describe('erp: {adapter: http}', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'traede-config-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const load = (erp: string, environment: Environment = { ERP_SIGNING_KEY: KEY }): SystemConfig => {
    const file = join(folder, 'sync.config.yaml');
    writeFileSync(file, `systems: { acme: { erp: { adapter: http, ${erp} } } }`);
    const [system] = loadConfig(environment, file).systems;
    if (system === undefined) throw new Error('no system');
    return system;
  };

  it('needs an address and a key, and opens the adapter', async () => {
    const system = load('url: "https://erp.example/traede/"');
    expect(system.erp).toMatchObject({
      adapter: 'http',
      options: {
        signingKeys: [KEY],
        accessToken: undefined,
        requestTimeoutMs: 30_000,
        settleTimeMs: 120_000,
      },
    });
    const pool = new Pool();
    const erp = await openErp(system, pool);
    expect(erp).toMatchObject({
      name: 'http',
      company: 'http erp.example/traede',
      capabilities: { uniqueness: 'native-key', concurrency: 4, order: 'any', settleTimeMs: 120_000 },
    });
    await erp.close();
    await pool.end();
  });

  it('takes what an ERP may want', async () => {
    const system = load(
      `url: "http://n8n:5678/hook", company: books 1, concurrency: 1, order: by-date, settleTime: 10m, requestTimeout: 5s,
       signingKeyVariable: KEY_A, accessTokenVariable: TOKEN_A, endpoints: { lookup: "http://n8n:5678/other" }`,
      { KEY_A: `${KEY}, ${KEY}2`, TOKEN_A: 'token' },
    );
    expect(system.erp).toMatchObject({
      options: {
        signingKeys: [KEY, `${KEY}2`],
        accessToken: 'token',
        requestTimeoutMs: 5_000,
        endpoints: { lookup: 'http://n8n:5678/other' },
      },
    });
    const pool = new Pool();
    const erp = await openErp(system, pool);
    expect(erp.company).toBe('books 1');
    expect(erp.capabilities).toEqual({
      ...{ uniqueness: 'native-key', concurrency: 1, order: 'by-date', settleTimeMs: 600_000 },
    });
    await erp.close();
    await pool.end();
  });

  it.each<[string, string, Environment, RegExp]>([
    ['no key', 'url: "http://x/"', {}, /signing key of the ERP for system "acme".*ERP_SIGNING_KEY/],
    [
      'a short key',
      'url: "http://x/"',
      { ERP_SIGNING_KEY: 'canary' },
      /ERP_SIGNING_KEY.*32 characters.*openssl/,
    ],
    [
      'a token that is named and not set',
      'url: "http://x/", accessTokenVariable: TOKEN_A',
      { ERP_SIGNING_KEY: KEY },
      /access token of the ERP.*TOKEN_A/,
    ],
    ['no address', 'concurrency: 1', {}, /systems.acme.erp.url/],
    ['a password in the address', 'url: "http://me:canary@x/"', {}, /systems.acme.erp.url: an http/],
    ['too many at once', 'url: "http://x/", concurrency: 51', {}, /systems.acme.erp.concurrency/],
    ['the key itself', 'url: "http://x/", signingKey: canary', {}, /systems.acme.erp.*signingKey"/],
  ])('refuses %s, without repeating a secret', (_what, erp, environment, message) => {
    const act = () => load(erp, environment);
    expect(act).toThrow(ConfigError);
    expect(act).toThrow(message);
    expect(act).not.toThrow(/canary/);
  });
});
