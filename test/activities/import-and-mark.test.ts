import { TraedeUnavailableError } from '../../src/traede/errors';
import { createDeliveryDatabase, invoiceJson } from '../delivery/world';
import type { TestDatabase } from '../support/database';
import { createStage, listedInvoice, perform, performAttempt, type Stage } from './stage';

const THREE = [1, 2, 3];

describe('importDocuments that marks as well', () => {
  let database: TestDatabase;
  let stage: Stage;
  beforeAll(async () => {
    database = await createDeliveryDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    stage = createStage(database);
    await stage.store(...THREE.map((id) => [id, invoiceJson(id, 2)] as const));
  });
  const importAndMark = (documentIds: readonly number[], mark = {}) =>
    perform(stage.activities.importDocuments, { ...stage.flow, documentIds, mark });

  it('says what is in the ERP and what TRAEDE has marked', async () => {
    expect(await importAndMark(THREE)).toEqual({ delivered: THREE, exported: THREE });
    expect(stage.traede.markCalls).toEqual([THREE]);
    expect(await stage.state(2)).toBe('exported');
  });

  it('leaves marks alone where none were asked for', async () => {
    const { exported } = await perform(stage.activities.importDocuments, {
      ...stage.flow,
      documentIds: THREE,
    });
    expect(exported).toBeUndefined();
    expect(stage.traede.markCalls).toEqual([]);
  });

  it('leaves unmarked what TRAEDE does not take now, and does not fail for it', async () => {
    stage.traede.failNext(new TraedeUnavailableError({ method: 'POST', path: '/mark' }, 503, 'Away.'));
    expect(await importAndMark(THREE)).toEqual({ delivered: THREE, exported: [] });
    expect(await stage.state(1)).toBe('delivered');
    expect(await perform(stage.activities.markExported, { ...stage.flow, documentIds: THREE })).toEqual({
      exported: THREE,
    });
    expect(stage.erp.held(stage.reference(1))).toHaveLength(1);
  });

  it('marks nothing that the ERP has not confirmed', async () => {
    await stage.record.recordSkipped(stage.flow, 2, 'Kim', 'a test order');
    expect(await importAndMark(THREE)).toEqual({ delivered: [1, 3], exported: [1, 3], skipped: [2] });
    expect(stage.traede.markCalls).toEqual([[1, 3]]);
  });

  it('lets a document wait for a person whose mark TRAEDE refuses', async () => {
    stage.traede.refuseMarksOf([2]);
    const imported = await importAndMark(THREE);
    expect(imported).toMatchObject({
      delivered: THREE,
      exported: [1, 3],
      attention: [{ documentId: 2, problem: { code: 'mark-refused' } }],
    });
    expect(await stage.state(2)).toBe('attention');
  });

  it('says the same again when its answer was lost, without telling TRAEDE twice', async () => {
    const { startedAt } = await perform(stage.activities.fetchPage, { ...stage.flow, page: 0, limit: 60 });
    const input = { ...stage.flow, documentIds: THREE, startedAt, mark: {} };
    const attempt = (number: number) => performAttempt(number, stage.activities.importDocuments, input);
    const first = await attempt(1);
    expect(await attempt(2)).toEqual(first);
    // To a run that somebody else's resync overtook, it is no news.
    expect(await attempt(1)).toEqual({ ...first, again: THREE });
    expect(stage.traede.markCalls).toHaveLength(1);
    expect(stage.erp.held(stage.reference(3))).toHaveLength(1);
  });

  it('needs no mark that is there already, where it is told that there may be some', async () => {
    stage.traede.list(THREE.map((id) => ({ ...listedInvoice(id), exported: true })));
    stage.traede.refuseMarksOf(THREE);
    const { exported } = await importAndMark(THREE, { mayBeMarked: true });
    expect([...(exported ?? [])].sort()).toEqual(THREE);
  });
});
