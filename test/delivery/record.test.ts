import { countByState, waitingByProblem } from '../../src/delivery/overview';
import { deliverDocuments } from '../../src/delivery/protocol';
import type { DocumentId } from '../../src/document';
import { formatAmount } from '../../src/money';
import type { Problem } from '../../src/problem';
import type { TestDatabase } from '../support/database';
import { createScriptedErp, ERP_REFUSES } from '../support/scripted-erp';
import { createDeliveryDatabase, createWorld, invoiceJson, malformedJson, type World } from './world';

const HOSTILE_TEXTS = [
  'NUL \0 in the middle',
  "Robert'); drop table delivery.documents; --",
  '{"a":1},NULL,"\\\\',
  '\u202Eright to left\u202C, 👩‍👧 and \u{10FFFF}',
  'half a pair \uD83D',
  '\u2028\u2029\r\n\t\u0001\u007F',
];

describe('the delivery record', () => {
  let database: TestDatabase;
  let world: World;
  beforeAll(async () => {
    database = await createDeliveryDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    world = createWorld(database.pool, createScriptedErp());
  });

  const timeline = async (id: DocumentId): Promise<readonly string[]> => {
    const { rows } = await database.pool.query<{ event: string; detail: string | null }>(
      'select event, detail from delivery.events where system_id = $1 and document_id = $2 order by id',
      [world.flow.systemId, id],
    );
    return rows.map(({ event, detail }) => (detail === null ? event : `${event}: ${detail}`));
  };
  const deliver = (ids: readonly DocumentId[], afresh = false) =>
    deliverDocuments(world.protocol, world.flow, ids, { afresh });

  describe('of fetched documents', () => {
    it('begins a delivery for a new one, and leaves one that is unchanged as it is', async () => {
      await world.store([1, invoiceJson(1, 2)], [2, invoiceJson(2, 2)]);
      await world.store([1, invoiceJson(1, 2)], [3, invoiceJson(3, 2)]);
      expect(await Promise.all([1, 2, 3].map(timeline))).toEqual([['fetched'], ['fetched'], ['fetched']]);
      expect(await world.delivery(1)).toMatchObject({ state: 'fetched', number: '500001', problem: null });
    });

    it('keeps the newest content, and notes the change', async () => {
      await world.store([1, invoiceJson(1, 2)]);
      await world.store([1, invoiceJson(1, 3)]);
      expect(await timeline(1)).toEqual(['fetched', 'changed in TRAEDE']);
      expect((await world.delivery(1)).content).toBe(invoiceJson(1, 3));
    });

    it('takes a hash of another version for no change, where one of them is the same', async () => {
      const fetched = { documentId: 1, number: null, content: invoiceJson(1, 2) };
      for (const contentHash of ['old', 'new old', 'newer new', 'newest newer']) {
        await world.record.storeFetched(world.flow, [{ ...fetched, contentHash }]);
      }
      expect(await timeline(1)).toEqual(['fetched', 'changed in TRAEDE']);
      expect((await world.delivery(1)).contentHash).toBe('newer new');
    });

    it('takes a page that lists a document twice; the last one holds', async () => {
      await world.store([1, invoiceJson(1, 2)], [1, invoiceJson(1, 3)]);
      expect((await world.delivery(1)).content).toBe(invoiceJson(1, 3));
      expect(await timeline(1)).toEqual(['fetched']);
    });

    it('takes a page from two workers at once', async () => {
      const ids = Array.from({ length: 60 }, (_, index) => index + 1);
      const page = ids.map((id) => [id, invoiceJson(id, 1)] as const);
      for (let round = 0; round < 5; round += 1) {
        await Promise.all([world.store(...page), world.store(...page.toReversed()), world.store(...page)]);
      }
      expect(await world.record.load(world.flow, ids)).toHaveLength(60);
      expect(await timeline(60)).toEqual(['fetched']);
    });

    it('keeps content as it came, whatever texts and numbers it holds', async () => {
      const documents = HOSTILE_TEXTS.map((note, index) => {
        const json = invoiceJson(index + 1, 2, { note }).replace(
          '"net_price":200',
          '"net_price":200.00000000000000001',
        );
        return [index + 1, json] as const;
      });
      await world.store(...documents);
      for (const [id, json] of documents) expect((await world.delivery(id)).content).toBe(json);
    });

    it('loads by id, in order, and knows nothing of other systems', async () => {
      await world.store([3, invoiceJson(3, 1)], [1, invoiceJson(1, 1)]);
      const ids = (await world.record.load(world.flow, [3, 2, 1])).map(({ documentId }) => documentId);
      expect(ids).toEqual([1, 3]);
      expect(await world.record.load({ ...world.flow, systemId: 'another' }, [1])).toEqual([]);
      expect(await world.record.load({ ...world.flow, documentType: 'credit-note' }, [1])).toEqual([]);
      expect(await world.record.load(world.flow, [])).toEqual([]);
    });
  });

  describe('of what happens to them', () => {
    it('tells the whole way of a document', async () => {
      await world.store([1, invoiceJson(1, 2)]);
      world.erp.failAt(2, 'rejected');
      await deliver([1]);
      await world.record.recordAwaited(world.flow, [1]);
      expect(await world.delivery(1)).toMatchObject({
        state: 'attention',
        awaited: true,
        problem: ERP_REFUSES,
      });
      await deliver([1], true);
      await world.record.recordExported(world.flow, [1]);
      expect(await world.delivery(1)).toMatchObject({ state: 'exported', awaited: false, problem: null });
      expect(await timeline(1)).toEqual([
        'fetched',
        'attention: erp-rejected: The ERP refuses it.',
        'delivered: posted in the ERP as ERP-1',
        'exported',
      ]);
    });

    it('keeps the receipt to the cent', async () => {
      await world.store([1, invoiceJson(1, 3)]);
      await deliver([1]);
      const { receipt, postingSince, deliveredAt } = await world.delivery(1);
      expect(receipt).toMatchObject({ erpId: 'id-1', number: 'ERP-1', date: '2026-11-21', currency: 'DKK' });
      const { net, tax, total, lineCount } = receipt ?? {};
      expect([net, tax, total].map((amount) => (amount === undefined ? '' : formatAmount(amount)))).toEqual([
        '350.00',
        '87.50',
        '437.50',
      ]);
      expect(lineCount).toBe(world.erp.held(world.reference(1))[0]?.lines.length);
      expect(postingSince).toBeNull();
      expect(deliveredAt).toBeInstanceOf(Date);
    });

    it('marks as exported only what was delivered', async () => {
      await world.store([1, invoiceJson(1, 2)], [2, malformedJson(2)]);
      await deliver([2]);
      await world.record.recordExported(world.flow, [1, 2, 99]);
      expect([await world.state(1), await world.state(2)]).toEqual(['fetched', 'attention']);
    });

    it('keeps that a document was marked, also where it was lost in between: TRAEDE lists it no more', async () => {
      await world.record.recordExported(world.flow, [7]);
      expect(await countByState(database.pool, world.flow.systemId)).toEqual([
        { documentType: 'invoice', state: 'exported', count: 1 },
      ]);
      expect(await timeline(7)).toEqual(['exported']);
    });

    it('knows which documents are only recorded as waiting, until they are tried again', async () => {
      await world.store([1, malformedJson(1)], [2, malformedJson(2)]);
      await deliver([1, 2]);
      await world.record.recordAwaited(world.flow, [1]);
      await world.record.recordOnly(world.flow, [1, 2]);
      const onlyRecorded = async () =>
        (await world.record.load(world.flow, [1, 2])).map((delivery) => delivery.onlyRecorded);
      expect(await onlyRecorded()).toEqual([false, true]);
      await world.record.release(world.flow, [1, 2], 'Kim');
      expect([await world.state(1), await world.state(2)]).toEqual(['attention', 'fetched']);
      expect(await onlyRecorded()).toEqual([false, false]);
    });

    it('keeps who skipped a document and why, also where it does not know the document', async () => {
      await world.store([1, invoiceJson(1, 2)]);
      for (const id of [1, 2]) await world.record.recordSkipped(world.flow, id, 'Kim', 'a test order');
      expect(await timeline(1)).toEqual(['fetched', 'skipped: by Kim: a test order']);
      await world.store([2, invoiceJson(2, 2)]);
      expect([await world.state(1), await world.state(2)]).toEqual(['skipped', 'skipped']);
    });

    it('takes any text from people and ERPs', async () => {
      await world.store([1, invoiceJson(1, 2)], [2, invoiceJson(2, 2)]);
      for (const text of HOSTILE_TEXTS) {
        const problem: Problem = { code: 'erp-rejected', message: text, remedy: text };
        await world.record.recordAttention(world.flow, [{ documentId: 1, problem }]);
        expect((await world.delivery(1)).problem?.message).toHaveLength(text.replace('\0', '').length);
        await world.record.recordSkipped(world.flow, 2, text, text);
        await world.record.note(world.flow, 2, 'note', text);
      }
      expect(await world.state(2)).toBe('skipped');
    });

    it('counts the documents of a cause that wait in a workflow of their own', async () => {
      await world.store(...[1, 2, 3].map((id) => [id, malformedJson(id)] as const));
      await deliver([1, 2, 3]);
      await world.record.recordAwaited(world.flow, [1, 3]);
      expect(await world.record.countAwaited(world.flow, 'malformed-document')).toBe(2);
      expect(await world.record.countAwaited(world.flow, 'erp-rejected')).toBe(0);
    });
  });

  describe('in numbers', () => {
    it('counts by type and state, and groups what waits by its cause', async () => {
      const { flow, record } = world;
      const waiting = Array.from({ length: 8 }, (_, index) => index + 1);
      await world.store(...waiting.map((id) => [id, malformedJson(id)] as const));
      await deliver(waiting);
      await world.store([10, invoiceJson(10, 1)], [11, invoiceJson(11, 1)], [12, invoiceJson(12, 1)]);
      await deliver([10, 11]);
      await record.recordExported(flow, [11]);
      await record.recordSkipped(flow, 12, 'Kim', 'a test order');
      expect(await countByState(database.pool, flow.systemId)).toEqual([
        { documentType: 'invoice', state: 'attention', count: 8 },
        { documentType: 'invoice', state: 'delivered', count: 1 },
        { documentType: 'invoice', state: 'exported', count: 1 },
        { documentType: 'invoice', state: 'skipped', count: 1 },
      ]);
      expect(await waitingByProblem(database.pool, flow.systemId)).toMatchObject([
        {
          documentType: 'invoice',
          code: 'malformed-document',
          count: 8,
          documentIds: [1, 2, 3, 4, 5, 6, 7, 8],
        },
      ]);
      expect(await countByState(database.pool, 'another')).toEqual([]);
      expect(await waitingByProblem(database.pool, 'another')).toEqual([]);
    });
  });
});
