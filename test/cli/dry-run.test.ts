import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { toFetched } from '../../activities/fetch-page';
import { prepareBy } from '../../activities/prepare';
import { OPEN_RULES } from '../../src/accounting/rules';
import { DELIVERY_MIGRATIONS, DELIVERY_SCHEMA } from '../../src/delivery/migrations';
import { createDeliveryRecord } from '../../src/delivery/record';
import { DOCUMENT_TYPES, type DocumentType } from '../../src/document';
import { createLedger, LEDGER_MIGRATIONS, LEDGER_SCHEMA } from '../../src/erp/ledger';
import { decimal, formatAmount, sum } from '../../src/money';
import { parsePlainDate } from '../../src/plain-date';
import { migrate } from '../../src/postgres/migrate';
import { openPool } from '../../src/postgres/pool';
import { startSimulator, type Behaviour, type Simulator } from '../../src/simulator';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { openDryRunStage, type DryRunStage } from './dry-run-stage';
import { fingerprintOf } from './table-fingerprints';

const SYSTEM_ID = 'acme';
const COUNTS = { invoice: 25, 'credit-note': 6, 'accounting-entry': 9 };

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
});
afterEach(async () => {
  stage.close();
  await simulator.stop();
  await database.drop();
});

/** Pages of ten: several of them even with few documents. */
const SMALL_PAGES = 'systems: { acme: { sync: { pageSize: 10 } } }';

function posting(documentType: DocumentType, id: number) {
  const content = JSON.stringify(simulator.document(documentType, id));
  const prepared = prepareBy(OPEN_RULES)({ systemId: SYSTEM_ID, documentType, documentId: id }, content);
  if (!prepared.ok) throw new Error(prepared.problem.message);
  return prepared.posting;
}

/** Nothing was marked, in TRAEDE, and no table of the record and of the ledger changed. */
async function writesOf<T>(work: () => Promise<T>): Promise<T> {
  const before = await fingerprintOf(database.pool);
  const result = await work();
  expect(simulator.calls.counts.mark).toEqual({ invoice: 0, 'credit-note': 0, 'accounting-entry': 0 });
  expect(await fingerprintOf(database.pool)).toEqual(before);
  return result;
}

describe('a dry run', () => {
  it('tells what would be posted, to the cent, and writes nothing', async () => {
    const { exitCode, system, text } = await writesOf(() => stage.run());
    expect(exitCode).toBe(0);
    for (const type of DOCUMENT_TYPES) {
      expect(system.types[type]).toMatchObject({
        read: COUNTS[type],
        toPost: COUNTS[type],
        posted: 0,
        problems: 0,
      });
    }
    for (const { currency, documents, tax, total } of system.types.invoice?.sums ?? []) {
      const ofTraede = simulator.documents('invoice').filter((invoice) => invoice.currency === currency);
      expect(documents).toBe(ofTraede.length);
      expect(tax).toBe(formatAmount(sum(ofTraede.map((invoice) => decimal(invoice.vat_amount)))));
      expect(total).toBe(
        formatAmount(sum(ofTraede.map((invoice) => decimal(invoice.total_price_after_vat)))),
      );
    }
    expect(text).toContain('nothing was posted, nothing was marked');
  });

  it('tells what is in the ERP already, and what differs there', async () => {
    const [first, second] = simulator.documents('invoice');
    if (first === undefined || second === undefined) throw new Error('no invoices');
    const ledger = createLedger({ pool: database.pool });
    expect((await ledger.post(posting('invoice', first.id))).kind).toBe('posted');
    const wrong = posting('invoice', second.id);
    const dated = { ...wrong, date: posting('invoice', first.id).date };
    expect((await ledger.post(dated)).kind).toBe('posted');
    const { system } = await writesOf(() => stage.run({ documentType: 'invoice' }));
    const differs = dated.date !== wrong.date;
    expect(system.types.invoice).toMatchObject({ posted: differs ? 1 : 2, toPost: COUNTS.invoice - 2 });
    expect(system.problems.map(({ code, documentIds }) => [code, documentIds])).toEqual(
      differs ? [['posted-differently', [second.id]]] : [],
    );
    expect(Object.keys(system.types)).toEqual(['invoice']);
  });

  it('tells problems by cause, with the documents behind them and the remedy', async () => {
    const spoiled = simulator.documents('invoice').slice(0, 3);
    for (const { id } of spoiled) simulator.edit('invoice', id, { total_price_after_vat: 1 });
    const { exitCode, system, text } = await writesOf(() => stage.run());
    expect(exitCode).toBe(2);
    expect(system.types.invoice).toMatchObject({ problems: 3, toPost: COUNTS.invoice - 3 });
    const [cause] = system.problems;
    expect(cause).toMatchObject({ code: 'totals-do-not-add-up', documentIds: spoiled.map(({ id }) => id) });
    expect(text).toContain(cause?.remedy);
  });

  it('holds credit notes whose invoice would wait for a person, also when asked for credit notes only', async () => {
    const credited = simulator
      .documents('credit-note')
      .flatMap(({ order_invoice_id: id }) => (id === null ? [] : [id]));
    const [id] = credited;
    if (id === undefined) throw new Error('no credit note names an invoice');
    simulator.edit('invoice', id, { total_price_after_vat: 1 });
    const { system } = await writesOf(() => stage.run({ documentType: 'credit-note' }));
    const held = credited.filter((other) => other === id).length;
    expect(system.types['credit-note']).toMatchObject({ held, toPost: COUNTS['credit-note'] - held });
    expect(Object.keys(system.types)).toEqual(['credit-note']);
  });

  it('knows what a person skipped, and what the books have lost', async () => {
    const [skipped, lost] = simulator.documents('accounting-entry');
    if (skipped === undefined || lost === undefined) throw new Error('no entries');
    const record = createDeliveryRecord(database.pool);
    const flow = { systemId: SYSTEM_ID, documentType: 'accounting-entry' as const };
    const known = [skipped, lost].flatMap((entry) =>
      toFetched('accounting-entry', { id: entry.id, json: JSON.stringify(entry) }, OPEN_RULES.timeZone),
    );
    await record.storeFetched(flow, known);
    await record.recordSkipped(flow, skipped.id, 'Kim', 'a sample');
    await record.recordExportedByHand(flow, lost.id, undefined, 'Kim', 'by hand');
    const { system } = await writesOf(() => stage.run({ documentType: 'accounting-entry' }));
    expect(system.types['accounting-entry']).toMatchObject({ skipped: 1, problems: 1, toPost: 7 });
    expect(system.problems.map(({ code }) => code)).toEqual(['missing-in-erp']);
  });

  it.each<[string, Partial<Behaviour>]>([
    ['in another order for each call is read to an end', { order: 'random-per-call' }],
    ['with short pages', { pageShort: true }],
    ['with documents on two pages', { duplicates: 'across-pages' }],
    ['that ignores the page and gives everything', { ignorePaging: 'everything' }],
  ])('a list %s counts each document once', async (name, behaviour) => {
    simulator.setBehaviour(behaviour);
    const { system } = await stage.run({ config: SMALL_PAGES, documentType: 'invoice' });
    const read = system.types.invoice?.read ?? 0;
    if (name.includes('order')) expect(read).toBeGreaterThan(10);
    else expect(read).toBe(COUNTS.invoice);
    expect(read).toBeLessThanOrEqual(COUNTS.invoice);
  });

  it('of a strict ledger tells what it would refuse', async () => {
    const config = 'systems: { acme: { erp: { adapter: ledger, mode: strict } } }';
    const { system } = await writesOf(() => stage.run({ config }));
    expect(system.types.invoice).toMatchObject({ toPost: 0, problems: COUNTS.invoice });
    expect(system.problems.map(({ code }) => code)).toEqual(
      expect.arrayContaining([expect.stringMatching(/-unknown$/)]),
    );
  });

  it('leaves alone what is dated before go-live, also where it could not be posted', async () => {
    const [old] = simulator
      .documents('invoice')
      .toSorted((a, b) => Number(a.created_at > b.created_at) - Number(a.created_at < b.created_at));
    if (old === undefined) throw new Error('no invoices');
    simulator.edit('invoice', old.id, { total_price_after_vat: 1 });
    const day = new Date(Date.parse(`${old.created_at.slice(0, 10)}T12:00:00Z`) + 2 * 86_400_000);
    const goLive = `{ invoice: ${day.toISOString().slice(0, 10)}, credit-note: none, accounting-entry: none }`;
    const config = `systems: { acme: { goLive: ${goLive} } }`;
    const { exitCode, system, text } = await writesOf(() => stage.run({ config }));
    const left = system.types.invoice?.beforeGoLive ?? 0;
    expect([exitCode, left > 0, system.types.invoice?.toPost]).toEqual([0, true, COUNTS.invoice - left]);
    expect(text).toContain(`${left} documents are dated before go-live: they would be left alone.`);
    const key = { systemId: SYSTEM_ID, documentType: 'invoice' as const, documentId: old.id };
    const { shown, text: told } = await writesOf(() => stage.show(key, { config }));
    expect(shown).toMatchObject({ verdict: 'before-go-live', problem: { code: 'before-go-live' } });
    expect(told).toMatch(/is dated before go-live: it would be left alone/);
  });

  it('says that TRAEDE is away', async () => {
    await simulator.stop();
    await expect(stage.run()).rejects.toThrow(/ECONNREFUSED.*Retry later/);
  });
});

describe('without any database', () => {
  it('takes the ledger for empty, says so, and makes no data folder', async () => {
    const bare = openDryRunStage(() => ({
      TRAEDE_BASE_URL: simulator.url,
      TRAEDE_ACCESS_TOKEN: simulator.token,
      TRAEDE_APP_KEY: simulator.appKey,
    }));
    try {
      const { system } = await bare.run();
      expect(system.types.invoice).toMatchObject({ toPost: COUNTS.invoice });
      expect(system.remarks.join('\n')).toMatch(/taken for empty/);
      expect(existsSync(join(bare.folder, 'data'))).toBe(false);
    } finally {
      bare.close();
    }
  });

  it('and without TRAEDE says what is missing', async () => {
    const bare = openDryRunStage(() => ({}));
    await expect(bare.run()).rejects.toThrow(/nothing is up.*Set TRAEDE_BASE_URL/);
    bare.close();
  });
});

describe('the lines of one document', () => {
  it('of an invoice balance, with receivable, revenue and VAT by code', async () => {
    const invoice = simulator.documents('invoice').find(({ vat_amount: vat }) => decimal(vat).gt(0));
    if (invoice === undefined) throw new Error('no invoice with VAT');
    const key = { systemId: SYSTEM_ID, documentType: 'invoice' as const, documentId: invoice.id };
    const { shown, text } = await writesOf(() => stage.show(key));
    expect(shown).toMatchObject({ verdict: 'to-post', problem: null, entry: { currency: invoice.currency } });
    const { lines = [], debit, credit } = shown.entry ?? {};
    expect(debit).toBe(credit);
    expect(lines[0]).toMatchObject({
      account: '5600',
      what: 'receivable',
      debit: formatAmount(decimal(invoice.total_price_after_vat)),
      credit: '0.00',
    });
    expect(lines.at(-1)).toMatchObject({
      account: '6902',
      what: 'VAT',
      credit: formatAmount(decimal(invoice.vat_amount)),
      taxCode: 'domestic-25',
    });
    expect(text).toMatch(/account +text +debit +credit +VAT code/);
  });

  it('of a credit note stand on the other sides', async () => {
    const [creditNote] = simulator.documents('credit-note');
    if (creditNote === undefined) throw new Error('no credit note');
    const key = { systemId: SYSTEM_ID, documentType: 'credit-note' as const, documentId: creditNote.id };
    const { shown } = await writesOf(() => stage.show(key));
    expect(shown.entry?.lines[0]).toMatchObject({
      what: 'receivable',
      credit: formatAmount(decimal(creditNote.total_price_after_vat)),
    });
    expect(shown.entry?.debit).toBe(shown.entry?.credit);
  });

  it('of one that cannot be posted come with the problem', async () => {
    const [entry] = simulator.documents('accounting-entry');
    if (entry === undefined) throw new Error('no entry');
    simulator.edit('accounting-entry', entry.id, { account: 0 });
    const key = { systemId: SYSTEM_ID, documentType: 'accounting-entry' as const, documentId: entry.id };
    const { shown, text } = await stage.show(key);
    expect(shown).toMatchObject({ verdict: 'problem', entry: null });
    expect(text).toContain('→');
  });

  it('that TRAEDE does not list are not invented', async () => {
    const key = { systemId: SYSTEM_ID, documentType: 'invoice' as const, documentId: 4711 };
    await expect(stage.show(key)).rejects.toThrow(/no booked invoice with id 4711/);
  });
});

it('the record tells of a document that was left alone', async () => {
  const flow = { systemId: SYSTEM_ID, documentType: 'invoice' as const };
  const day = parsePlainDate('2025-12-30');
  if (day === undefined) throw new Error('no day');
  await createDeliveryRecord(database.pool).noteBeforeGoLive(flow, [{ documentId: 7, number: '10007', day }]);
  const text = await stage.documentShow({ ...flow, documentId: 7 });
  expect(text).toMatch(/^invoice 10007 \(id 7\): left alone\nIt is dated 2025-12-30, before go-live/);
  await expect(stage.documentShow({ ...flow, documentId: 8 })).rejects.toThrow(/knows no invoice with id 8/);
});

it('connections of commands that only look refuse writes, whoever tries', async () => {
  const pool = openPool(database.url, { access: 'read-only' });
  try {
    await expect(pool.query('create table public.planted (id int)')).rejects.toMatchObject({ code: '25006' });
    await expect(
      createDeliveryRecord(pool).recordSkipped(
        { systemId: SYSTEM_ID, documentType: 'invoice' },
        1,
        'Kim',
        'x',
      ),
    ).rejects.toMatchObject({ code: '25006' });
  } finally {
    await pool.end();
  }
});
