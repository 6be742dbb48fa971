import type { FetchPageInput } from '../../activities/fetch-page';
import { createDeliveryDatabase, malformedJson } from '../delivery/world';
import type { TestDatabase } from '../support/database';
import { createStage, listedInvoice, perform, type Stage } from './stage';

describe('fetchPage', () => {
  let database: TestDatabase;
  let stage: Stage;
  beforeAll(async () => {
    database = await createDeliveryDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    stage = createStage(database);
  });
  const fetchPage = (more: Partial<FetchPageInput> = {}) =>
    perform(stage.activities.fetchPage, { ...stage.flow, page: 0, limit: 60, ...more });
  const deliverAndMark = async (documentIds: readonly number[]) => {
    await perform(stage.activities.importDocuments, { ...stage.flow, documentIds });
    await perform(stage.activities.markExported, { ...stage.flow, documentIds });
  };

  it('keeps what is booked, drops drafts, and says where something has no id', async () => {
    stage.traede.list([
      listedInvoice(1),
      listedInvoice(2, { status: 'draft', invoice_number: null }),
      { id: undefined, json: '{"id":"none"}' },
      { id: 4, json: malformedJson(4) },
    ]);
    expect(await fetchPage()).toMatchObject({
      count: 4,
      toImport: [1, 4],
      waiting: [],
      withoutId: ['page 1, position 3'],
    });
    expect(await stage.record.load(stage.flow, [1, 2, 4])).toHaveLength(2);
  });

  it('leaves the number of documents without id out where there is none', async () => {
    stage.traede.list([listedInvoice(1)]);
    expect(await fetchPage()).not.toHaveProperty('withoutId');
  });

  it('takes a page that lists a document twice', async () => {
    stage.traede.list([listedInvoice(1), listedInvoice(1), listedInvoice(2)]);
    expect(await fetchPage()).toMatchObject({ count: 3, toImport: [1, 2] });
  });

  it('lets a document that cannot be read come to a person later, and keeps it as it is', async () => {
    stage.traede.list([{ id: 4, json: malformedJson(4) }]);
    const { toImport } = await fetchPage();
    const imported = await perform(stage.activities.importDocuments, {
      ...stage.flow,
      documentIds: toImport,
    });
    expect(imported).toMatchObject({
      delivered: [],
      attention: [{ documentId: 4, problem: { code: 'malformed-document' } }],
    });
    expect((await stage.delivery(4)).content).toBe(malformedJson(4));
  });

  it('names a page by what is on it, in whatever order', async () => {
    stage.traede.list([listedInvoice(1), listedInvoice(2)]);
    const { fingerprint } = await fetchPage();
    stage.traede.list([listedInvoice(2), listedInvoice(1)]);
    expect((await fetchPage()).fingerprint).toBe(fingerprint);
    stage.traede.list([listedInvoice(1), listedInvoice(3)]);
    expect((await fetchPage()).fingerprint).not.toBe(fingerprint);
  });

  it('asks for the page it was told', async () => {
    stage.traede.list([1, 2, 3].map((id) => listedInvoice(id)));
    expect(await fetchPage({ page: 1, limit: 2 })).toMatchObject({ count: 1, toImport: [3] });
    expect(stage.traede.queries).toEqual([{ page: 1, limit: 2 }]);
  });

  describe('several pages at once', () => {
    const FIVE = [1, 2, 3, 4, 5].map((id) => listedInvoice(id));

    it('are fetched one after another, up to an empty one', async () => {
      stage.traede.list(FIVE);
      const fetched = await fetchPage({ limit: 2, pages: 6 });
      expect([fetched, ...(fetched.following ?? [])].map(({ toImport }) => toImport)).toEqual([
        ...[[1, 2], [3, 4], [5]],
        [],
      ]);
      expect(stage.traede.queries.map(({ page }) => page)).toEqual([0, 1, 2, 3]);
    });

    it('are no more than were asked for, from the page that was asked for', async () => {
      stage.traede.list(FIVE);
      const { toImport, following } = await fetchPage({ page: 1, limit: 2, pages: 2 });
      expect([toImport, following?.map((page) => page.toImport)]).toEqual([[3, 4], [[5]]]);
    });

    it('end in a quiet look with the first that brings something: then something is in flight', async () => {
      stage.traede.list(FIVE);
      expect(await fetchPage({ limit: 2, pages: 6, quiet: true })).not.toHaveProperty('following');
      expect(await stage.record.lastCompleteLook(stage.flow)).toBeNull();
      stage.traede.list([]);
      await fetchPage({ limit: 2, pages: 6, quiet: true });
      expect(await stage.record.lastCompleteLook(stage.flow)).not.toBeNull();
    });
  });

  it('leaves out what was marked since the run began, and takes up what was marked before', async () => {
    stage.traede.list([listedInvoice(1)]);
    const { startedAt } = await fetchPage();
    await deliverAndMark([1]);
    expect(await fetchPage({ startedAt })).toMatchObject({ startedAt, count: 1, toImport: [], waiting: [] });
    // TRAEDE lists it to a later run: the mark was lost. It goes the whole way again, and is not posted again.
    expect((await fetchPage()).toImport).toEqual([1]);
    await deliverAndMark([1]);
    expect(stage.erp.held(stage.reference(1))).toHaveLength(1);
    expect(stage.traede.marks).toHaveLength(2);
  });

  it('tells apart what waits for a person', async () => {
    stage.traede.list([{ id: 1, json: malformedJson(1) }, listedInvoice(2), listedInvoice(3)]);
    await fetchPage();
    await perform(stage.activities.importDocuments, { ...stage.flow, documentIds: [1] });
    // Not yet in a workflow of its own: it is imported again, so that it gets one.
    expect(await fetchPage()).toMatchObject({ toImport: [1, 2, 3], waiting: [] });
    await perform(stage.activities.requestAttention, { ...stage.flow, documentIds: [1] });
    await stage.record.recordSkipped(stage.flow, 3, 'Kim', 'a test order');
    expect(await fetchPage()).toMatchObject({ toImport: [2], waiting: [1, 3] });
  });
});
