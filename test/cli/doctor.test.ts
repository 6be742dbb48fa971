import { createServer } from 'node:net';
import { existsSync } from 'node:fs';
import { DELIVERY_MIGRATIONS, DELIVERY_SCHEMA } from '../../src/delivery/migrations';
import { LEDGER_MIGRATIONS, LEDGER_SCHEMA } from '../../src/erp/ledger';
import { migrate } from '../../src/postgres/migrate';
import { startSimulator, type Simulator } from '../../src/simulator';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { startServer } from '../traede/throwaway-server';
import { openPatient, subjects, told, type Patient, type Planted } from './doctor-findings';
import { fingerprintOf } from './table-fingerprints';

const TOKEN = 'canary-token-5a1e';
const APP_KEY = 'canary-app-key-77d0';
const LISTS = ['invoices', 'credit notes', 'accounting entries'].map(
  (name) => `TRAEDE of acme: list of ${name}`,
);

/** Books in which everything that the mapping names is there. */
const STRICT = `
systems:
  acme:
    erp:
      adapter: ledger
      mode: strict
      chart:
        accounts:
          - { number: 1010, name: Sales }
          - { number: 1110, name: Shipping }
          - { number: 5600, name: Debtors }
          - { number: 6902, name: VAT }
        taxCodes: [{ code: U25, name: Danish VAT, rate: 25 }]
        currencies: [DKK]
    accounting:
      currencies: [DKK]
      revenue: [{ account: 1010 }]
      accounts: { shipping: 1110, handlingFee: 1110, discount: 1110 }
      taxCodes: [{ zone: domestic, rate: 25, code: U25 }]
`;

let simulator: Simulator;
let database: TestDatabase;
let patient: Patient;
beforeAll(async () => {
  simulator = await startSimulator({
    token: TOKEN,
    appKey: APP_KEY,
    counts: { invoice: 2, 'credit-note': 0, 'accounting-entry': 1 },
  });
  database = await createTestDatabase();
  await migrate(database.pool, DELIVERY_SCHEMA, DELIVERY_MIGRATIONS);
  await migrate(database.pool, LEDGER_SCHEMA, LEDGER_MIGRATIONS);
  // What a start with the configuration puts there.
  await database.pool.query(
    `insert into ledger.accounts (number, name, kind) values ('5600', 'Debtors', 'asset'), ('6902', 'VAT', 'liability')`,
  );
  patient = openPatient(() => ({
    TRAEDE_BASE_URL: simulator.url,
    TRAEDE_ACCESS_TOKEN: TOKEN,
    TRAEDE_APP_KEY: APP_KEY,
    TRAEDE_SYSTEM_ID: 'acme',
    DATABASE_URL: database.url,
  }));
});
afterAll(async () => {
  patient.close();
  await simulator.stop();
  await database.drop();
});

describe('an installation without mistakes', () => {
  it('passes, and nothing is written anywhere', async () => {
    const before = await fingerprintOf(database.pool);
    const findings = await patient.examine({ config: STRICT });
    expect(subjects(findings)).toEqual([]);
    expect(subjects(findings, 'passed')).toEqual(
      expect.arrayContaining([
        'TRAEDE of acme: access',
        ...LISTS,
        'database: connection',
        'database: tables of the delivery record',
        'database: tables of the ledger',
        'ERP of acme (ledger): account 5600',
      ]),
    );
    expect(await fingerprintOf(database.pool)).toEqual(before);
    expect(simulator.calls.counts.mark).toEqual({ invoice: 0, 'credit-note': 0, 'accounting-entry': 0 });
  });

  it('with nothing configured and nothing running is told what is embedded, and nothing is made', async () => {
    const nothing = openPatient(() => ({}));
    try {
      const findings = await nothing.examine();
      expect(subjects(findings)).toEqual([]);
      expect(subjects(findings, 'note')).toEqual([
        'configuration: sync.config.yaml',
        'configuration: TRAEDE of traede-erp-sync',
        'configuration: accounting of traede-erp-sync',
        'Temporal: server',
        'database: connection',
      ]);
    } finally {
      nothing.close();
    }
    expect(existsSync('data')).toBe(false);
  });
});

describe('mistakes in the configuration', () => {
  it.each<[string, Planted, string, RegExp]>([
    ['text that is no YAML', { config: 'systems: [' }, 'sync.config.yaml', /not valid YAML/],
    [
      'an unknown key',
      { config: STRICT.replace('erp:', 'epr:') },
      'sync.config.yaml',
      /"epr".*→ Correct it/s,
    ],
    [
      'a secret that is nowhere',
      { environment: { TRAEDE_ACCESS_TOKEN: undefined } },
      'sync.config.yaml',
      /access token.*"acme".*set the environment variable TRAEDE_ACCESS_TOKEN/,
    ],
    [
      'a rate that the chart contradicts',
      { config: STRICT.replace('rate: 25 }]\n        currencies', 'rate: 12 }]\n        currencies') },
      'VAT code U25 of acme',
      /12 % in erp.chart.taxCodes, and 25 % in accounting.taxCodes → Correct the rate/,
    ],
  ])('%s', async (_name, planted, subject, says) => {
    const findings = await patient.examine(planted);
    expect(subjects(findings)).toEqual([`configuration: ${subject}`]);
    expect(told(findings, `configuration: ${subject}`)).toMatch(says);
    // The rest is looked at all the same.
    expect(subjects(findings, 'passed')).toContain('database: connection');
  });
});

describe('mistakes between us and TRAEDE', () => {
  const refused = /answered 401.*→ Set the variables.*TRAEDE_ACCESS_TOKEN, TRAEDE_APP_KEY/;
  it.each<[string, Planted, RegExp]>([
    ['a wrong token', { environment: { TRAEDE_ACCESS_TOKEN: 'canary-wrong' } }, refused],
    ['a wrong app key', { environment: { TRAEDE_APP_KEY: 'canary-wrong' } }, refused],
    [
      'a token with a line break in it',
      { environment: { TRAEDE_ACCESS_TOKEN: 'canary\nwrong' } },
      /accessToken.*→ Correct/,
    ],
    [
      'a TRAEDE that is away',
      { environment: { TRAEDE_BASE_URL: 'http://127.0.0.1:1' } },
      /ECONNREFUSED.*→ Check TRAEDE_BASE_URL/,
    ],
  ])('%s', async (_name, planted, says) => {
    const findings = await patient.examine(planted);
    expect(subjects(findings)).toEqual(['TRAEDE of acme: access']);
    expect(told(findings, 'TRAEDE of acme: access')).toMatch(says);
    expect(subjects(findings, 'not-looked-at')).toEqual(expect.arrayContaining(LISTS));
    expect(JSON.stringify(findings)).not.toContain('canary');
  });

  it('a wrong path of one list', async () => {
    const config =
      'systems: { acme: { traede: { endpoints: { credit-note: { exportPath: /v10/refunds } } } } }';
    const findings = await patient.examine({ config });
    expect(subjects(findings)).toEqual(['TRAEDE of acme: list of credit notes']);
    expect(told(findings, 'TRAEDE of acme: list of credit notes')).toMatch(
      /404.*→ Correct traede.endpoints.credit-note/,
    );
    expect(subjects(findings, 'passed')).toEqual(
      expect.arrayContaining(['TRAEDE of acme: access', LISTS[0], LISTS[2]]),
    );
  });

  it('a list of something else', async () => {
    const other = await startServer((response) => {
      response.end('{"data":[{"name":"no document"}]}');
    });
    const findings = await patient.examine({ environment: { TRAEDE_BASE_URL: other.baseUrl } });
    await other.close();
    expect(subjects(findings)).toEqual(LISTS);
    expect(told(findings, LISTS[0] ?? '')).toMatch(/no usable id/);
  });
});

describe('mistakes about the database', () => {
  it('a database that is away', async () => {
    const findings = await patient.examine({
      config: STRICT,
      environment: { DATABASE_URL: 'postgres://kim:canary-secret@127.0.0.1:1/books' },
    });
    expect(subjects(findings)).toEqual(['database: connection']);
    expect(told(findings, 'database: connection')).toMatch(/ECONNREFUSED.*→ Start PostgreSQL/);
    expect(subjects(findings, 'not-looked-at')).toContain('ERP of acme (ledger): check');
    expect(JSON.stringify(findings)).not.toContain('canary');
  });

  it('one that never answers', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const findings = await patient.examine({
      environment: { DATABASE_URL: `postgres://127.0.0.1:${port}/books` },
    });
    silent.close();
    expect(subjects(findings)).toEqual(['database: connection']);
  });

  it('a wrong password', async () => {
    const url = new URL(database.url);
    url.password = 'canary-wrong';
    const findings = await patient.examine({ environment: { DATABASE_URL: url.href } });
    expect(subjects(findings)).toEqual(['database: connection']);
    expect(told(findings, 'database: connection')).toMatch(
      /password.*→ Correct user and password in DATABASE_URL/,
    );
    expect(JSON.stringify(findings)).not.toContain('canary');
  });

  it('a database that is not there', async () => {
    const url = new URL(database.url);
    url.pathname = '/nowhere';
    const findings = await patient.examine({ environment: { DATABASE_URL: url.href } });
    expect(told(findings, 'database: connection')).toMatch(/nowhere.*→ Make the database/);
  });

  it('tables that are missing: a note where the next start makes them, else a failure', async () => {
    const empty = await createTestDatabase();
    try {
      const findings = await patient.examine({ environment: { DATABASE_URL: empty.url } });
      expect(subjects(findings)).toEqual([]);
      expect(told(findings, 'database: tables of the delivery record')).toMatch(
        /not applied yet: 0001.*→ Nothing: the next `traede-sync up`/,
      );
      expect(
        (
          await empty.pool.query('select from information_schema.tables where table_schema = $1', [
            'delivery',
          ])
        ).rowCount,
      ).toBe(0);
      const name = `reader_${Date.now()}`;
      await empty.pool.query(`create role ${name} login password 'secret'`);
      const url = new URL(empty.url);
      url.username = name;
      url.password = 'secret';
      expect(subjects(await patient.examine({ environment: { DATABASE_URL: url.href } }))).toEqual([
        'database: tables of the delivery record',
        'database: tables of the ledger',
      ]);
      await empty.pool.query(`drop role ${name}`);
    } finally {
      await empty.drop();
    }
  });

  it('tables of a newer version', async () => {
    await database.pool.query(`insert into delivery.migrations (name) values ('999-from-the-future')`);
    const findings = await patient.examine();
    await database.pool.query(`delete from delivery.migrations where name = '999-from-the-future'`);
    expect(told(findings, 'database: tables of the delivery record')).toMatch(
      /newer version.*999.*→ Install/,
    );
    expect(subjects(findings)).toEqual(['database: tables of the delivery record']);
  });
});

describe('mistakes about the strict ledger', () => {
  it.each<[string, string, string, RegExp]>([
    [
      'an account that is not in the books',
      STRICT.replace('[{ account: 1010 }]', '[{ account: 1099 }]'),
      'account 1099',
      /unknown: add it to the configured chart, or correct the mapping/,
    ],
    [
      'a VAT code that is not there',
      STRICT.replace('rate: 25, code: U25', 'rate: 25, code: U99'),
      'VAT code U99',
      /unknown/,
    ],
    [
      'a currency that may not be booked',
      STRICT.replace('currencies: [DKK]\n      revenue', 'currencies: [DKK, SEK]\n      revenue'),
      'currency SEK',
      /unknown/,
    ],
  ])('%s', async (_name, config, subject, says) => {
    const findings = await patient.examine({ config });
    expect(subjects(findings)).toEqual([`ERP of acme (ledger): ${subject}`]);
    expect(told(findings, `ERP of acme (ledger): ${subject}`)).toMatch(says);
  });
});
