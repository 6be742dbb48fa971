import { MAX_MARKS_PER_CALL } from '../../src/traede/client';
import { TraedeUnavailableError } from '../../src/traede/errors';
import { createDeliveryDatabase, invoiceJson } from '../delivery/world';
import type { TestDatabase } from '../support/database';
import { createStage, listedInvoice, perform, type Stage } from './stage';

const TWELVE = Array.from({ length: 12 }, (_, index) => index + 1);

describe('markExported', () => {
  let database: TestDatabase;
  let stage: Stage;
  beforeAll(async () => {
    database = await createDeliveryDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    stage = createStage(database);
    await stage.store(...TWELVE.map((id) => [id, invoiceJson(id, 2)] as const));
  });
  const deliver = (documentIds: readonly number[]) =>
    perform(stage.activities.importDocuments, { ...stage.flow, documentIds });
  const mark = (documentIds: readonly number[]) =>
    perform(stage.activities.markExported, { ...stage.flow, documentIds });

  it('marks what was delivered, at most ten in a call, with a note that names what the ERP made of it', async () => {
    await deliver(TWELVE);
    expect(await mark(TWELVE)).toEqual({ exported: TWELVE });
    expect(stage.traede.marks.map((marks) => marks.length)).toEqual([MAX_MARKS_PER_CALL, 2]);
    const number = stage.erp.held(stage.reference(3))[0]?.number ?? 'none';
    expect(stage.traede.marks[0]?.[2]).toEqual({
      documentId: 3,
      note: `Booked as ${number} on 2026-11-21, 312.50 DKK`,
    });
    expect(await stage.state(12)).toBe('exported');
  });

  it('marks nothing that the ERP has not confirmed, whatever it is told', async () => {
    await deliver([1]);
    await stage.record.recordSkipped(stage.flow, 3, 'Kim', 'a test order');
    expect(await mark([1, 2, 3, 99])).toEqual({ exported: [1] });
    expect(stage.traede.markCalls).toEqual([[1]]);
  });

  it('finds the documents that TRAEDE refuses, marks the others, and lets those wait for a person', async () => {
    await deliver(TWELVE);
    stage.traede.refuseMarksOf([4, 7]);
    const marked = await mark(TWELVE);
    expect([...marked.exported].sort((a, b) => a - b)).toEqual([1, 2, 3, 5, 6, 8, 9, 10, 11, 12]);
    expect(marked.attention?.map(({ documentId, problem }) => [documentId, problem.code])).toEqual([
      [4, 'mark-refused'],
      [7, 'mark-refused'],
    ]);
    expect(marked.attention?.[0]?.problem.message).toContain('invoice 4 is archived');
    expect([await stage.state(4), await stage.state(5)]).toEqual(['attention', 'exported']);
    // Halving: each culprit costs some four calls on the way down, not one for each document.
    expect(stage.traede.markCalls.length).toBeLessThanOrEqual(14);
  });

  it('stops when every document is refused: the cause is not in the documents', async () => {
    await deliver([1, 2, 3]);
    stage.traede.refuseMarksOf([1, 2, 3]);
    await expect(mark([1, 2, 3])).rejects.toMatchObject({ type: 'TraedeRefused', nonRetryable: true });
    // They stay delivered: the next run marks them, without a person.
    expect(await stage.state(2)).toBe('delivered');
    stage.traede.refuseMarksOf([]);
    expect(await mark([1, 2, 3])).toEqual({ exported: [1, 2, 3] });
  });

  it('needs no mark that is there already, where TRAEDE refuses to mark twice', async () => {
    await deliver(TWELVE);
    const again = (documentIds: readonly number[]) =>
      perform(stage.activities.markExported, { ...stage.flow, documentIds, mayBeMarked: true });
    // All were exported by another system but the last, which TRAEDE refuses for a reason of its own.
    stage.traede.list(TWELVE.map((id) => ({ ...listedInvoice(id), exported: id !== 12 })));
    stage.traede.refuseMarksOf(TWELVE);
    const marked = await again(TWELVE);
    expect([...marked.exported].sort((a, b) => a - b)).toEqual(TWELVE.slice(0, 11));
    expect(marked.attention).toMatchObject([{ documentId: 12, problem: { code: 'mark-refused' } }]);
    expect([await stage.state(1), await stage.state(12)]).toEqual(['exported', 'attention']);
  });

  it('sends only the mark again when a person has mended the cause', async () => {
    await deliver([4]);
    stage.traede.refuseMarksOf([4]);
    await mark([4]);
    stage.traede.refuseMarksOf([]);
    await perform(stage.activities.importDocuments, { ...stage.flow, documentIds: [4], afresh: true });
    expect(await mark([4])).toEqual({ exported: [4] });
    expect(stage.erp.held(stage.reference(4))).toHaveLength(1);
  });

  it('says the same again when its answer was lost, without telling TRAEDE twice', async () => {
    await deliver([1, 2]);
    const first = await mark([1, 2]);
    expect(await mark([1, 2])).toEqual(first);
    expect(stage.traede.markCalls).toHaveLength(1);
  });

  it('records nothing as exported while TRAEDE is away', async () => {
    await deliver([1]);
    stage.traede.failNext(new TraedeUnavailableError({ method: 'POST', path: '/mark' }, 503, 'Away.'));
    await expect(mark([1])).rejects.toMatchObject({ type: 'TraedeUnavailable', nonRetryable: false });
    expect(await stage.state(1)).toBe('delivered');
  });
});
