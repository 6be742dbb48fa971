import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { loadConfig } from '../../src/config/load';
import { decimal } from '../../src/money';
import type { Chart } from '../../src/erp/adapter';
import { propose } from '../../src/init/proposal';
import { openSandbox } from './sandbox';
import { openInitStage, type InitStage } from './init-stage';

let stage: InitStage;
beforeEach(() => {
  stage = openInitStage();
});
afterEach(() => {
  stage.close();
});

const TRYTON = { erp: 'tryton', url: 'http://127.0.0.1:1', database: 'books', user: 'traede' };

describe('a first configuration', () => {
  it('of the embedded ledger can be used at once', async () => {
    const { text, unset, toFillIn } = await stage.run();
    expect(loadConfig({}, stage.file).systems).toMatchObject([
      { systemId: 'traede-erp-sync', erp: { adapter: 'ledger', mode: 'open' } },
    ]);
    expect(unset).toEqual(['TRAEDE_ACCESS_TOKEN', 'TRAEDE_APP_KEY']);
    expect(toFillIn).toBe(0);
    expect(text).toMatch(/sync.config.example.yaml/);
  });

  it('of the HTTP adapter names the variable of its key, and never its value', async () => {
    const environment = {
      ERP_SIGNING_KEY: 'canary-0123456789abcdef0123456789abcdef',
      TRAEDE_SYSTEM_ID: 'acme',
    };
    const { text, unset } = await stage.run({
      given: { erp: 'http', url: 'https://erp.example/in' },
      environment,
    });
    expect(text).toContain('ERP_SIGNING_KEY');
    expect(text).not.toContain('canary');
    expect(unset).not.toContain('ERP_SIGNING_KEY');
    expect(loadConfig(environment, stage.file).systems).toMatchObject([
      { systemId: 'acme', erp: { adapter: 'http', options: { url: 'https://erp.example/in' } } },
    ]);
  });

  it('of an ERP that cannot be read leaves everything to be filled in, and says why', async () => {
    const environment = { TRYTON_PASSWORD: 'canary-secret' };
    const { text, toFillIn, chartRead, told } = await stage.run({
      given: { ...TRYTON, country: 'DE' },
      environment,
    });
    expect(chartRead).toBe(false);
    expect(told).toMatch(/could not be read.*ECONNREFUSED/s);
    // Revenue of three zones, three accounts; VAT at home, in the EU and beyond.
    expect(toFillIn).toBe(9);
    expect(text).toContain('- { zone: domestic, rate: 19, code: CHANGE-ME }');
    expect(text).not.toContain('canary');
    expect(loadConfig(environment, stage.file).systems).toMatchObject([{ rules: { homeCountry: 'DE' } }]);
  });

  it('without the password says which variable holds it', async () => {
    const { told } = await stage.run({ given: TRYTON });
    expect(told).toMatch(/TRYTON_PASSWORD/);
  });
});

describe('answers', () => {
  it('are read from a pipe, line by line, and asked again where they do not fit', async () => {
    const answers = [
      'acme books',
      'acme',
      'Denmark',
      'SE',
      'Europe/Stockholm',
      'http',
      '',
      'https://erp.example/in',
    ];
    const { told } = await stage.run({ answers });
    expect(loadConfig({ ERP_SIGNING_KEY: 'k'.repeat(40) }, stage.file).systems).toMatchObject([
      { systemId: 'acme', rules: { homeCountry: 'SE', timeZone: 'Europe/Stockholm' } },
    ]);
    expect(told).toMatch(/letters, digits.*two capital letters.*it has to be said/s);
  });

  it('that end too early write nothing', async () => {
    await expect(stage.run({ answers: ['acme', 'DK'] })).rejects.toThrow(/the input ended.*--yes/);
    expect(existsSync(stage.file)).toBe(false);
  });

  it('that never fit end it', async () => {
    const answers = ['acme', ...Array.from({ length: 10 }, () => 'nowhere')];
    await expect(stage.run({ answers })).rejects.toThrow(/5 attempts/);
  });

  it('of flags that do not fit are refused', async () => {
    await expect(stage.run({ given: { country: 'Denmark' } })).rejects.toThrow(
      /"Denmark" cannot be: two capital/,
    );
  });

  it('that no configuration can hold are told before anything is written', async () => {
    await expect(stage.run({ given: { timeZone: 'Copenhagen' } })).rejects.toThrow(/company.timeZone/);
    await expect(stage.run({ given: { ...TRYTON, url: 'nonsense' } })).rejects.toThrow(/erp.url/);
    expect(existsSync(stage.file)).toBe(false);
  });

  it('with --yes that have no proposal must come as flags', async () => {
    await expect(stage.run({ given: { erp: 'tryton' } })).rejects.toThrow(/Address of the Tryton.*by a flag/);
  });

  it('cannot smuggle anything into the file', async () => {
    const given = { ...TRYTON, database: 'books }\n  evil: { traede: {} } # "', user: '# not a comment' };
    await stage.run({ given });
    const [system, ...others] = loadConfig({ TRYTON_PASSWORD: 'x' }, stage.file).systems;
    expect(others).toEqual([]);
    expect(system?.erp).toMatchObject({ database: given.database, user: given.user });
  });
});

describe('a configuration that is there', () => {
  it('is not written over, unless asked for', async () => {
    writeFileSync(stage.file, 'mine');
    await expect(stage.run()).rejects.toThrow(/is there already; --force/);
    expect(readFileSync(stage.file, 'utf8')).toBe('mine');
    expect((await stage.run({ force: true })).text).toContain('adapter: ledger');
  });
});

describe('what is proposed', () => {
  const account = (number: string, name: string, kind: Chart['accounts'][number]['kind'] = 'income') => ({
    number,
    name,
    kind,
  });
  const chart: Chart = {
    currency: 'EUR',
    accounts: [
      account('0080', 'Versand'),
      account('8400', 'Erlöse 19% USt'),
      account('8120', 'Steuerfreie Umsätze Export Drittland'),
      account('8125', 'Innergemeinschaftliche Lieferungen EU'),
      account('1400', 'Forderungen', 'receivable'),
      account('8700', 'Rabatte und Skonto', 'expense'),
    ],
    taxCodes: [
      { code: 'M7', name: 'Ermäßigt', rate: decimal(7) },
      { code: 'M19', name: 'Voll', rate: decimal(19) },
      { code: 'EU', name: 'Innergemeinschaftlich', rate: decimal(0) },
      { code: 'DL', name: 'Drittland', rate: decimal(0) },
      { code: 'X25', name: 'Danish', rate: decimal(25) },
    ],
    currencies: ['EUR', 'DKK'],
    journals: [],
    paymentTerms: [],
  };

  it('is told by names and by the rates of the country', () => {
    const proposal = propose(chart, 'DE');
    expect(proposal.revenue.map(({ zone, slot }) => [zone, slot.proposed?.value])).toEqual([
      ['domestic', '8400'],
      ['eu', '8125'],
      ['export', '8120'],
    ]);
    expect(
      [proposal.shipping, proposal.handlingFee, proposal.discount].map(({ proposed }) => proposed?.value),
    ).toEqual(['0080', undefined, '8700']);
    expect(
      proposal.taxCodes.map(
        ({ zone, rate, slot }) => `${zone} ${rate.toFixed()} ${slot.proposed?.value ?? '-'}`,
      ),
    ).toEqual(['domestic 19 M19', 'domestic 7 M7', 'eu 0 EU', 'export 0 DL']);
    expect(proposal.currencies).toEqual(['EUR', 'DKK']);
  });

  it('is nothing where the books hold nothing like it', () => {
    const proposal = propose({ ...chart, accounts: [], taxCodes: [] }, 'DK');
    expect(proposal.revenue.every(({ slot }) => slot.proposed === undefined)).toBe(true);
    expect(proposal.taxCodes.map(({ rate, slot }) => [rate.toFixed(), slot.proposed])).toEqual([
      ['25', undefined],
      ['0', undefined],
      ['0', undefined],
    ]);
  });
});

it('runs as a command, without a terminal', async () => {
  const sandbox = openSandbox();
  try {
    const file = sandbox.path('first.yaml');
    const { exitCode, stdout } = await sandbox.run(['init', '--yes', '--json', '--config', file]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ file, toFillIn: 0 });
    const doctor = await sandbox.run(['doctor', '--json', '--config', file]);
    expect(doctor.exitCode).toBe(0);
    expect(JSON.parse(doctor.stdout)).toMatchObject({ ok: true, counts: { failed: 0 } });
    expect((await sandbox.run(['init', '--config', file])).stderr).toMatch(/is there already/);
  } finally {
    await sandbox.close();
  }
});
