import { startSimulator, type Simulator } from '../../src/simulator';
import { openTestBooks, PROVISIONING_TIMEOUT_MS, type TestBooks } from '../erp/tryton/test-books';
import { openDryRunStage, type DryRunStage } from './dry-run-stage';
import { tableFingerprints } from './table-fingerprints';

const COUNTS = { invoice: 12, 'credit-note': 3, 'accounting-entry': 6 };

let books: TestBooks;
let simulator: Simulator;
let stage: DryRunStage;
beforeAll(async () => {
  books = await openTestBooks();
  // Customers of these countries can be created.
  await books.sql(
    `insert into country_country (name, code, active) select code, code, true from unnest($1::text[]) as code`,
    [['DK', 'DE', 'SE', 'NO']],
  );
  simulator = await startSimulator({ counts: COUNTS });
  stage = openDryRunStage(() => ({
    TRAEDE_BASE_URL: simulator.url,
    TRAEDE_ACCESS_TOKEN: simulator.token,
    TRAEDE_APP_KEY: simulator.appKey,
    TRYTON_PASSWORD: books.server.password,
  }));
}, PROVISIONING_TIMEOUT_MS);
afterAll(async () => {
  stage.close();
  await simulator.stop();
  await books.close();
});

function configuration(erp = ''): string {
  const { url, database, user, series } = books.server;
  return `
systems:
  acme:
    erp: { adapter: tryton, url: "${url}", database: ${database}, user: ${user}, series: "${series}"${erp} }
    accounting:
      revenue: [{ zone: domestic, account: 1010 }, { zone: eu, account: 1020 }, { account: 1030 }]
      accounts: { shipping: 1110, handlingFee: 1120, discount: 1130 }
      taxCodes:
        - { zone: domestic, rate: 25, code: U25 }
        - { zone: eu, rate: 0, code: EU0 }
        - { zone: export, rate: 0, code: EX0 }
      customerWithoutNumber: by-id
      countryMissing: domestic
`;
}

/** What logging in leaves, and nothing else of Tryton's. */
const SESSIONS =
  /^public\.(ir_session|res_user_login_attempt|ir_session_wizard|ir_cache|res_user_device|res_user_warning)$/;

async function tablesOfTryton(): Promise<ReadonlyMap<string, string>> {
  const prints = await tableFingerprints(books.sql, ['public']);
  return new Map([...prints].filter(([name]) => !SESSIONS.test(name)));
}

it('writes nothing into a real Tryton, even where customers may be created', async () => {
  const before = await tablesOfTryton();
  expect(before.size).toBeGreaterThan(50);
  const { system } = await stage.run({ config: configuration(', createCustomers: true') });
  const written = [...(await tablesOfTryton())].filter(([name, print]) => before.get(name) !== print);
  expect(written.map(([name]) => name)).toEqual([]);
  expect(simulator.calls.counts.mark).toEqual({ invoice: 0, 'credit-note': 0, 'accounting-entry': 0 });
  expect(system.remarks.join()).not.toContain('cannot say beforehand');
  expect(system.types.invoice?.read).toBe(COUNTS.invoice);
  const { toPost = 0, problems = 0 } = system.types.invoice ?? {};
  expect(toPost + problems).toBe(COUNTS.invoice);
  expect(toPost).toBeGreaterThan(0);
});

it('tells what Tryton would refuse, by cause', async () => {
  const { exitCode, system } = await stage.run({ config: configuration(), documentType: 'invoice' });
  expect(exitCode).toBe(2);
  expect(system.problems.map(({ code }) => code)).toContain('customer-unknown');
});

it('shows the lines of a document as they would be booked', async () => {
  const [invoice] = simulator.documents('invoice');
  if (invoice === undefined) throw new Error('no invoice');
  const key = { systemId: 'acme', documentType: 'invoice' as const, documentId: invoice.id };
  const { shown } = await stage.show(key, { config: configuration(', createCustomers: true') });
  expect(shown.entry?.debit).toBe(shown.entry?.credit);
  expect(shown.entry?.lines[0]).toMatchObject({ account: null, what: 'receivable' });
});
