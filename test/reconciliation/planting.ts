import type { PoolClient } from 'pg';
import { createImportDocuments } from '../../activities/import-documents';
import { createFetchPage } from '../../activities/fetch-page';
import { externalReference, type DocumentId, type DocumentType } from '../../src/document';
import { decimal, ZERO } from '../../src/money';
import { parsePlainDate, type PlainDate } from '../../src/plain-date';
import type { ReconciliationClass } from '../../src/reconciliation/classes';
import { perform } from '../activities/stage';
import { SYSTEM_ID, type Books } from './books';

/** `invoice 1042` → the class that it must be found in. */
export type Planted = Map<string, ReconciliationClass>;

export const PLANTED_COUNT = 60;

/**
 * Plants sixty differences of all classes behind the product's back: in TRAEDE, in the ledger by SQL, in the record by
 * SQL. To be called when everything is synced; it syncs once more.
 */
export async function plant(books: Books): Promise<Planted> {
  const planting = new Planting(books);
  await planting.waiting(4);
  await planting.skipped(3);
  await books.sync();
  await planting.notMarked(8);
  await planting.unmark();
  await planting.missing(10);
  await planting.unknown(3, 3);
  await planting.differing();
  planting.changed(8);
  await planting.markedOnly(5);
  planting.onItsWay(2);
  return planting.planted;
}

/** Plants differences one class at a time, and keeps what must be found. */
export class Planting {
  readonly planted: Planted = new Map();
  readonly #books: Books;
  /** Documents that are left alone from the beginning and the end of each list, and already taken. */
  readonly #next: Record<DocumentType, number> = { invoice: 3, 'credit-note': 3, 'accounting-entry': 3 };
  #notMarked: readonly DocumentId[] = [];

  readonly #entriesIn: string | undefined;

  /** `entriesIn`: the only currency in which the ERP takes entries. */
  constructor(books: Books, entriesIn?: string) {
    this.#books = books;
    this.#entriesIn = entriesIn;
  }

  /** Their sums contradict each other: they wait for a person. */
  async waiting(count: number): Promise<void> {
    const { simulator } = this.#books;
    for (const id of simulator.create('invoice', count)) {
      const total = (simulator.document('invoice', id)?.total_price_after_vat ?? 0) + 50;
      simulator.edit('invoice', id, { total_price_after_vat: total });
      this.expect('invoice', id, 'waiting');
    }
    await Promise.resolve();
  }

  async skipped(count: number): Promise<void> {
    const { simulator, context } = this.#books;
    for (const id of simulator.create('invoice', count)) {
      await context.record.recordSkipped(
        { systemId: SYSTEM_ID, documentType: 'invoice' },
        id,
        'Kim',
        '=a sample, <b>not sold</b>',
      );
      this.expect('invoice', id, 'skipped');
    }
  }

  /** In the ERP, and TRAEDE was never told. */
  async notMarked(count: number): Promise<void> {
    const { simulator, context } = this.#books;
    const flow = { systemId: SYSTEM_ID, documentType: 'accounting-entry' } as const;
    const ids = simulator.create('accounting-entry', count);
    if (this.#entriesIn !== undefined) {
      for (const id of ids) simulator.edit('accounting-entry', id, { currency: this.#entriesIn });
    }
    await perform(createFetchPage(context), { ...flow, page: 0, limit: 60 });
    const imported = await perform(createImportDocuments(context), { ...flow, documentIds: ids });
    if (imported.delivered.length !== count) throw new Error('could not be imported');
    this.#notMarked = ids;
  }

  /** The record believes that TRAEDE was told. */
  async unmark(): Promise<void> {
    const { database } = this.#books;
    for (const id of this.#notMarked) this.expect('accounting-entry', id, 'posted-not-marked');
    await database.pool.query(
      `update delivery.deliveries set state = 'exported', exported_at = now() - interval '1 hour',
              state_since = now() - interval '1 hour'
       where document_type = 'accounting-entry' and document_id = any ($1::bigint[])`,
      [this.#notMarked],
    );
  }

  /** A person removed them from the ERP. */
  async missing(count: number): Promise<void> {
    const ids = { invoice: count - 4, 'credit-note': 2, 'accounting-entry': 2 } as const;
    for (const type of ['invoice', 'credit-note', 'accounting-entry'] as const) {
      for (const id of this.take(type, ids[type])) {
        await this.#inLedger(
          async (client, document) => {
            for (const [table, column] of LEDGER_TABLES) {
              await client.query(`delete from ledger.${table} where ${column} = $1`, [document[column]]);
            }
          },
          type,
          id,
        );
        this.expect(type, id, 'missing-in-erp');
      }
    }
  }

  /** Turned back into drafts in TRAEDE after they were posted; and entered in the ERP under a reference like ours. */
  async unknown(drafts: number, strangers: number): Promise<void> {
    const { simulator, erp } = this.#books;
    for (const id of this.take('invoice', drafts)) {
      simulator.edit('invoice', id, { status: 'draft', invoice_number: null });
      this.expect('invoice', id, 'unknown-to-traede');
    }
    for (let id = 900_001; id <= 900_000 + strangers; id += 1) {
      const reference = externalReference({
        ...{ systemId: SYSTEM_ID, documentType: 'accounting-entry', documentId: id },
      });
      const amount = decimal('12.34');
      const sides = { text: '=1+1', debit: ZERO, credit: ZERO };
      await erp.post({
        ...{ kind: 'journal-entry', reference, date: today(), currency: 'DKK', text: 'a stranger', amount },
        lines: [
          { ...sides, account: '2110', debit: amount },
          { ...sides, account: '5530', credit: amount },
        ],
      });
      this.expect('accounting-entry', id, 'unknown-to-traede');
    }
  }

  /** Changed in the ERP by hand: total, tax, currency, date, lines and accounts, and one that stands there twice. */
  async differing(): Promise<void> {
    const changes = [
      'update ledger.documents set net = net + 1, total = total + 1 where id = $1',
      'update ledger.documents set tax = tax + 0.01, total = total + 0.01 where id = $1',
      'update ledger.documents set net = net - 0.01, tax = tax + 0.01 where id = $1',
      "update ledger.documents set currency = case currency when 'SEK' then 'NOK' else 'SEK' end where id = $1",
      'update ledger.documents set date = date + 1 where id = $1',
      'update ledger.documents set date = date - 3 where id = $1',
      'delete from ledger.document_lines where document_id = $1 and line_number = 1',
    ];
    for (const [index, change] of [...changes, ...changes.slice(0, 4)].entries()) {
      const type = index < changes.length ? 'invoice' : 'accounting-entry';
      for (const id of this.take(type, 1)) {
        await this.#inLedger((client, document) => client.query(change, [document.document_id]), type, id);
        this.expect(type, id, 'differs');
      }
    }
    for (const id of this.take('accounting-entry', 1)) {
      const onAnotherAccount =
        "update ledger.document_lines set account = '1010' where document_id = $1 and line_number = 2";
      await this.#inLedger(
        (client, document) => client.query(onAnotherAccount, [document.document_id]),
        ...(['accounting-entry', id] as const),
      );
      this.expect('accounting-entry', id, 'differs');
    }
    for (const id of this.take('credit-note', 2)) {
      await this.#inLedger(
        (client, document) =>
          client.query('update ledger.documents set net = 0, tax = 0, total = 0 where id = $1', [
            document.document_id,
          ]),
        ...(['credit-note', id] as const),
      );
      this.expect('credit-note', id, 'differs');
    }
  }

  /** Changed in TRAEDE after they were posted: amounts, a currency, and sums that do not add up any more. */
  changed(count: number): void {
    const { simulator } = this.#books;
    for (const id of this.take('accounting-entry', count - 4)) {
      const amount = (simulator.document('accounting-entry', id)?.amount ?? 0) + 5;
      simulator.edit('accounting-entry', id, { amount });
      this.expect('accounting-entry', id, 'changed-after-posting');
    }
    for (const id of this.take('invoice', 2)) {
      const isNorwegian = simulator.document('invoice', id)?.currency === 'NOK';
      simulator.edit('invoice', id, { currency: isNorwegian ? 'SEK' : 'NOK' });
      this.expect('invoice', id, 'changed-after-posting');
    }
    for (const id of this.take('credit-note', 2)) {
      simulator.edit('credit-note', id, { total_price_after_vat: 1 });
      this.expect('credit-note', id, 'changed-after-posting');
    }
  }

  /** Somebody else told TRAEDE that they were exported. */
  async markedOnly(count: number): Promise<void> {
    const { simulator, traede } = this.#books;
    const ids = simulator.create('invoice', count);
    await traede.markAsExported(
      'invoice',
      ids.map((documentId) => ({ documentId, note: 'by another integration' })),
    );
    for (const id of ids) this.expect('invoice', id, 'marked-not-posted');
  }

  onItsWay(count: number): void {
    for (const id of this.#books.simulator.create('credit-note', count)) {
      this.expect('credit-note', id, 'on-its-way');
    }
  }

  /** What must be found. */
  expect(type: DocumentType, id: DocumentId, name: ReconciliationClass): void {
    this.planted.set(`${type} ${id}`, name);
  }

  /** Spread over the list, each taken once. */
  take(type: DocumentType, count: number): readonly DocumentId[] {
    const all = this.#books.simulator.documents(type).map(({ id }) => id);
    const taken = all.slice(this.#next[type], this.#next[type] + count);
    this.#next[type] += count + (type === 'credit-note' ? 0 : 2);
    if (taken.length < count) throw new Error(`too few documents of type ${type}`);
    return taken;
  }

  /** With the ledger's own rules switched off, as a database administrator may. */
  async #inLedger(
    change: (client: PoolClient, document: LedgerIds) => Promise<unknown>,
    documentType: DocumentType,
    documentId: DocumentId,
  ): Promise<void> {
    const client = await this.#books.database.pool.connect();
    try {
      await client.query('set session_replication_role = replica');
      const reference = externalReference({ systemId: SYSTEM_ID, documentType, documentId });
      const { rows } = await client.query<LedgerIds>(
        `select id as document_id, id, entry_id from ledger.documents where external_reference = $1`,
        [reference],
      );
      const [document] = rows;
      if (document === undefined) throw new Error(`the ledger does not hold ${reference}`);
      await change(client, document);
    } finally {
      await client.query('set session_replication_role = default');
      client.release();
    }
  }
}

interface LedgerIds {
  readonly document_id: string;
  readonly id: string;
  readonly entry_id: string;
}

const LEDGER_TABLES = [
  ['document_lines', 'document_id'],
  ['documents', 'id'],
  ['entry_lines', 'entry_id'],
] as const;

function today(): PlainDate {
  const day = parsePlainDate(new Date().toISOString().slice(0, 10));
  if (day === undefined) throw new Error('today is no day');
  return day;
}
