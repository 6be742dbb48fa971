import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { warnOfEncryption } from '../../src/cli/warn-of-encryption';
import type { Terminal } from '../../src/cli/terminal';
import { loadConfig } from '../../src/config/load';
import { examineEncryption } from '../../src/doctor/encryption';

const TRAEDE = { TRAEDE_ACCESS_TOKEN: 'canary-token', TRAEDE_APP_KEY: 'canary-key' };

describe('connections that are not encrypted, or not checked', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'encryption-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function configured(environment: Readonly<Record<string, string>>, file?: string) {
    const all = { ...TRAEDE, ...environment };
    const path = join(folder, 'sync.yaml');
    if (file !== undefined) writeFileSync(path, file);
    return [loadConfig(all, file === undefined ? undefined : path), all] as const;
  }

  function findings(environment: Readonly<Record<string, string>>, file?: string): readonly string[] {
    return examineEncryption(...configured(environment, file)).map(
      ({ outcome, subject }) => `${outcome}: ${subject}`,
    );
  }

  it.each([
    ['nothing', {}],
    ['https', { TRAEDE_BASE_URL: 'https://api.traede.com' }],
    ['this machine', { TRAEDE_BASE_URL: 'http://127.0.0.1:4010', DATABASE_URL: 'postgres://u@localhost/d' }],
    ['a database by a socket', { DATABASE_URL: 'postgres:///d?host=/run/postgresql' }],
    ['a database that is checked', { DATABASE_URL: 'postgres://u@db.example/d?sslmode=verify-full' }],
    ['what the driver checks too', { DATABASE_URL: 'postgres://u@db.example/d?sslmode=require' }],
    ['NODE_TLS_REJECT_UNAUTHORIZED=1', { NODE_TLS_REJECT_UNAUTHORIZED: '1' }],
  ])('%s is no reason to warn', (_what, environment) => {
    expect(findings(environment)).toEqual(['passed: connections']);
  });

  it.each([
    ['failed: certificates', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
    ['failed: PostgreSQL', { DATABASE_URL: 'postgres://u@db.example/d?sslmode=no-verify' }],
    ['failed: PostgreSQL', { DATABASE_URL: 'postgres://u@db.example/d?ssl=no-verify' }],
    ['failed: PostgreSQL', { DATABASE_URL: 'postgres://u@db.example/d', PGSSLMODE: 'no-verify' }],
    ['failed: PostgreSQL', { DATABASE_URL: 'postgres://u@db.example/d?uselibpqcompat=true&sslmode=require' }],
    ['note: PostgreSQL', { DATABASE_URL: 'postgres://u@db.example/d' }],
    ['note: PostgreSQL', { DATABASE_URL: 'postgres://u@db.example/d?sslmode=disable' }],
    ['note: TRAEDE of traede-erp-sync', { TRAEDE_BASE_URL: 'http://traede.internal' }],
  ])('%s for %j', (finding, environment) => {
    expect(findings(environment)).toEqual([finding]);
  });

  it('tells ERPs, webhooks, the heartbeat and mail apart', () => {
    const file = `systems:
  one: { erp: { adapter: http, url: http://gateway.internal, endpoints: { lookup: https://x.example/l } } }
  two: { erp: { adapter: http, url: https://erp.example, endpoints: { lookup: http://erp.example/l } } }
  three: { erp: { adapter: odoo, url: http://odoo.internal, database: d, user: u, company: c } }
  four: { erp: { adapter: http, url: http://127.0.0.1:8080 } }
notifications:
  heartbeat: { urlVariable: WATCHER }
  channels:
    - webhook: { urlVariable: HOOK, format: slack }
    - email: { host: mail.example, security: none, from: a@b.example, to: [c@d.example] }
`;
    const environment = {
      ERP_SIGNING_KEY: '0123456789abcdef0123456789abcdef',
      ODOO_API_KEY: 'canary',
      HOOK: 'http://chat.example/canary',
      WATCHER: 'http://watch.example/canary',
    };
    expect(findings(environment, file)).toEqual([
      'note: ERP of one',
      'note: ERP of two',
      'note: ERP of three',
      'note: channel slack',
      'note: channel email',
      'note: heartbeat',
    ]);
    expect(JSON.stringify(examineEncryption(...configured(environment, file)))).not.toContain('canary');
  });

  it('are said at the start, loudly', () => {
    const lines: string[] = [];
    const terminal: Terminal = {
      json: false,
      interactive: false,
      say: (line) => lines.push(line),
      result: () => undefined,
    };
    warnOfEncryption(...configured({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }), terminal);
    expect(lines).toEqual([
      expect.stringMatching(
        /^WARNING: certificates: nobody.*NODE_TLS_REJECT_UNAUTHORIZED.*NODE_EXTRA_CA_CERTS/,
      ),
    ]);
    lines.length = 0;
    warnOfEncryption(...configured({}), terminal);
    expect(lines).toEqual([]);
  });
});
