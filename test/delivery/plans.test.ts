import { z } from 'zod';
import { createDeliveryRecord } from '../../src/delivery/record';
import { externalReference, type DocumentId } from '../../src/document';
import { decimal } from '../../src/money';
import { plainDateIn } from '../../src/plain-date';
import type { TestDatabase } from '../support/database';
import { createDeliveryDatabase } from './world';

const FLOW = { systemId: 'plans', documentType: 'invoice' } as const;
/** Many enough that reading all of them would be no plan's cheapest way. */
const DOCUMENTS = 3_000;
const FEW: readonly DocumentId[] = [1_001, 1_002, 1_003];

const planNode = z.looseObject({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Index Cond': z.string().optional(),
  get Plans() {
    return z.array(planNode).optional();
  },
});
type PlanNode = z.infer<typeof planNode>;

/**
 * A first backfill fills the tables within the minute in which PostgreSQL has no statistics of them. A plan that then
 * reads a whole table for a batch makes the backfill take the square of its documents.
 */
describe('without statistics', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDeliveryDatabase();
    for (const table of ['documents', 'deliveries', 'events']) {
      await database.pool.query(`alter table delivery.${table} set (autovacuum_enabled = false)`);
    }
    const ids = Array.from({ length: DOCUMENTS }, (_, index) => index + 1);
    await createDeliveryRecord(database.pool).storeFetched(FLOW, ids.map(fetched));
  });
  afterAll(() => database.drop());

  const problem = { code: 'mark-refused', message: 'm', remedy: 'r' } as const;
  const statements: Readonly<Record<string, () => Promise<unknown>>> = {
    load: () => createDeliveryRecord(database.pool).load(FLOW, FEW),
    storeFetched: () => createDeliveryRecord(database.pool).storeFetched(FLOW, FEW.map(fetched)),
    beginPosting: () => createDeliveryRecord(database.pool).beginPosting(FLOW, FEW),
    noteSums: () =>
      createDeliveryRecord(database.pool).noteSums(
        FLOW,
        FEW.map((documentId) => ({ documentId, reference: externalReference({ ...FLOW, documentId }) })),
      ),
    recordExported: () => createDeliveryRecord(database.pool).recordExported(FLOW, FEW),
    recordAttention: () =>
      createDeliveryRecord(database.pool).recordAttention(
        FLOW,
        FEW.map((documentId) => ({ documentId, problem })),
      ),
    recordDelivered: () => createDeliveryRecord(database.pool).recordDelivered(FLOW, FEW.map(delivered)),
  };

  it.each(Object.keys(statements))('%s reads the documents that it names, and no others', async (name) => {
    const query = jest.spyOn(database.pool, 'query');
    await statements[name]?.();
    const calls = query.mock.calls.map(([sql, values]) => [sql, [values].flat(1)] as const);
    query.mockRestore();
    expect(calls).not.toEqual([]);
    for (const [sql, values] of calls) expect(await readsTooMuch(sql, values)).toEqual([]);
  });

  async function readsTooMuch(sql: string, values: readonly unknown[]): Promise<readonly string[]> {
    const { rows } = await database.pool.query<{ 'QUERY PLAN': unknown }>(`explain (format json) ${sql}`, [
      ...values,
    ]);
    const [{ Plan }] = z.tuple([z.object({ Plan: planNode })]).parse(rows[0]?.['QUERY PLAN']);
    return nodesOf(Plan)
      .filter((node) => node['Relation Name'] !== undefined && node['Node Type'].includes('Scan'))
      .filter((node) => node['Index Cond']?.includes('document_id') !== true)
      .map((node) => `${node['Node Type']} on ${node['Relation Name']}: ${node['Index Cond']}`);
  }
});

function nodesOf(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

function fetched(documentId: DocumentId) {
  return { documentId, number: String(documentId), content: '{}', contentHash: 'hash' };
}

function delivered(documentId: DocumentId) {
  const receipt = {
    reference: externalReference({ ...FLOW, documentId }),
    erpId: '1',
    number: 'INV-1',
    date: plainDateIn(new Date('2026-11-20T12:00:00Z'), 'UTC'),
    currency: 'DKK',
    net: decimal(100),
    tax: decimal(25),
    total: decimal(125),
    lines: [],
  };
  return { documentId, receipt, contentHash: 'hash', how: 'posted' } as const;
}
