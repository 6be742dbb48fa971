import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { DELIVERY_MIGRATIONS, DELIVERY_SCHEMA } from '../../src/delivery/migrations';
import { countByState, waitingByProblem } from '../../src/delivery/overview';
import { deliverDocuments } from '../../src/delivery/protocol';
import { createLedger, LEDGER_MIGRATIONS, LEDGER_SCHEMA } from '../../src/erp/ledger';
import { migrate, SchemaTooNewError, type Migration } from '../../src/postgres/migrate';
import { posted } from '../erp/ledger/ledger-database';
import { invoice, invoiceReference } from '../erp/ledger/postings';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createScriptedErp } from '../support/scripted-erp';
import { createWorld, invoiceJson } from './world';

/**
 * Beginning of the SHA-256 of each released step: one that is changed afterwards would leave the databases of before without the
 * change. A new step joins them when its version is released.
 */
const RELEASED: Readonly<Record<string, string>> = {
  '0001-documents-deliveries-events': 'b3f657a0816c975f',
  '001-tables': '1273d8ba39310abc',
  '002-only-recorded': '1f09ac2a0261c7f8',
  '002-rules': 'cdc0ff7a558b27f0',
  '003-posting': 'f7f2dc58dc743e1d',
  '003-sums': 'c89d63addc585cb0',
  '004-foresight': '4f34a0feddc7e433',
  '004-notifications': 'f1e729644fcb0bbe',
  '005-adoption': '6faab3e5015cdd1c',
  '005-reconciliations': 'c271247b22cd8962',
  '006-before-go-live': '0dfa3d8fca3383d5',
  '007-adoptions': '3beed59c5646a6be',
  '008-state-index': 'e1ed15f5c24b616c',
  '010-purged-contents': '373887f43e23b541',
};

const FLOW = { systemId: 'released', documentType: 'invoice' } as const;

/** Rows as the version wrote that ended with the step of this name. Each version wrote what those before it did, too. */
const ROWS: Readonly<Record<string, string>> = {
  '0001-documents-deliveries-events': `
    insert into delivery.documents (system_id, document_type, document_id, number, content, content_hash)
      select 'released', 'invoice', id, '50000' || id, contents.text, md5(contents.text)
      from jsonb_each_text(current_setting('test.contents')::jsonb) as contents (key, text), lateral (select key::bigint) as i (id);
    insert into delivery.deliveries (system_id, document_type, document_id, state) values
      ('released', 'invoice', 1, 'fetched'), ('released', 'invoice', 5, 'skipped');
    insert into delivery.deliveries (system_id, document_type, document_id, state, posted_hash, erp_id, erp_number, erp_date,
                                     currency, net, tax, total, line_count, delivered_at, exported_at) values
      ('released', 'invoice', 3, 'exported', 'a hash', '3', 'INV-3', '2026-03-31', 'DKK', 100.00, 25.00, 125.00, 1, now(), now());
    insert into delivery.deliveries (system_id, document_type, document_id, state, problem_code, problem_message, problem_remedy, awaited)
      values ('released', 'invoice', 4, 'attention', 'account-missing', 'No account.', 'Add one.', true);
    insert into delivery.events (system_id, document_type, document_id, event) values ('released', 'invoice', 1, 'fetched');
    insert into delivery.looks (system_id, document_type, begun_at, complete_since) values ('released', 'invoice', now(), now());`,
  '002-only-recorded': `
    insert into delivery.deliveries (system_id, document_type, document_id, state, problem_code, problem_message, problem_remedy, only_recorded)
      values ('released', 'invoice', 6, 'attention', 'account-missing', 'No account.', 'Add one.', true);`,
  '003-sums': `
    insert into delivery.deliveries (system_id, document_type, document_id, state, sum_reference)
      values ('released', 'accounting-entry', 7, 'exported', 'traede:released:accounting-entry-sum:2026-03-31:2100:5820:DKK:1');`,
  '004-notifications': `
    insert into delivery.notified (deployment, channel, told) values ('traede-erp-sync', 'webhook', '[]');`,
  '005-reconciliations': `
    insert into delivery.reconciliations (workflow_id, run_id, system_id, document_types, first_day, last_day, finished_at)
      values ('reconcile:released', 'a run', 'released', '{invoice}', '2026-03-01', '2026-03-31', now());
    insert into delivery.reconciled_documents (reconciliation_id, document_type, document_id, class) values (1, 'invoice', 3, 'equal');`,
  '006-before-go-live': `
    insert into delivery.before_go_live (system_id, document_type, document_id, day) values ('released', 'invoice', 8, '2025-12-31');`,
  '007-adoptions': `
    insert into delivery.adoptions (workflow_id, run_id, system_id, document_types, first_day, last_day)
      values ('adopt:released', 'a run', 'released', '{invoice}', '2026-01-01', '2026-01-31');
    insert into delivery.deliveries (system_id, document_type, document_id, state, adopted) values ('released', 'invoice', 9, 'exported', true);`,
};

describe('a database of a released version', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  it.each(DELIVERY_MIGRATIONS.map(({ name }, index) => [name, index + 1] as const))(
    'that ended with %s keeps each row, and the work goes on',
    async (_, steps) => {
      const { pool } = database;
      const released = DELIVERY_MIGRATIONS.slice(0, steps);
      await migrate(pool, DELIVERY_SCHEMA, released);
      for (const { name } of released) await writeRows(pool, ROWS[name]);
      const before = await everyRow(pool);
      await migrate(pool, DELIVERY_SCHEMA, DELIVERY_MIGRATIONS);
      expect(sorted(asBefore(await everyRow(pool), before))).toEqual(sorted(before));

      const erp = createScriptedErp();
      const world = createWorld(pool, erp, FLOW);
      expect((await waitingByProblem(pool, FLOW.systemId)).map(({ code }) => code)).toEqual([
        'account-missing',
      ]);
      await world.store([1, invoiceJson(1, 2)], [2, invoiceJson(2, 2)]);
      await deliverDocuments(world.protocol, FLOW, [1, 2], { afresh: false });
      await world.record.recordExported(FLOW, [1, 2]);
      const exported = (await countByState(pool, FLOW.systemId)).find(
        ({ documentType, state }) => documentType === 'invoice' && state === 'exported',
      );
      expect(exported?.count).toBe(steps >= 7 ? 4 : 3);
      for (const id of [1, 2]) expect(erp.held(invoiceReferenceOf(id))).toHaveLength(1);
    },
  );

  it.each([3, 4, 5])(
    'of the ledger that ended with step %i keeps what is posted, and posts no reference twice',
    async (steps) => {
      const { pool } = database;
      await migrate(pool, LEDGER_SCHEMA, LEDGER_MIGRATIONS.slice(0, steps));
      const before = posted(await createLedger({ pool }).post(invoice(1)));
      await migrate(pool, LEDGER_SCHEMA, LEDGER_MIGRATIONS);
      const ledger = createLedger({ pool });
      expect((await ledger.find([invoiceReference(1)])).get(invoiceReference(1))).toEqual(before);
      expect(posted(await ledger.post(invoice(1))).erpId).toBe(before.erpId);
      expect(posted(await ledger.post(invoice(2))).erpId).not.toBe(before.erpId);
    },
  );

  it('is not touched by an older program, which says what to do', async () => {
    const { pool } = database;
    await migrate(pool, DELIVERY_SCHEMA, [...DELIVERY_MIGRATIONS, { name: '999-later', sql: 'select 1' }]);
    const older = migrate(pool, DELIVERY_SCHEMA, DELIVERY_MIGRATIONS);
    await expect(older).rejects.toThrow(SchemaTooNewError);
    await expect(older).rejects.toThrow(
      /"delivery" was made by a newer version .*\(999-later\); start that version/,
    );
  });

  it('was made by steps that nobody has changed since', () => {
    const steps: readonly Migration[] = [...DELIVERY_MIGRATIONS, ...LEDGER_MIGRATIONS];
    const digests = steps.map(({ name, sql }) => [
      name,
      createHash('sha256').update(sql).digest('hex').slice(0, 16),
    ]);
    expect(Object.fromEntries(digests)).toMatchObject(RELEASED);
  });
});

function invoiceReferenceOf(id: number) {
  return `traede:${FLOW.systemId}:invoice:${id}` as const;
}

async function writeRows(pool: Pool, sql: string | undefined): Promise<void> {
  if (sql === undefined) return;
  const client = await pool.connect();
  try {
    const contents = Object.fromEntries([1, 3, 4, 5, 6].map((id) => [id, invoiceJson(id, 2)]));
    await client.query('select set_config($1, $2, false)', ['test.contents', JSON.stringify(contents)]);
    await client.query(sql);
  } finally {
    client.release();
  }
}

/** All rows of all tables, but for the list of steps. */
async function everyRow(pool: Pool): Promise<Rows> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = $1 and tablename <> 'migrations' order by 1`,
    [DELIVERY_SCHEMA],
  );
  const found: Record<string, readonly object[]> = {};
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: object }>(
      `select to_jsonb(t) as row from ${DELIVERY_SCHEMA}.${name} as t`,
    );
    found[name] = rows.map(({ row }) => row);
  }
  return found;
}

/** Later steps may add columns and tables: of what is there now, what was there before. */
function asBefore(now: Rows, before: Rows): Rows {
  return Object.fromEntries(
    Object.entries(before).map(([table, rows]) => {
      const columns = new Set(rows.flatMap((row) => Object.keys(row)));
      const projected = (now[table] ?? []).map((row) =>
        Object.fromEntries(Object.entries(row).filter(([column]) => columns.has(column))),
      );
      return [table, projected];
    }),
  );
}

type Rows = Readonly<Record<string, readonly object[]>>;

/** In an order that more columns do not change. */
function sorted(rows: Rows): Rows {
  return Object.fromEntries(
    Object.entries(rows).map(([table, ofTable]) => [
      table,
      ofTable.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
    ]),
  );
}
