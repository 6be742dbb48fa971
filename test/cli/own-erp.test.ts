import { Pool } from 'pg';
import { openErp } from '../../src/cli/open-erp';
import { loadConfig } from '../../src/config/load';
import { ConfigError } from '../../src/config/errors';
import type { ErpAdapter } from '../../src/erp/adapter';
import { makeFolder, NOTHING, type Folder } from '../erp/own/folder';

let folder: Folder;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => {
  folder.remove();
});

const ACCOUNTING = `
    accounting:
      currencies: [DKK, EUR]
      revenue: [{ account: 1010 }]
      accounts: { shipping: 1110, handlingFee: 1120, discount: 1130 }
      taxCodes: [{ zone: domestic, rate: 25, code: U25 }]
      unlinkedCreditNotes: post-unlinked
`;

async function openFrom(
  adapter: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<ErpAdapter> {
  folder.write('my-erp.ts', adapter);
  const file = folder.write(
    'sync.config.yaml',
    `systems:\n  acme:\n    erp: { adapter: ./my-erp.ts, options: { company: 7 } }${ACCOUNTING}`,
  );
  const [system] = loadConfig(environment, file).systems;
  if (system === undefined) throw new Error('no system');
  return openErp(system, new Pool());
}

it('an adapter of the user’s own is told options, secrets, and what the mapping names', async () => {
  const adapter = await openFrom(
    `import type { AdapterSetup } from 'traede-erp-sync/adapter';
     export default (setup: AdapterSetup) => ({ ...${NOTHING}, async check() {
       const { secret, taxCodes, ...told } = setup;
       const codes = taxCodes.map(({ code, rate }) => [code, rate.toFixed()]);
       return [{ subject: 'setup', ok: true, detail: JSON.stringify({ ...told, codes, token: secret('TOKEN') }) }];
     } });`,
    { TOKEN: 'canary' },
  );
  const [result] = await adapter.check();
  expect(JSON.parse(result?.detail ?? '')).toEqual({
    systemId: 'acme',
    options: { company: 7 },
    unlinkedCreditNotes: 'allow',
    accounts: ['1010', '1110', '1120', '1130'],
    codes: [['U25', '25']],
    currencies: ['DKK', 'EUR'],
    paymentTerms: [],
    token: 'canary',
  });
});

it.each([
  [`export default () => ({});`, /is no adapter: name is no text/],
  [
    `export default (setup) => setup.secret('TOKEN');`,
    /refuses its options .*set the environment variable TOKEN/,
  ],
])('what is wrong with it is told as a mistake of the configuration: %s', async (text, message) => {
  const error: unknown = await openFrom(text).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ConfigError);
  expect(String(error)).toMatch(message);
});
