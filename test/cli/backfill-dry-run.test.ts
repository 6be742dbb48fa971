import { toFetched } from '../../activities/fetch-page';
import { prepareBy } from '../../activities/prepare';
import { OPEN_RULES } from '../../src/accounting/rules';
import { DELIVERY_MIGRATIONS, DELIVERY_SCHEMA } from '../../src/delivery/migrations';
import { createDeliveryRecord } from '../../src/delivery/record';
import { createLedger, LEDGER_MIGRATIONS, LEDGER_SCHEMA } from '../../src/erp/ledger';
import { migrate } from '../../src/postgres/migrate';
import { startSimulator, type Simulator } from '../../src/simulator';
import { datedIn, exportedBefore } from '../backfill/past';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { openDryRunStage, type DryRunStage } from './dry-run-stage';
import { fingerprintOf } from './table-fingerprints';

const SYSTEM_ID = 'acme';
const COUNTS = { invoice: 70, 'credit-note': 6, 'accounting-entry': 9 };
/** Within the half year of the simulator, whose clock stands still. */
const [GO_LIVE, FROM, TO] = ['2026-09-01', '2026-07-15', '2026-11-01'];
const isIn = (day: string): boolean => day >= FROM && day <= TO;

let simulator: Simulator;
let database: TestDatabase;
let stage: DryRunStage;
beforeEach(async () => {
  simulator = await startSimulator({ counts: COUNTS });
  database = await createTestDatabase();
  await migrate(database.pool, DELIVERY_SCHEMA, DELIVERY_MIGRATIONS);
  await migrate(database.pool, LEDGER_SCHEMA, LEDGER_MIGRATIONS);
  stage = openDryRunStage(() => ({
    TRAEDE_BASE_URL: simulator.url,
    TRAEDE_ACCESS_TOKEN: simulator.token,
    TRAEDE_APP_KEY: simulator.appKey,
    TRAEDE_SYSTEM_ID: SYSTEM_ID,
    DATABASE_URL: database.url,
  }));
  exportedBefore({ simulator, systemId: SYSTEM_ID });
});
afterEach(async () => {
  stage.close();
  await simulator.stop();
  await database.drop();
});

/** Nothing was marked, in TRAEDE, and no table of the record and of the ledger changed. */
async function writesOf<T>(work: () => Promise<T>): Promise<T> {
  const marks = { ...simulator.calls.counts.mark };
  const before = await fingerprintOf(database.pool);
  const result = await work();
  expect(simulator.calls.counts.mark).toEqual(marks);
  expect(await fingerprintOf(database.pool)).toEqual(before);
  return result;
}

describe('a dry run of a backfill', () => {
  it('tells what would be posted, what is there, what is left, and what would wait; writes nothing', async () => {
    const dated = simulator.documents('invoice').filter(({ created_at: at }) => isIn(at.slice(0, 10)));
    const [there, spoiled, byHand] = dated.filter(({ created_at: at }) => at > '2026-09-05');
    if (there === undefined || spoiled === undefined || byHand === undefined) throw new Error('too few');
    const content = JSON.stringify(there);
    const prepared = prepareBy(OPEN_RULES)(
      { systemId: SYSTEM_ID, documentType: 'invoice', documentId: there.id },
      content,
    );
    if (!prepared.ok) throw new Error(prepared.problem.message);
    expect((await createLedger({ pool: database.pool }).post(prepared.posting)).kind).toBe('posted');
    simulator.edit('invoice', spoiled.id, { total_price_after_vat: 1 });
    const flow = { systemId: SYSTEM_ID, documentType: 'invoice' } as const;
    const record = createDeliveryRecord(database.pool);
    await record.storeFetched(
      flow,
      toFetched('invoice', { id: byHand.id, json: JSON.stringify(byHand) }, OPEN_RULES.timeZone),
    );
    await record.recordExportedByHand(flow, byHand.id, undefined, 'Kim', 'booked in September');

    const goLive = `{ invoice: ${GO_LIVE}, credit-note: none, accounting-entry: none }`;
    const { exitCode, system, text } = await writesOf(() =>
      stage.backfill({
        ...{ systemId: SYSTEM_ID, from: FROM, to: TO },
        config: `systems: { acme: { goLive: ${goLive} } }`,
      }),
    );
    const left = datedIn(simulator, 'invoice', (day) => isIn(day) && day < GO_LIVE);
    const invoices = datedIn(simulator, 'invoice', isIn);
    expect(left).toBeGreaterThan(0);
    expect(system.types.invoice).toMatchObject({
      ...{ read: invoices - 1, beforeGoLive: left, posted: 1, problems: 1, toPost: invoices - left - 3 },
    });
    expect(system.types['accounting-entry']).toMatchObject({
      toPost: datedIn(simulator, 'accounting-entry', isIn),
    });
    expect(exitCode).toBe(2);
    expect(text).toContain(`${left} documents are dated before go-live`);
    expect(text).toMatch(/document type +in TRAEDE/);
  });

  it('of what is not yet exported counts it too', async () => {
    const before = await stage.backfill({ systemId: SYSTEM_ID, from: '2026-01-01' });
    expect(before.system.types.invoice?.toPost).toBe(COUNTS.invoice);
    simulator.create('invoice', 2);
    const after = await stage.backfill({ systemId: SYSTEM_ID, from: '2026-01-01', to: '2027-01-31' });
    expect(after.system.types.invoice?.toPost).toBe(COUNTS.invoice + 2);
  });
});
