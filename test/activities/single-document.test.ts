import { createDeliveryDatabase, invoiceJson, malformedJson } from '../delivery/world';
import { MAX_WAITING_WORKFLOWS_PER_PROBLEM } from '../../activities/request-attention';
import type { TestDatabase } from '../support/database';
import { createStage, listedInvoice, perform, type Stage } from './stage';

describe('activities for one document', () => {
  let database: TestDatabase;
  let stage: Stage;
  beforeAll(async () => {
    database = await createDeliveryDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    stage = createStage(database);
  });
  const key = (documentId: number) => ({ ...stage.flow, documentId });
  const deliver = (documentIds: readonly number[]) =>
    perform(stage.activities.importDocuments, { ...stage.flow, documentIds });

  describe('fetchDocument', () => {
    const fetch = (id: number) => perform(stage.activities.fetchDocument, key(id));

    it('finds it among those not yet exported, page after page', async () => {
      stage.traede.list(Array.from({ length: 130 }, (_, index) => listedInvoice(index + 1)));
      expect(await fetch(125)).toEqual({ source: 'traede', number: '500125' });
      expect(stage.traede.queries.map(({ page }) => page)).toEqual([0, 1, 2]);
      expect(await stage.state(125)).toBe('fetched');
    });

    it('finds one that was exported by when it was created', async () => {
      await stage.store([1, invoiceJson(1, 2)]);
      stage.traede.list([{ ...listedInvoice(1, { invoice_number: 7 }), exported: true }]);
      expect(await fetch(1)).toEqual({ source: 'traede', number: '7' });
      const { notExportedSince, createdAt } = stage.traede.queries.at(-1) ?? {};
      expect(notExportedSince?.toISOString()).toBe('2026-11-19T23:30:00.000Z');
      expect(createdAt?.from).toEqual(notExportedSince);
      expect(createdAt?.to?.toISOString()).toBe('2026-11-21T23:30:00.000Z');
      expect((await stage.delivery(1)).number).toBe('7');
    });

    it('takes what was fetched before where TRAEDE does not give it', async () => {
      await stage.store([1, invoiceJson(1, 2)]);
      expect(await fetch(1)).toEqual({ source: 'record', number: '500001' });
    });

    it('takes up a document that cannot be read', async () => {
      stage.traede.list([{ id: 1, json: malformedJson(1) }]);
      expect(await fetch(1)).toEqual({ source: 'traede', number: null });
    });

    it('says so where nobody knows it, and does not try again', async () => {
      stage.traede.list([listedInvoice(2)]);
      await expect(fetch(1)).rejects.toMatchObject({ type: 'DocumentNotFound', nonRetryable: true });
    });
  });

  describe('closeDocument', () => {
    const close = (how: 'skip' | 'mark-exported', id = 1) =>
      perform(stage.activities.closeDocument, { ...key(id), how, by: 'Kim', reason: 'booked in March' });
    beforeEach(() => stage.store([1, invoiceJson(1, 2)]));

    it('skips without a word to anybody', async () => {
      expect(await close('skip')).toEqual({ erpNumber: null });
      expect(await stage.state(1)).toBe('skipped');
      expect([stage.erp.calls, stage.traede.markCalls]).toEqual([[], []]);
    });

    it('keeps the word of a person also where the record was lost', async () => {
      await close('skip', 2);
      await stage.store([2, invoiceJson(2, 2)]);
      expect(await stage.state(2)).toBe('skipped');
    });

    it('marks what was booked by hand, with who says so and why', async () => {
      expect(await close('mark-exported')).toEqual({ erpNumber: null });
      expect(stage.traede.marks).toEqual([
        [{ documentId: 1, note: 'Booked by hand (Kim): booked in March' }],
      ]);
      expect(await stage.state(1)).toBe('exported');
    });

    it('names what the ERP holds under our reference', async () => {
      await deliver([1]);
      expect(await close('mark-exported')).toEqual({ erpNumber: 'ERP-1' });
      expect(stage.traede.marks).toEqual([[{ documentId: 1, note: 'Booked as ERP-1' }]]);
    });
  });

  describe('requestAttention', () => {
    const request = (documentIds: readonly number[]) =>
      perform(stage.activities.requestAttention, { ...stage.flow, documentIds });

    it('opens a workflow for each document with a problem, and notes it', async () => {
      await stage.store([1, malformedJson(1)], [2, invoiceJson(2, 2)]);
      await deliver([1, 2]);
      await request([1, 2]);
      expect(stage.opened).toMatchObject([{ documentId: 1, problem: { code: 'malformed-document' } }]);
      expect((await stage.delivery(1)).awaited).toBe(true);
    });

    it('opens no more for one cause than a person can read', async () => {
      const ids = Array.from({ length: MAX_WAITING_WORKFLOWS_PER_PROBLEM + 5 }, (_, index) => index + 1);
      await stage.store(...ids.map((id) => [id, malformedJson(id)] as const));
      await deliver(ids);
      await request(ids);
      expect(stage.opened).toHaveLength(MAX_WAITING_WORKFLOWS_PER_PROBLEM);
      // The next run leaves those alone that are only recorded, as it does those with a workflow.
      stage.traede.list(ids.map((id) => ({ id, json: malformedJson(id) })));
      const page = await perform(stage.activities.fetchPage, { ...stage.flow, page: 0, limit: 100 });
      expect(page).toMatchObject({ toImport: [], waiting: ids });
    });
  });

  describe('importDocuments', () => {
    it('answers once for each document', async () => {
      await stage.store(
        [1, invoiceJson(1, 2)],
        [2, malformedJson(2)],
        [3, invoiceJson(3, 2)],
        [4, invoiceJson(4, 2)],
      );
      await stage.record.recordSkipped(stage.flow, 3, 'Kim', 'a test order');
      stage.erp.failAt(3, 'request-lost');
      const imported = await deliver([1, 2, 3, 4, 5]);
      const settlesInMs = imported.deferred?.[0]?.retryAfterMs ?? 0;
      expect(settlesInMs).toBeGreaterThan(stage.erp.capabilities.settleTimeMs);
      expect(imported).toEqual({
        delivered: [1],
        attention: [{ documentId: 2, problem: (await stage.delivery(2)).problem }],
        deferred: [{ documentId: 4, reason: 'time-out', retryAfterMs: settlesInMs }],
        skipped: [3],
        unknown: [5],
      });
    });

    it('leaves empty lists out', async () => {
      await stage.store([1, invoiceJson(1, 2)]);
      expect(await deliver([1])).toEqual({ delivered: [1] });
    });
  });
});
