import { createActivities } from '../../activities';
import { NO_GO_LIVE } from '../../src/accounting/go-live';
import { OPEN_RULES, type AccountingRules } from '../../src/accounting/rules';
import { parsePlainDate } from '../../src/plain-date';
import { toFetched } from '../../activities/fetch-page';
import { createDeliveryDatabase, invoiceJson, malformedJson } from '../delivery/world';
import type { TestDatabase } from '../support/database';
import { goodCreditNote } from '../traede/good-documents';
import { createStage, listedInvoice, perform, type Stage } from './stage';

/** The first day of the books in these tests; invoices are dated 21 November 2026 unless they say otherwise. */
const GO_LIVE = '2026-11-01';
const OLD = { created_at: '2026-10-31 12:00:00' };
/** Late in the evening of the last day before, and early on the first, as the brand counts its days. */
const LAST_MINUTE = { created_at: '2026-10-31 22:59:59' };
const FIRST_MINUTE = { created_at: '2026-10-31 23:00:00' };

function liveFrom(invoice: string | null, changes: Partial<AccountingRules> = {}): AccountingRules {
  const first = invoice === null ? null : (parsePlainDate(invoice) ?? null);
  return { ...OPEN_RULES, ...changes, goLive: { ...NO_GO_LIVE, invoice: first } };
}

describe('documents dated before go-live', () => {
  let database: TestDatabase;
  let stage: Stage;
  beforeAll(async () => {
    database = await createDeliveryDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    stage = createStage(database, liveFrom(GO_LIVE));
  });

  /** The same TRAEDE, record and ERP, with another configuration. */
  const withRules = (rules: AccountingRules) => {
    const services = { traede: stage.traede, erp: stage.erp, rules };
    return createActivities({ ...stage.context, systems: new Map([[stage.flow.systemId, services]]) });
  };
  const fetchPage = () =>
    perform(stage.activities.fetchPage, { ...stage.flow, page: 0, limit: 60, quiet: true });
  const importOf = (documentIds: readonly number[], more = {}) =>
    perform(stage.activities.importDocuments, { ...stage.flow, documentIds, ...more });
  const key = (documentId: number) => ({ ...stage.flow, documentId });

  it('are left alone on their pages: not kept, not asked for, and seen by the day of the books', async () => {
    stage.traede.list([
      listedInvoice(1, OLD),
      listedInvoice(2, LAST_MINUTE),
      listedInvoice(3, FIRST_MINUTE),
      listedInvoice(4),
    ]);
    for (let look = 1; look <= 2; look += 1) {
      const page = await fetchPage();
      expect(page).toMatchObject({ count: 4, toImport: [3, 4], waiting: [], beforeGoLive: [1, 2] });
    }
    expect(await stage.record.load(stage.flow, [1, 2])).toEqual([]);
    expect([...(await stage.record.beforeGoLiveAmong(stage.flow, [1, 2, 3])).values()]).toEqual([
      { documentId: 1, number: '500001', day: '2026-10-31' },
      { documentId: 2, number: '500002', day: '2026-10-31' },
    ]);
    expect(stage.erp.calls).toEqual([]);
  });

  it('do not wait for a person where they could not be mapped; what cannot be dated does', async () => {
    stage.traede.list([
      listedInvoice(1, { ...OLD, currency: 'EUR', vat_amount: 1 }),
      { id: 2, json: malformedJson(2) },
    ]);
    expect(await fetchPage()).toMatchObject({ toImport: [2], beforeGoLive: [1] });
  });

  it('are not posted either where they were fetched before there was a go-live', async () => {
    await stage.store([1, invoiceJson(1, 2, OLD)], [2, invoiceJson(2, 2)]);
    stage.traede.list([listedInvoice(1, OLD), listedInvoice(2)]);
    expect((await fetchPage()).toImport).toEqual([1, 2]);
    const imported = await importOf([1, 2]);
    expect(imported).toMatchObject({ delivered: [2], beforeGoLive: [{ documentId: 1 }] });
    expect(imported.attention).toBeUndefined();
    expect(stage.erp.held(stage.reference(1))).toEqual([]);
    // Its delivery has ended: nothing shows it as late, and the next look costs the ERP nothing.
    expect(await stage.record.load(stage.flow, [1])).toEqual([]);
    expect(await fetchPage()).toMatchObject({ beforeGoLive: [1] });
  });

  it('are only confirmed and marked where the ERP holds them already', async () => {
    const before = withRules(OPEN_RULES);
    await stage.store([1, invoiceJson(1, 2, OLD)]);
    const posted = await perform(before.importDocuments, { ...stage.flow, documentIds: [1] });
    expect(posted).toEqual({ delivered: [1] });
    stage.traede.list([listedInvoice(1, OLD)]);
    expect((await fetchPage()).toImport).toEqual([1]);
    expect(await importOf([1], { afresh: true })).toEqual({ delivered: [1] });
    expect(stage.erp.held(stage.reference(1))).toHaveLength(1);
  });

  it('are not posted again where they were taken out of the ERP, not even for a person', async () => {
    const before = withRules(OPEN_RULES);
    await stage.store([1, invoiceJson(1, 2, OLD)]);
    await perform(before.importDocuments, { ...stage.flow, documentIds: [1] });
    stage.erp.remove(stage.reference(1));
    for (const afresh of [false, true]) {
      const { attention, beforeGoLive } = await importOf([1], { afresh });
      expect([attention, beforeGoLive?.length]).toEqual([undefined, 1]);
    }
    expect(stage.erp.held(stage.reference(1))).toEqual([]);
  });

  it('are refused to a person who asks for one, with what to change', async () => {
    stage.traede.list([listedInvoice(1, OLD), listedInvoice(2)]);
    await expect(perform(stage.activities.fetchDocument, key(1))).rejects.toMatchObject({
      type: 'BeforeGoLive',
      nonRetryable: true,
      message: expect.stringMatching(
        /dated 2026-10-31, before the go-live of invoices on 2026-11-01.*set goLive\.invoice/,
      ) as string,
    });
    expect(await perform(stage.activities.fetchDocument, key(2))).toMatchObject({ source: 'traede' });
    expect(await stage.record.load(stage.flow, [1])).toEqual([]);
  });

  it('are taken up when the go-live is set to an earlier day', async () => {
    stage.traede.list([listedInvoice(1, OLD)]);
    await fetchPage();
    const later = withRules(liveFrom('2026-10-31'));
    expect(await perform(later.fetchPage, { ...stage.flow, page: 0, limit: 60 })).toMatchObject({
      toImport: [1],
    });
    expect(await stage.record.beforeGoLiveAmong(stage.flow, [1])).toEqual(new Map());
  });

  it('hold up no credit note: it waits at once, or is posted without the link', async () => {
    stage.traede.list([listedInvoice(7, OLD)]);
    await fetchPage();
    const flow = { ...stage.flow, documentType: 'credit-note' } as const;
    const json = JSON.stringify(goodCreditNote({ id: 70, order_invoice_id: 7 }));
    await stage.record.storeFetched(flow, toFetched('credit-note', { id: 70, json }, OPEN_RULES.timeZone));
    const importWith = (unlinkedCreditNotes: AccountingRules['unlinkedCreditNotes'], afresh: boolean) => {
      const activities = withRules(liveFrom(GO_LIVE, { unlinkedCreditNotes }));
      return perform(activities.importDocuments, { ...flow, documentIds: [70], afresh });
    };
    const problem = {
      code: 'invoice-not-posted',
      message: expect.stringContaining('dated 2026-10-31, before go-live') as string,
    };
    expect(await importWith('attention', false)).toMatchObject({ attention: [{ documentId: 70, problem }] });
    expect(await importWith('post-unlinked', true)).toEqual({ delivered: [70] });
  });
});
