import { purgeContents } from '../../src/delivery/purge';
import { createRetention, type Retention } from '../../src/delivery/retention';
import type { DocumentId } from '../../src/document';
import { remainsOf } from '../../src/traede/remains';
import { createStage, listedInvoice, perform, type Stage } from '../activities/stage';
import type { TestDatabase } from '../support/database';
import { createDeliveryDatabase, invoiceJson, malformedJson } from './world';

const DAY_MS = 86_400_000;
const CUSTOMER = { name: 'Canary Boutique', email: 'kim.canary@example.com' };

/** Each test has a database of its own: a purge is for all systems. */
describe('purging contents', () => {
  let database: TestDatabase;
  let stage: Stage;
  let retention: Retention;
  beforeEach(async () => {
    database = await createDeliveryDatabase();
    stage = createStage(database);
    retention = createRetention(database.pool);
  });
  afterEach(() => database.drop());

  const batch = (documentIds: readonly DocumentId[]) => ({ ...stage.flow, documentIds });
  /** In the ERP and marked. */
  const exportAll = async (...ids: readonly DocumentId[]) => {
    await stage.store(...ids.map((id) => [id, invoiceJson(id, 2, { customer: CUSTOMER })] as const));
    stage.traede.list(ids.map((id) => listedInvoice(id)));
    await perform(stage.activities.importDocuments, batch(ids));
    await perform(stage.activities.markExported, batch(ids));
  };
  const ageBy = async (days: number) => {
    for (const [table, column] of [
      ['documents', 'fetched_at'],
      ['deliveries', 'state_since'],
    ]) {
      await database.pool.query(
        `update delivery.${table} set ${column} = ${column} - $1 * interval '1 day'`,
        [days],
      );
    }
  };
  const purge = (days: number) =>
    purgeContents(retention, { before: new Date(Date.now() - days * DAY_MS), remainsOf });
  const everythingKept = async (): Promise<string> => {
    const tables = ['documents', 'deliveries', 'events'].map(async (table) => {
      const { rows } = await database.pool.query<{ row: string }>(
        `select row_to_json(t)::text as row from delivery.${table} t`,
      );
      return rows.map(({ row }) => row).join('\n');
    });
    return (await Promise.all(tables)).join('\n');
  };

  it('takes names and addresses out of what ended long ago, and keeps what was done', async () => {
    await exportAll(1, 2);
    await ageBy(91);
    expect(await everythingKept()).toContain(CUSTOMER.name);
    const before = await stage.delivery(1);

    expect(await purge(90)).toEqual({ documents: 2, adoptionDocuments: 0 });
    const kept = await everythingKept();
    expect(kept).not.toContain('Canary');
    expect(kept).not.toContain('canary');
    expect(await stage.delivery(1)).toEqual({
      ...before,
      content: '{"id":1,"created_at":"2026-11-20 23:30:00"}',
      purgedAt: expect.any(Date) as Date,
    });
    const { rows } = await database.pool.query<{ event: string }>(
      'select event from delivery.events where document_id = 1 order by id',
    );
    expect(rows.map(({ event }) => event)).toEqual(['fetched', 'delivered', 'exported', 'content purged']);
    expect(await purge(90)).toEqual({ documents: 0, adoptionDocuments: 0 });
  });

  it('leaves alone what is young, what waits, and what is on its way', async () => {
    await exportAll(1);
    await stage.store([2, malformedJson(2)], [3, invoiceJson(3, 2)]);
    await perform(stage.activities.importDocuments, batch([2]));
    expect(await purge(90)).toMatchObject({ documents: 0 });
    await ageBy(91);
    await exportAll(4);
    expect(await retention.countEnded(new Date(Date.now() - 90 * DAY_MS))).toBe(1);
    expect(await purge(90)).toMatchObject({ documents: 1 });
    const purged = await Promise.all([1, 2, 3, 4].map(async (id) => (await stage.delivery(id)).purgedAt));
    expect(purged.map((at) => at !== null)).toEqual([true, false, false, false]);
  });

  it('goes through more than one batch, and what is fetched anew meanwhile is left', async () => {
    const ids = Array.from({ length: 230 }, (_, index) => index + 1);
    await exportAll(...ids);
    await ageBy(91);
    const first = await retention.ended(new Date(Date.now() - 90 * DAY_MS), 10);
    const fetchedAnew = first[0]?.key.documentId ?? 0;
    await stage.store([fetchedAnew, invoiceJson(fetchedAnew, 3)]);
    expect(await retention.purge(first.map((document) => ({ document, remains: '{}' })))).toBe(9);
    expect((await stage.delivery(fetchedAnew)).purgedAt).toBeNull();
    expect(await purge(90)).toMatchObject({ documents: 220 });
  });

  it('keeps nothing but the id of a content that cannot be read, whatever stands where a time belongs', () => {
    for (const json of [
      '',
      '{',
      '[]',
      '{"created_at":"Kim Canary, Nyhavn 7"}',
      '{"created_at":{"name":"Kim"}}',
    ]) {
      expect(remainsOf(7, json)).toBe('{"id":7}');
    }
  });

  describe('and then a resync', () => {
    beforeEach(async () => {
      await exportAll(1);
      await ageBy(91);
      await purge(90);
    });
    const fetch = () => perform(stage.activities.fetchDocument, { ...stage.flow, documentId: 1 });

    it('fetches the document again by when it was created, and posts nothing twice', async () => {
      stage.traede.list([{ ...listedInvoice(1), exported: true }]);
      const posted = () => stage.erp.calls.filter(({ kind }) => kind === 'post').length;
      const before = posted();
      expect(await fetch()).toEqual({ source: 'traede', number: '500001' });
      const imported = await perform(stage.activities.importDocuments, { ...batch([1]), afresh: true });
      expect(imported).toEqual({ delivered: [1], again: [1] });
      expect(posted()).toBe(before);
      expect(await stage.delivery(1)).toMatchObject({ purgedAt: null, content: invoiceJson(1, 2) });
    });

    it('says that the content was purged where TRAEDE does not list the document any more', async () => {
      stage.traede.list([]);
      await expect(fetch()).rejects.toMatchObject({
        type: 'DocumentNotFound',
        nonRetryable: true,
        message: expect.stringContaining('has been purged') as string,
      });
    });

    it('imports nothing from what is left of a content', async () => {
      expect(await perform(stage.activities.importDocuments, { ...batch([1]), afresh: true })).toEqual({
        delivered: [],
        unknown: [1],
      });
      expect(await stage.state(1)).toBe('exported');
    });
  });
});
