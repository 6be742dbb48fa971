import type { Pool } from 'pg';
import { z } from 'zod';
import { readOpenWork } from '../../src/delivery/open-documents';
import { createDeliveryRecord, type DeliveryRecord } from '../../src/delivery/record';
import { createGauges } from '../../src/metrics/gauges';
import { createMetrics } from '../../src/metrics/metrics';
import { measuredRecord } from '../../src/metrics/measured-record';
import { createDeliveryDatabase } from '../delivery/world';
import type { TestDatabase } from '../support/database';
import { createTestMeter } from './meter';

const FLOW = { systemId: 'acme', documentType: 'invoice' } as const;
const PROBLEM = { code: 'account-missing', message: 'm', remedy: 'r' } as const;
const LABELS = 'document_type=invoice,system=acme';

const fetched = (documentId: number) => ({ documentId, number: null, content: '{}', contentHash: 'h' });

describe('what the record tells of the whole deployment', () => {
  let database: TestDatabase;
  let record: DeliveryRecord;
  beforeAll(async () => {
    database = await createDeliveryDatabase();
    record = createDeliveryRecord(database.pool);
  });
  afterAll(() => database.drop());

  it('is shown by flow, state and problem, and goes when it is over', async () => {
    const { values, ...recorded } = createTestMeter();
    const gauges = createGauges(recorded.meter, [{ ...FLOW, everyMs: 300_000 }]);
    const show = async (): Promise<void> => {
      gauges.showOpenWork(await readOpenWork(database.pool, [FLOW.systemId]));
    };
    await record.storeFetched(FLOW, [1, 2, 3, 4].map(fetched));
    await record.storeFetched({ ...FLOW, systemId: 'not-configured' }, [fetched(1)]);
    await record.recordAttention(
      FLOW,
      [1, 2].map((documentId) => ({ documentId, problem: PROBLEM })),
    );
    await database.pool.query(
      `update delivery.deliveries set first_fetched_at = now() - interval '1 hour' where document_id = 2`,
    );
    await show();
    expect(recorded.told()).toMatchObject({
      [`traede_sync_open_documents{${LABELS.replace(',', ',state=fetched,')}}`]: 2,
      [`traede_sync_open_documents{${LABELS.replace(',', ',state=attention,')}}`]: 2,
      [`traede_sync_waiting_documents{document_type=invoice,problem=account-missing,system=acme}`]: 2,
      [`traede_sync_schedule_interval_seconds{${LABELS}}`]: 300,
    });
    const oldest = `traede_sync_oldest_open_seconds{${LABELS}}`;
    expect(values.get(oldest)).toBeGreaterThanOrEqual(3_600);
    expect([...values.keys()].filter((name) => name.includes('not-configured'))).toEqual([]);
    // Never succeeded: nothing is claimed.
    const success = `traede_sync_last_success_timestamp_seconds{${LABELS}}`;
    expect(values.has(success)).toBe(false);

    await record.noteLook(FLOW, 'beginning');
    await record.noteLook(FLOW, 'end');
    for (const id of [1, 2, 3, 4]) await record.recordSkipped(FLOW, id, 'a test', 'done');
    await show();
    expect(values.get(oldest)).toBe(0);
    expect(
      values.get('traede_sync_waiting_documents{document_type=invoice,problem=account-missing,system=acme}'),
    ).toBe(0);
    expect(Date.now() / 1_000 - (values.get(success) ?? 0)).toBeLessThan(60);
  });

  it('is read without a look at what is done', async () => {
    const ids = Array.from({ length: 3_000 }, (_, index) => index + 1);
    const flow = { ...FLOW, systemId: 'large' };
    await record.storeFetched(flow, ids.map(fetched));
    await record.noteLook(flow, 'beginning');
    await database.pool.query(`update delivery.deliveries set state = 'exported' where system_id = 'large'`);
    await database.pool.query('analyze delivery.deliveries');
    const statements = await statementsOf((pool) => readOpenWork(pool, ['large']));
    const questions = statements.filter(([sql]) => sql.includes('delivery.deliveries'));
    expect(questions).toHaveLength(2);
    for (const [sql, values] of questions) expect(await rowsRead(sql, values)).toBeLessThan(10);
  });

  /** What is asked on the connection that is taken for it. */
  async function statementsOf(work: (pool: Pool) => Promise<unknown>) {
    let heard: { readonly calls: readonly (readonly unknown[])[] } = { calls: [] };
    database.pool.once('acquire', (client) => {
      const { mock } = jest.spyOn(client, 'query');
      heard = mock;
    });
    await work(database.pool);
    const asked = heard.calls.map(([sql, values]) => [String(sql), [values].flat(1)] as const);
    return asked;
  }

  async function rowsRead(sql: string, values: readonly unknown[]): Promise<number> {
    const explained = await database.pool.query<{ 'QUERY PLAN': unknown }>(
      `explain (analyze, format json) ${sql}`,
      [...values],
    );
    const [{ Plan }] = z.tuple([z.object({ Plan: planNode })]).parse(explained.rows[0]?.['QUERY PLAN']);
    return readBelow(Plan);
  }

  it('counts what the record was told, once it has kept it', async () => {
    const recorded = createTestMeter();
    const measured = measuredRecord(record, createMetrics(recorded.meter, []));
    const flow = { ...FLOW, systemId: 'counted' };
    await measured.storeFetched(flow, [1, 2, 3].map(fetched));
    await measured.recordAttention(flow, [{ documentId: 1, problem: PROBLEM }]);
    await measured.recordExported(flow, [2]);
    await measured.recordSkipped(flow, 1, 'a test', 'done');
    await measured.recordExportedByHand(flow, 3, undefined, 'a test', 'done');
    const counted = (outcome: string) =>
      `traede_sync_documents{document_type=invoice,outcome=${outcome},system=counted}`;
    expect(recorded.told()).toEqual({
      [counted('attention')]: 1,
      [counted('exported')]: 1,
      [counted('skipped')]: 1,
      [counted('closed-by-hand')]: 1,
    });
  });
});

const planNode = z.looseObject({
  'Relation Name': z.string().optional(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Rows Removed by Filter': z.number().default(0),
  get Plans() {
    return z.array(planNode).default([]);
  },
});

function readBelow(node: z.output<typeof planNode>): number {
  const below = node.Plans.reduce((sum, plan) => sum + readBelow(plan), 0);
  if (node['Relation Name'] !== 'deliveries') return below;
  return below + (node['Actual Rows'] + node['Rows Removed by Filter']) * node['Actual Loops'];
}
