import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { toFetched } from '../../activities/fetch-page';
import { prepareBy } from '../../activities/prepare';
import { OPEN_RULES } from '../../src/accounting/rules';
import type { Delivery, DeliveryState, Flow } from '../../src/delivery/delivery';
import { DELIVERY_MIGRATIONS, DELIVERY_SCHEMA } from '../../src/delivery/migrations';
import type { DeliverOptions, DeliveryOutcome, Protocol } from '../../src/delivery/protocol';
import { createDeliveryRecord, type DeliveryRecord } from '../../src/delivery/record';
import { externalReference, type DocumentId, type ExternalReference } from '../../src/document';
import { decimal, formatAmount } from '../../src/money';
import { migrate } from '../../src/postgres/migrate';
import { createTestDatabase, type TestDatabase } from '../support/database';
import type { ScriptedErp } from '../support/scripted-erp';
import { goodInvoice, goodLine } from '../traede/good-documents';

/** The signature of the protocol, so that a broken variant can be put in its place. */
export type Deliver = (
  protocol: Protocol,
  flow: Flow,
  ids: readonly DocumentId[],
  options?: DeliverOptions,
) => Promise<readonly DeliveryOutcome[]>;

export async function createDeliveryDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  await migrate(database.pool, DELIVERY_SCHEMA, DELIVERY_MIGRATIONS);
  return database;
}

/** Flows of one database do not meet: each test has its own. */
export function newFlow(): Flow {
  return { systemId: `system-${randomBytes(6).toString('hex')}`, documentType: 'invoice' };
}

/** An invoice of `quantity` coats at 100.00, with 50.00 of shipping and fee, and 25 % VAT. */
export function invoiceJson(id: DocumentId, quantity: number, changes: Record<string, unknown> = {}): string {
  const net = quantity * 100;
  return JSON.stringify(
    goodInvoice({
      id,
      invoice_number: 500_000 + id,
      price_before_discount: net,
      discount_amount: 0,
      net_price: net,
      vat_amount: (net + 50) / 4,
      total_price_after_vat: ((net + 50) * 5) / 4,
      lines: [goodLine({ quantity, total_price: net, total_price_after_vat: (net * 5) / 4 })],
      ...changes,
    }),
  );
}

/** What the ERP must hold for {@link invoiceJson}. */
export function expectedTotal(quantity: number): string {
  return formatAmount(decimal(quantity).times(100).plus(50).times('1.25'));
}

/** Without lines it cannot be booked. */
export function malformedJson(id: DocumentId): string {
  return JSON.stringify(goodInvoice({ id, lines: 'none' }));
}

export interface World {
  readonly flow: Flow;
  readonly record: DeliveryRecord;
  readonly protocol: Protocol;
  readonly erp: ScriptedErp;
  reference(id: DocumentId): ExternalReference;
  store(...documents: readonly (readonly [DocumentId, string])[]): Promise<void>;
  delivery(id: DocumentId): Promise<Delivery>;
  state(id: DocumentId): Promise<DeliveryState>;
  /** Lets the clocks of the ERP and of the record run. */
  passTime(ms: number): Promise<void>;
}

export function createWorld(pool: Pool, erp: ScriptedErp, flow: Flow = newFlow()): World {
  const record = createDeliveryRecord(pool);
  const delivery = async (id: DocumentId): Promise<Delivery> => {
    const [found] = await record.load(flow, [id]);
    if (found === undefined) throw new Error(`the record does not know document ${id}`);
    return found;
  };
  return {
    flow,
    record,
    erp,
    protocol: { record, erp, prepare: prepareBy(OPEN_RULES), unlinkedCreditNotes: 'attention' },
    reference: (documentId) => externalReference({ ...flow, documentId }),
    store: (...documents) =>
      record.storeFetched(
        flow,
        documents.flatMap(([id, json]) => toFetched(flow.documentType, { id, json }, OPEN_RULES.timeZone)),
      ),
    delivery,
    state: async (id) => (await delivery(id)).state,
    async passTime(ms) {
      erp.passTime(ms);
      await pool.query(
        `update delivery.deliveries set posting_since = posting_since - $1 * interval '1 millisecond'
         where system_id = $2`,
        [ms, flow.systemId],
      );
    },
  };
}

/** The record loses all that it knows of a flow. */
export async function forget(pool: Pool, { flow }: Pick<World, 'flow'>): Promise<void> {
  for (const table of ['documents', 'deliveries', 'events']) {
    await pool.query(`delete from delivery.${table} where system_id = $1`, [flow.systemId]);
  }
}
