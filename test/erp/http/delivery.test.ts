import { setTimeout as sleep } from 'node:timers/promises';
import { prepareBy } from '../../../activities/prepare';
import { toFetched } from '../../../activities/fetch-page';
import { OPEN_RULES } from '../../../src/accounting/rules';
import type { Flow } from '../../../src/delivery/delivery';
import { deliverDocuments, MAX_NOTE_AGE_MS, type Protocol } from '../../../src/delivery/protocol';
import { createDeliveryRecord } from '../../../src/delivery/record';
import { externalReference, type DocumentId } from '../../../src/document';
import { ErpUnavailableError, type ErpAdapter } from '../../../src/erp/adapter';
import { formatAmount } from '../../../src/money';
import { createDeliveryDatabase, expectedTotal, invoiceJson, newFlow } from '../../delivery/world';
import type { TestDatabase } from '../../support/database';
import { startFaultyProxy, type FaultyProxy } from './faulty-proxy';
import { adapterOn, startReceiver, type Receiver } from './receiver';

const SETTLE_TIME_MS = 400;
const IDS = [1, 2, 3, 4, 5, 6];

describe('the delivery protocol on the HTTP adapter', () => {
  let database: TestDatabase;
  let receiver: Receiver;
  let proxy: FaultyProxy;
  let erp: ErpAdapter;
  let protocol: Protocol;
  let flow: Flow;
  beforeAll(async () => {
    database = await createDeliveryDatabase();
    receiver = await startReceiver();
    proxy = await startFaultyProxy(receiver.url);
    erp = adapterOn(proxy.url, { requestTimeoutMs: 300, settleTimeMs: SETTLE_TIME_MS, concurrency: 2 });
    const record = createDeliveryRecord(database.pool);
    protocol = { record, erp, prepare: prepareBy(OPEN_RULES), unlinkedCreditNotes: 'attention' };
  });
  afterAll(async () => {
    await erp.close();
    await proxy.close();
    await receiver.remove();
    await database.drop();
  });
  beforeEach(async () => {
    flow = newFlow();
    const documents = IDS.map((id) => ({ id, json: invoiceJson(id, id) }));
    await protocol.record.storeFetched(
      flow,
      documents.flatMap((document) => toFetched('invoice', document, OPEN_RULES.timeZone)),
    );
  });

  const deliver = async (ids: readonly DocumentId[] = IDS) => {
    const outcomes = await deliverDocuments(protocol, flow, ids);
    return new Map(outcomes.map((outcome) => [outcome.documentId, outcome]));
  };
  const kinds = (outcomes: Awaited<ReturnType<typeof deliver>>) =>
    IDS.map((id) => outcomes.get(id)?.kind).join(' ');
  const letSettle = () =>
    database.pool.query(
      `update delivery.deliveries set posting_since = posting_since - $1 * interval '1 millisecond' where system_id = $2`,
      [SETTLE_TIME_MS + MAX_NOTE_AGE_MS, flow.systemId],
    );
  const booked = () => receiver.journal().filter((line) => line.includes(`traede:${flow.systemId}:`)).length;

  it('delivers to the cent, and not twice', async () => {
    expect(kinds(await deliver())).toBe(Array(6).fill('delivered').join(' '));
    expect(kinds(await deliver())).toBe(Array(6).fill('delivered').join(' '));
    expect(booked()).toBe(6);
    const found = await erp.find(IDS.map((documentId) => externalReference({ ...flow, documentId })));
    expect([...found.values()].map(({ total }) => formatAmount(total)).toSorted()).toEqual(
      IDS.map(expectedTotal).toSorted(),
    );
  });

  it('books each once, whatever happens on the way', async () => {
    proxy.arm(
      'POST /postings',
      { kind: 'request-lost' },
      { kind: 'answer-lost' },
      { kind: 'answered-instead', status: 500, body: '<html>' },
      { kind: 'answer-late', afterMs: 500 },
      { kind: 'request-late', afterMs: 500 },
      { kind: 'answered-instead', status: 202, body: '{}' },
    );
    const first = await deliver();
    expect(kinds(first)).toBe(Array(6).fill('deferred').join(' '));
    const again = await deliver();
    expect([...again.values()]).toEqual(
      IDS.map(
        (documentId) =>
          expect.objectContaining({ documentId, reason: 'an earlier posting may still arrive' }) as unknown,
      ),
    );
    await proxy.quiet();
    expect(booked()).toBe(5);
    await letSettle();
    const posts = proxy.calls.filter((call) => call === 'POST /postings').length;
    expect(kinds(await deliver())).toBe(Array(6).fill('delivered').join(' '));
    expect(proxy.calls.filter((call) => call === 'POST /postings')).toHaveLength(posts + 1);
    expect(booked()).toBe(6);
  });

  it('waits while the receiver is down, and books what it had not booked when it is back', async () => {
    proxy.arm('POST /postings', ...IDS.map(() => ({ kind: 'answer-late', afterMs: 30 }) as const));
    const underWay = expect(deliver()).rejects.toThrow(ErpUnavailableError);
    while (booked() < 2) await sleep(1);
    await receiver.kill();
    await underWay;
    expect(booked()).toBeLessThan(6);
    // All were noted before the first was sent: until they have settled, the record alone defers them.
    expect(kinds(await deliver())).toBe(Array(6).fill('deferred').join(' '));
    await letSettle();
    await expect(deliver()).rejects.toThrow(ErpUnavailableError);
    await receiver.start();
    expect(kinds(await deliver())).toBe(Array(6).fill('delivered').join(' '));
    expect(booked()).toBe(6);
  });

  it('lets a document wait that the ERP refuses, and no other', async () => {
    await receiver.kill();
    await receiver.start({ ACCOUNTS: '1' });
    const outcomes = await deliver([1]);
    expect(outcomes.get(1)).toMatchObject({ kind: 'attention', problem: { code: 'account-unknown' } });
    await receiver.kill();
    await receiver.start();
    expect((await deliver([2])).get(2)).toMatchObject({ kind: 'delivered' });
    const [mended] = await deliverDocuments(protocol, flow, [1], { afresh: true });
    expect(mended).toMatchObject({ kind: 'delivered' });
  });
});
