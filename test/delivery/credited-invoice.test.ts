import { toFetched } from '../../activities/fetch-page';
import { prepareBy } from '../../activities/prepare';
import { OPEN_RULES } from '../../src/accounting/rules';
import type { UnlinkedCreditNotes } from '../../src/delivery/credited-invoice';
import { deliverDocuments } from '../../src/delivery/protocol';
import type { ErpAdapter } from '../../src/erp/adapter';
import type { TestDatabase } from '../support/database';
import { createScriptedErp } from '../support/scripted-erp';
import { goodCreditNote } from '../traede/good-documents';
import { createDeliveryDatabase, createWorld, invoiceJson, malformedJson, type World } from './world';

const INVOICE = 7;
const CREDIT_NOTE = 70;
const LATER = CREDIT_NOTE + 1;

describe('a credit note follows its invoice', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDeliveryDatabase();
  });
  afterAll(() => database.drop());

  const newWorld = async (): Promise<World> => {
    const world = createWorld(database.pool, createScriptedErp());
    const json = JSON.stringify(goodCreditNote({ id: CREDIT_NOTE, order_invoice_id: INVOICE }));
    const flow = { ...world.flow, documentType: 'credit-note' } as const;
    await world.record.storeFetched(
      flow,
      toFetched('credit-note', { id: CREDIT_NOTE, json }, OPEN_RULES.timeZone),
    );
    return world;
  };
  const deliverCreditNote = async (world: World, unlinkedCreditNotes: UnlinkedCreditNotes = 'attention') => {
    const flow = { ...world.flow, documentType: 'credit-note' } as const;
    const protocol = { ...world.protocol, unlinkedCreditNotes };
    const [outcome] = await deliverDocuments(protocol, flow, [CREDIT_NOTE]);
    return outcome;
  };
  const lookThroughInvoices = async ({ record, flow }: World) => {
    await record.noteLook(flow, 'beginning');
    await record.noteLook(flow, 'end');
  };
  const postings = ({ erp }: World) => erp.calls.filter(({ kind }) => kind === 'post').length;

  it('is held while nobody has looked whether there is an invoice', async () => {
    const world = await newWorld();
    expect(await deliverCreditNote(world, 'post-unlinked')).toMatchObject({ kind: 'held' });
    await world.record.noteLook(world.flow, 'beginning');
    // A look that has not come to the end says nothing.
    expect(await deliverCreditNote(world, 'post-unlinked')).toMatchObject({ kind: 'held' });
    expect(postings(world)).toBe(0);
  });

  it('is held while its invoice is on its way or waits, and posted when that is in the ERP', async () => {
    const world = await newWorld();
    await lookThroughInvoices(world);
    await world.store([INVOICE, malformedJson(INVOICE)]);
    expect(await deliverCreditNote(world)).toMatchObject({ kind: 'held' });
    await deliverDocuments(world.protocol, world.flow, [INVOICE]);
    expect(await deliverCreditNote(world)).toMatchObject({
      kind: 'held',
      reason: expect.stringContaining('malformed-document') as string,
    });
    await world.store([INVOICE, invoiceJson(INVOICE, 2)]);
    await deliverDocuments(world.protocol, world.flow, [INVOICE], { afresh: true });
    expect(await deliverCreditNote(world)).toEqual({ kind: 'delivered', documentId: CREDIT_NOTE });
  });

  it('waits for nobody when its invoice is posted and marked while the ERP is asked for it', async () => {
    const world = await newWorld();
    await lookThroughInvoices(world);
    await world.store([INVOICE, invoiceJson(INVOICE, 2)]);
    const erp: ErpAdapter = {
      ...world.erp,
      find: async (references, options) => {
        const held = await world.erp.find(references, options);
        if (references.includes(world.reference(INVOICE)) && held.size === 0) {
          await deliverDocuments(world.protocol, world.flow, [INVOICE]);
          await world.record.recordExported(world.flow, [INVOICE]);
        }
        return held;
      },
    };
    const meanwhile = { ...world, protocol: { ...world.protocol, erp } };
    expect(await deliverCreditNote(meanwhile)).toMatchObject({ kind: 'held' });
    expect(await deliverCreditNote(world)).toMatchObject({ kind: 'delivered' });
  });

  it('waits for a person when a whole look has shown no invoice, or is posted if so configured', async () => {
    const world = await newWorld();
    await lookThroughInvoices(world);
    expect(await deliverCreditNote(world, 'post-unlinked')).toMatchObject({ kind: 'delivered' });

    const strict = await newWorld();
    await lookThroughInvoices(strict);
    expect(await deliverCreditNote(strict)).toMatchObject({
      kind: 'attention',
      problem: { code: 'invoice-not-posted' },
    });
    expect(postings(strict)).toBe(0);
  });

  it('also where both are booked as journal entries', async () => {
    const world = await newWorld();
    await lookThroughInvoices(world);
    await world.store([INVOICE, invoiceJson(INVOICE, 2)]);
    const journal = { receivableAccount: '5600', vatAccounts: [{ account: '6902' }] };
    const asEntries = (one: World): World => ({
      ...one,
      protocol: { ...one.protocol, prepare: prepareBy({ ...OPEN_RULES, journal }) },
    });
    expect(await deliverCreditNote(asEntries(world))).toMatchObject({ kind: 'held' });
    await deliverDocuments(asEntries(world).protocol, world.flow, [INVOICE]);
    expect(await deliverCreditNote(asEntries(world))).toMatchObject({ kind: 'delivered' });
    // What the customer owes, revenue, shipping, fee, and VAT.
    expect(world.erp.held(world.reference(INVOICE))).toMatchObject([{ lines: Array(5).fill({}) }]);
    // Who changes over to documents is told, and nothing is posted beside the entry.
    expect(await deliverDocuments(world.protocol, world.flow, [INVOICE], { afresh: true })).toMatchObject([
      { kind: 'attention', problem: { code: 'posted-differently' } },
    ]);
    expect(postings(world)).toBe(2);
  });

  it('waits for a person when its invoice was skipped', async () => {
    const world = await newWorld();
    await world.store([INVOICE, invoiceJson(INVOICE, 2)]);
    await world.record.recordSkipped(world.flow, INVOICE, 'Kim', 'entered twice in TRAEDE');
    await lookThroughInvoices(world);
    expect(await deliverCreditNote(world)).toMatchObject({
      kind: 'attention',
      problem: { code: 'invoice-not-posted' },
    });
  });

  it('keeps later ones behind it where the ERP takes dates in order, while its invoice is on its way', async () => {
    const { world, flow, protocol } = await byDate([
      { id: CREDIT_NOTE, order_invoice_id: INVOICE },
      { id: LATER, order_invoice_id: null },
    ]);
    const deliverBoth = () => deliverDocuments(protocol, flow, [CREDIT_NOTE, LATER]);
    await world.store([INVOICE, malformedJson(INVOICE)]);
    expect(await deliverBoth()).toMatchObject([
      { kind: 'held', documentId: CREDIT_NOTE, isBrief: true },
      { kind: 'held', documentId: LATER, isBrief: true, reason: 'follows a document that is held' },
    ]);
    expect(postings(world)).toBe(0);
    // Now the invoice waits for a person, and nobody waits for that.
    await deliverDocuments(world.protocol, world.flow, [INVOICE]);
    expect(await deliverBoth()).toMatchObject([
      { kind: 'held', documentId: CREDIT_NOTE, isBrief: false },
      { kind: 'delivered', documentId: LATER },
    ]);
  });

  it('keeps them behind it too where an earlier one may still arrive: what is tried again soon must not overtake', async () => {
    const [arriving, interrupted] = [CREDIT_NOTE - 1, LATER + 1];
    const { world, flow, protocol } = await byDate([
      { id: arriving, order_invoice_id: null },
      { id: CREDIT_NOTE, order_invoice_id: INVOICE },
      { id: LATER, order_invoice_id: null },
      { id: interrupted, order_invoice_id: null },
    ]);
    await world.store([INVOICE, invoiceJson(INVOICE, 2)]);
    // A killed worker had begun to post them.
    await world.record.beginPosting(flow, [arriving, interrupted]);
    const ids = [arriving, CREDIT_NOTE, LATER, interrupted];
    const outcomes = await deliverDocuments(protocol, flow, ids);
    expect(outcomes.toSorted((a, b) => a.documentId - b.documentId)).toMatchObject([
      { kind: 'deferred', documentId: arriving },
      { kind: 'held', documentId: CREDIT_NOTE, isBrief: true },
      { kind: 'held', documentId: LATER, isBrief: true },
      { kind: 'held', documentId: interrupted, isBrief: true },
    ]);
    expect(postings(world)).toBe(0);
  });

  async function byDate(notes: readonly { readonly id: number; readonly order_invoice_id: number | null }[]) {
    const world = createWorld(database.pool, createScriptedErp({ order: 'by-date' }));
    const flow = { ...world.flow, documentType: 'credit-note' } as const;
    for (const note of notes) {
      const json = JSON.stringify(goodCreditNote(note));
      await world.record.storeFetched(
        flow,
        toFetched('credit-note', { id: note.id, json }, OPEN_RULES.timeZone),
      );
    }
    const protocol = { ...world.protocol, unlinkedCreditNotes: 'post-unlinked' } as const;
    return { world, flow, protocol };
  }
});
