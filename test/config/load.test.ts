import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OPEN_RULES } from '../../src/accounting/rules';
import type { Config, SystemConfig } from '../../src/config/config';
import { durationMs } from '../../src/config/duration';
import type { Environment } from '../../src/config/environment';
import { ConfigError } from '../../src/config/errors';
import { DEFAULT_SYSTEM_ID, loadConfig } from '../../src/config/load';
import { formatAmount, ZERO } from '../../src/money';

const TOKENS = { TRAEDE_ACCESS_TOKEN: 'token-canary', TRAEDE_APP_KEY: 'key-canary' };

describe('loadConfig', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'traede-config-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const fileOf = (yaml: string): string => {
    const file = join(folder, 'sync.config.yaml');
    writeFileSync(file, yaml);
    return file;
  };
  const load = (yaml: string, environment: Environment = {}) => loadConfig(environment, fileOf(yaml));
  const messageOf = (yaml: string, environment: Environment = {}): string => {
    try {
      load(yaml, environment);
    } catch (error) {
      if (error instanceof ConfigError) return error.message;
      throw error;
    }
    throw new Error('the configuration was taken');
  };

  describe('without a file', () => {
    it('is one system on the simulator that takes everything as it comes', () => {
      const config = loadConfig({});
      const system = only(config);
      expect(config).toMatchObject({ databaseUrl: undefined, file: undefined });
      expect(system).toMatchObject({ systemId: DEFAULT_SYSTEM_ID, traede: { kind: 'simulator' } });
      expect(system.erp).toMatchObject({ adapter: 'ledger', mode: 'open' });
      expect(system.rules.unlinkedCreditNotes).toBe('post-unlinked');
      expect(system.rules).toEqual(OPEN_RULES);
      expect(system.tuning).toEqual({
        ...{ pageSize: 60, pagesAtOnce: 4, batchSize: 20, largestBatch: 60, batchesInFlight: 6 },
      });
      expect(system.schedules.invoice.when).toEqual({ everyMs: 30_000 });
      expect(system.schedules.invoice.jitterMs).toBe(3_000);
    });

    it('is TRAEDE where its tokens are set, less often asked', () => {
      const system = only(
        loadConfig({ ...TOKENS, TRAEDE_SYSTEM_ID: 'acme', DATABASE_URL: 'postgres://db/x' }),
      );
      expect(system.systemId).toBe('acme');
      expect(system.traede).toMatchObject({
        kind: 'remote',
        baseUrl: 'https://api.traede.com',
        accessToken: TOKENS.TRAEDE_ACCESS_TOKEN,
        appKey: TOKENS.TRAEDE_APP_KEY,
        requestTimeoutMs: 60_000,
      });
      expect(system.schedules['credit-note'].when).toEqual({ everyMs: 300_000 });
    });

    it('takes another base URL, and the database', () => {
      const environment = {
        ...TOKENS,
        TRAEDE_BASE_URL: 'http://127.0.0.1:9',
        DATABASE_URL: 'postgres://db/x',
      };
      const config = loadConfig(environment);
      expect(only(config).traede).toMatchObject({ baseUrl: 'http://127.0.0.1:9' });
      expect(config.databaseUrl).toBe('postgres://db/x');
    });

    it('takes an empty variable for one that is not set', () => {
      const environment = {
        TRAEDE_BASE_URL: '',
        TRAEDE_ACCESS_TOKEN: ' ',
        TRAEDE_APP_KEY: '',
        DATABASE_URL: '',
      };
      const config = loadConfig(environment);
      expect(only(config).traede).toEqual({ kind: 'simulator' });
      expect(config.databaseUrl).toBeUndefined();
    });

    it.each(['TRAEDE_ACCESS_TOKEN', 'TRAEDE_APP_KEY'] as const)('says that %s is missing', (name) => {
      const environment = { ...TOKENS, [name]: undefined };
      expect(() => loadConfig(environment)).toThrow(new RegExp(`set the environment variable ${name}`));
      expect(() => loadConfig(environment)).not.toThrow(/canary/);
    });
  });

  describe('with a file', () => {
    it('loads the example that the project carries', () => {
      const system = only(loadConfig(TOKENS, 'sync.config.example.yaml'));
      expect(system).toMatchObject({ systemId: 'acme-books', traede: { kind: 'remote' } });
      expect(system.rules).toMatchObject({
        currencies: ['DKK', 'EUR'],
        customer: { onMissing: 'attention' },
      });
      const day = '2026-01-01';
      expect(system.rules.goLive).toEqual({ invoice: day, 'credit-note': day, 'accounting-entry': day });
      expect(system.rules.rounding?.account).toBe('1190');
      expect(formatAmount(system.rules.rounding?.limit ?? ZERO)).toBe('0.05');
      expect(system.erp).toMatchObject({ mode: 'strict' });
      expect(system.rules.unlinkedCreditNotes).toBe('attention');
      expect(system.schedules.invoice.when).toEqual({ everyMs: 300_000 });
      expect(system.schedules['accounting-entry']).toMatchObject({
        when: { cron: '0 6 * * *' },
        timeZone: 'Europe/Copenhagen',
      });
    });

    it('reads several systems, each with its own tokens', () => {
      const { systems } = load(
        `systems:
           danish: { traede: { accessTokenVariable: TOKEN_DK, appKeyVariable: KEY_DK } }
           swedish: { traede: { accessTokenVariable: TOKEN_SE, appKeyVariable: KEY_SE, baseUrl: "https://se.example" } }`,
        { TOKEN_DK: 'd1', KEY_DK: 'd2', TOKEN_SE: 's1', KEY_SE: 's2' },
      );
      expect(systems.map(({ systemId, traede }) => ({ systemId, ...traede }))).toMatchObject([
        { systemId: 'danish', accessToken: 'd1', appKey: 'd2' },
        { systemId: 'swedish', accessToken: 's1', appKey: 's2', baseUrl: 'https://se.example' },
      ]);
    });

    it('lets TRAEDE_SYSTEM_ID name the only system, and refuses to guess among several', () => {
      const environment = { TRAEDE_SYSTEM_ID: 'renamed' };
      expect(only(load('systems: { acme: {} }', environment)).systemId).toBe('renamed');
      expect(load('systems: { acme: {}, renamed: {} }', environment).systems).toHaveLength(2);
      expect(messageOf('systems: { acme: {}, other: {} }', environment)).toMatch(/acme, other; unset/);
    });

    it('is careful where accounting is configured', () => {
      const system = only(
        load(`systems: { acme: { accounting: {
          revenue: [{ account: 1010 }], accounts: { shipping: 1, handlingFee: 2, discount: 3 },
          taxCodes: [{ zone: domestic, rate: 25, code: U25 }] } } }`),
      );
      expect(system.rules).toMatchObject({
        customer: { onMissing: 'attention' },
        countryMissing: 'attention',
      });
      expect(system.rules.rounding).toBeNull();
      expect(system.rules.unlinkedCreditNotes).toBe('attention');
    });

    describe('with several systems', () => {
      const SEVERAL = `
company: { country: DK, timeZone: Europe/Copenhagen }
systems:
  acme: { traede: { accessTokenVariable: ACME_TOKEN, appKeyVariable: ACME_KEY } }
  beta:
    company: { country: SE }
    traede: { accessTokenVariable: BETA_TOKEN, appKeyVariable: BETA_KEY }
notifications:
  deployment: both
  channels: [{ webhook: { urlVariable: HOOK, format: generic } }]
`;
      const acme = { ACME_TOKEN: 'a-token', ACME_KEY: 'a-key' };
      const beta = { BETA_TOKEN: 'b-token', BETA_KEY: 'b-key' };

      it('gives each its own credentials, and its brand what the file says of all where it says nothing itself', () => {
        const { systems } = load(SEVERAL, { ...acme, ...beta, HOOK: 'https://hook.example/' });
        expect(systems.map(({ traede }) => traede)).toMatchObject([
          { accessToken: 'a-token', appKey: 'a-key' },
          { accessToken: 'b-token', appKey: 'b-key' },
        ]);
        expect(systems.map(({ rules }) => [rules.homeCountry, rules.timeZone])).toEqual([
          ['DK', 'Europe/Copenhagen'],
          ['SE', 'Europe/Copenhagen'],
        ]);
      });

      it('reads some of them without the secrets of the others and of the whole', () => {
        const { systems, notifications } = loadConfig(beta, fileOf(SEVERAL), ['beta']);
        expect(systems.map(({ systemId }) => systemId)).toEqual(['beta']);
        expect(notifications).toBeUndefined();
        expect(() => loadConfig({ ...acme, BETA_KEY: 'b-key' }, fileOf(SEVERAL), ['beta'])).toThrow(
          /BETA_TOKEN/,
        );
        expect(() => loadConfig(beta, fileOf(SEVERAL), ['gamma'])).toThrow(
          'the configuration has no system gamma; it has acme, beta',
        );
      });
    });

    describe('of how documents are booked', () => {
      const accounting = (more: string) =>
        `systems: { acme: { accounting: {
          revenue: [{ account: 1010, productGroup: 12 }], accounts: { shipping: 1, handlingFee: 2, discount: 3 },
          taxCodes: [{ zone: domestic, rate: 25, code: 1 }], ${more} } } }`;

      it('books documents as what they are, one by one, on their own day, unless it says otherwise', () => {
        expect(only(load(accounting(''))).rules).toMatchObject({
          journal: null,
          paymentTerms: [],
          closedPeriods: 'attention',
          entries: 'single',
          revenue: [{ productGroup: '12' }],
          taxCodes: [{ code: '1' }],
        });
        const journal = 'journal: { receivableAccount: 5600, vatAccount: 6902 }';
        expect(only(load(accounting(journal))).rules.journal).toBeNull();
      });

      it('reads all that it may say', () => {
        const { rules } = only(
          load(
            accounting(
              `bookAs: journal-entry, closedPeriods: first-open-day, entries: daily-sums,
               journal: { receivableAccount: 5600, vatAccount: 6902, vatAccounts: [{ code: U25, account: 6903 }] },
               paymentTerms: [{ traede: Netto 30, erp: 30 days }, { erp: 0 }]`,
            ),
          ),
        );
        expect(rules).toMatchObject({
          journal: {
            receivableAccount: '5600',
            vatAccounts: [{ code: 'U25', account: '6903' }, { account: '6902' }],
          },
          paymentTerms: [{ traede: 'Netto 30', erp: '30 days' }, { erp: '0' }],
          closedPeriods: 'first-open-day',
          entries: 'daily-sums',
        });
      });

      it('needs the accounts of a journal entry where it wants one', () => {
        const message = messageOf(accounting('bookAs: journal-entry'));
        expect(message).toContain('systems.acme.accounting.journal');
        expect(message).toContain('{ receivableAccount: 5600, vatAccount: 6902 }');
      });
    });

    it.each([
      ['systems: { acme: { sync: { pageSize: 61 } } }', 'systems.acme.sync.pageSize', '60'],
      ['systems: { acme: { erp: { adapter: sap } } }', 'systems.acme.erp.adapter', 'ledger'],
      ['systems: { acme: { traede: { token: x } } }', 'systems.acme.traede', 'token'],
      [
        'systems: { acme: { traede: { requestTimeout: 60 } } }',
        'systems.acme.traede.requestTimeout',
        'string',
      ],
      [
        'systems: { acme: { schedules: { invoice: { every: soon } } } }',
        'schedules.invoice.every',
        'e.g. 5m',
      ],
      [
        'systems: { acme: { schedules: { invoice: { every: 5m, cron: "* * * * *" } } } }',
        'schedules.invoice',
        'not both',
      ],
      ['systems: { acme: { goLive: { invoice: 2026-01-01 } } }', 'systems.acme.goLive.credit-note', ''],
      [
        'systems: { acme: { goLive: { invoice: 2026-02-30, credit-note: none, accounting-entry: none } } }',
        'systems.acme.goLive.invoice',
        'or none',
      ],
      ['{ company: { country: dk }, systems: { acme: {} } }', 'company.country', 'capital letters'],
      ['{ company: { timeZone: Mars/Base }, systems: { acme: {} } }', 'company.timeZone', 'IANA'],
      ['systems: { "a b": {} }', 'systems.a b', ''],
      ['systems: {}', 'systems', 'at least one'],
      ['nonsense: 1', 'systems', ''],
    ])('names the place and the remedy: %s', (yaml, place, remedy) => {
      const message = messageOf(yaml);
      expect(message).toContain('sync.config.yaml is not valid');
      expect(message).toContain(place);
      expect(message).toContain(remedy);
    });

    it('says where a file is no YAML, empty, or not there', () => {
      expect(messageOf('systems: [}')).toMatch(/sync\.config\.yaml is not valid YAML/);
      for (const nothing of ['', '# nothing yet\n']) {
        expect(messageOf(nothing)).toMatch(/sync\.config\.yaml is empty; `traede-sync init`/);
      }
      expect(() => loadConfig({}, join(folder, 'none.yaml'))).toThrow(
        /none\.yaml does not exist; check --config/,
      );
    });
  });
});

function only({ systems }: Config): SystemConfig {
  const [system, ...others] = systems;
  if (system === undefined || others.length > 0) throw new Error(`${systems.length} systems instead of one`);
  return system;
}

describe('durationMs', () => {
  it.each([
    ['30s', 30_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
  ])('%s', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });

  it.each(['', '5', 'm', '0s', '-5m', '5 m', '1.5h', '5M', '1w', '9999999s', '5m5s'])(
    'refuses "%s"',
    (text) => {
      expect(durationMs(text)).toBeUndefined();
    },
  );
});
