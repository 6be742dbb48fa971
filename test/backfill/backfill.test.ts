import { NO_GO_LIVE } from '../../src/accounting/go-live';
import { OPEN_RULES } from '../../src/accounting/rules';
import { DOCUMENT_TYPES } from '../../src/document';
import { parsePlainDate } from '../../src/plain-date';
import { NO_DOCUMENTS } from '../../src/reconciliation/classes';
import { scheduleId } from '../../workflows/messages';
import {
  backfillProgressQuery,
  pauseSignal,
  resumeSignal,
  type BackfillProgress,
} from '../../workflows/backfill-messages';
import type { syncDocuments } from '../../workflows';
import { dayFromNow, openBooks, SYSTEM_ID, type Books, type BooksOptions } from '../reconciliation/books';
import { eventually, START_TIMEOUT_MS } from '../support/temporal';
import { keepHistory } from '../workflows/recorded-history';
import { datedIn, exportedBefore, postings, run, start, sumOf, TUNING } from './past';

const COUNTS = { invoice: 150, 'credit-note': 40, 'accounting-entry': 60 };
const ALL = 250;
const TEST_TIMEOUT_MS = 240_000;

let books: Books | undefined;
async function open(options: Partial<BooksOptions> = {}): Promise<Books> {
  books = await openBooks({ counts: COUNTS, ...options });
  return books;
}
afterEach(() => books?.close(), START_TIMEOUT_MS);

it(
  'brings what was exported before, each document once and to the cent; run again, nothing more',
  async () => {
    const opened = await open();
    expect(exportedBefore(opened)).toBe(ALL);
    const handle = await start(opened);
    const result = await handle.result();
    await keepHistory('backfill', handle);
    for (const [count, documents] of [
      ...[['read', ALL] as const, ['posted', ALL] as const, ['exported', ALL] as const],
      ...[['alreadyThere', 0] as const, ['attention', 0] as const, ['failed', 0] as const],
    ]) {
      expect([count, sumOf(result, count)]).toEqual([count, documents]);
    }
    expect(await postings(opened)).toEqual([ALL, ALL]);
    expect((await opened.reconcile()).classes).toEqual({ ...NO_DOCUMENTS, agrees: ALL });

    const again = await run(opened);
    expect([sumOf(again, 'posted'), sumOf(again, 'alreadyThere')]).toEqual([0, ALL]);
    expect(await postings(opened)).toEqual([ALL, ALL]);
    // The note in TRAEDE says where it is booked now.
    const [mark] = opened.simulator.marks(SYSTEM_ID, 'invoice').values();
    expect(mark?.note).toMatch(/^Booked as /);
  },
  TEST_TIMEOUT_MS,
);

it(
  'takes what is dated in its period, of the types that are asked for, and nothing from before go-live',
  async () => {
    const [goLive, from, to] = [dayFromNow(-90), dayFromNow(-120), dayFromNow(-30)];
    const first = parsePlainDate(goLive) ?? null;
    const opened = await open({ rules: { ...OPEN_RULES, goLive: { ...NO_GO_LIVE, invoice: first } } });
    exportedBefore(opened);
    const { simulator } = opened;
    const result = await run(opened, { from, to, types: ['accounting-entry', 'invoice'] });
    expect(result.flows.map(({ documentType }) => documentType)).toEqual(['invoice', 'accounting-entry']);
    const isIn = (day: string): boolean => day >= from && day <= to;
    const invoices = datedIn(simulator, 'invoice', (day) => isIn(day) && day >= goLive);
    const left = datedIn(simulator, 'invoice', (day) => isIn(day) && day < goLive);
    const entries = datedIn(simulator, 'accounting-entry', isIn);
    expect(Math.min(invoices, left, entries)).toBeGreaterThan(0);
    expect(result.flows.map(({ counts }) => [counts.posted, counts.beforeGoLive])).toEqual([
      [invoices, left],
      [entries, 0],
    ]);
    expect(await postings(opened)).toEqual([invoices + entries, invoices + entries]);
    // Once more without an end: what is dated before go-live is left alone, whatever the period.
    const all = await run(opened, { types: ['invoice'] });
    const before = datedIn(simulator, 'invoice', (day) => day < goLive);
    expect(sumOf(all, 'beforeGoLive')).toBe(before);
    const { classes } = await opened.reconcile({ types: ['invoice'] });
    expect(classes).toEqual({
      ...NO_DOCUMENTS,
      agrees: COUNTS.invoice - before,
      'before-go-live': before,
    });
  },
  TEST_TIMEOUT_MS,
);

it(
  'posts nothing twice where two are at work at once, and a sync beside them',
  async () => {
    const opened = await open();
    // Half of it is still to be exported by a sync.
    exportedBefore(opened, (id) => id % 2 === 0);
    const backfills = await Promise.all([start(opened), start(opened, { to: dayFromNow(1) })]);
    const { client, taskQueue } = opened.temporal;
    const syncs = await Promise.all(
      DOCUMENT_TYPES.map((documentType) =>
        client.workflow.start<typeof syncDocuments>('syncDocuments', {
          workflowId: scheduleId(SYSTEM_ID, documentType),
          taskQueue,
          args: [{ systemId: SYSTEM_ID, documentType, tuning: TUNING }],
        }),
      ),
    );
    const results = await Promise.all(backfills.map((handle) => handle.result()));
    await Promise.all(syncs.map((handle) => handle.result()));
    expect(await postings(opened)).toEqual([ALL, ALL]);
    for (const result of results)
      expect([sumOf(result, 'read'), sumOf(result, 'attention')]).toEqual([ALL, 0]);
    // What one left because the other had it in hand is brought by the next.
    expect(sumOf(await run(opened), 'failed')).toBe(0);
    expect((await opened.reconcile()).classes).toEqual({ ...NO_DOCUMENTS, agrees: ALL });
  },
  TEST_TIMEOUT_MS,
);

it(
  'lets wait whatever a person must look at, and leaves alone what a person has closed',
  async () => {
    const opened = await open({ rules: { ...OPEN_RULES, unlinkedCreditNotes: 'attention' } });
    const { simulator, context } = opened;
    exportedBefore(opened);
    const flow = { systemId: SYSTEM_ID, documentType: 'invoice' } as const;
    const linked = simulator.documents('credit-note').find(({ order_invoice_id: id }) => id !== null);
    const spoiled = linked?.order_invoice_id ?? 0;
    const others = simulator.documents('invoice').filter(({ id }) => id !== spoiled);
    const [skipped = 0, byHand = 0] = others.map(({ id }) => id);
    simulator.edit('invoice', spoiled, { total_price_after_vat: 1 });
    await context.record.recordSkipped(flow, skipped, 'Kim', 'a sample');
    await context.record.recordExportedByHand(flow, byHand, undefined, 'Kim', 'booked in March');
    const result = await run(opened);
    const [invoices, creditNotes] = result.flows;
    expect(invoices?.counts).toMatchObject({ posted: COUNTS.invoice - 3, skipped: 2, attention: 1 });
    expect(invoices?.problems).toMatchObject([{ code: 'totals-do-not-add-up', documents: 1 }]);
    // Its credit notes are not held for a run that never looks for them again: they wait with their cause.
    const waiting = creditNotes?.problems.find(({ code }) => code === 'invoice-not-posted');
    expect(waiting?.documents).toBeGreaterThan(0);
    expect(sumOf(result, 'failed')).toBe(0);
    // What waits already waits once.
    const again = await run(opened, { types: ['invoice'] });
    expect(again.flows[0]?.counts).toMatchObject({ attention: 0, waiting: 1, posted: 0 });
  },
  TEST_TIMEOUT_MS,
);

it(
  'continues as new with all it knew',
  async () => {
    const suggestion = ['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=60'];
    const opened = await open({ serverArguments: suggestion });
    exportedBefore(opened);
    const [spoiled] = opened.simulator.documents('invoice');
    opened.simulator.edit('invoice', spoiled?.id ?? 0, { total_price_after_vat: 1 });
    const handle = await start(opened);
    const result = await handle.result();
    expect(sumOf(result, 'read')).toBe(ALL);
    expect([sumOf(result, 'posted'), sumOf(result, 'exported')]).toEqual([ALL - 1, ALL - 1]);
    expect(result.flows[0]?.problems).toMatchObject([{ code: 'totals-do-not-add-up', documents: 1 }]);
    expect(await postings(opened)).toEqual([ALL - 1, ALL - 1]);
    const parts = await partsOf(opened, handle.workflowId);
    expect(parts.length).toBeGreaterThan(1);
    for (const [index, part] of parts.entries()) {
      if (index < KEPT_PARTS) await keepHistory(`backfill-continued-${index + 1}`, part);
    }
  },
  TEST_TIMEOUT_MS,
);

/** One that continues as new, and one that goes on from there. */
const KEPT_PARTS = 2;

/** The executions that a workflow went through, in their order. */
async function partsOf({ temporal }: Books, workflowId: string) {
  const parts: { readonly runId: string; readonly startTime: Date }[] = [];
  for await (const part of temporal.client.workflow.list({ query: `WorkflowId="${workflowId}"` })) {
    parts.push(part);
  }
  return parts
    .toSorted((a, b) => a.startTime.getTime() - b.startTime.getTime())
    .map(({ runId }) => temporal.client.workflow.getHandle(workflowId, runId));
}

it(
  'pauses and goes on when it is told to',
  async () => {
    const opened = await open();
    exportedBefore(opened);
    const handle = await start(opened);
    await handle.signal(pauseSignal, {});
    let progress: BackfillProgress | undefined;
    await eventually('it is paused with nothing in flight', async () => {
      const before = progress === undefined ? -1 : sumOf(progress, 'exported');
      progress = await handle.query(backfillProgressQuery);
      return progress.isPaused && sumOf(progress, 'exported') === before;
    });
    expect(sumOf(await handle.query(backfillProgressQuery), 'exported')).toBeLessThan(ALL);
    await handle.signal(resumeSignal, {});
    expect(sumOf(await handle.result(), 'exported')).toBe(ALL);
    expect(await handle.query(backfillProgressQuery)).toMatchObject({ at: null, isPaused: false });
  },
  TEST_TIMEOUT_MS,
);

it(
  'refuses what is no period, with a sentence that stands alone',
  async () => {
    const opened = await open({ counts: { invoice: 1, 'credit-note': 0, 'accounting-entry': 0 } });
    for (const [input, sentence] of [
      [{ from: 'last year' }, /"last year" is not a day of the books/],
      [{ from: '2026-02-01', to: '2026-01-01' }, /Exchange the two days/],
    ] as const) {
      await expect(run(opened, input)).rejects.toMatchObject({
        cause: { type: 'InputRefused', message: expect.stringMatching(sentence) as string },
      });
    }
  },
  TEST_TIMEOUT_MS,
);
