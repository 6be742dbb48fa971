import { NO_GO_LIVE } from '../../src/accounting/go-live';
import { OPEN_RULES } from '../../src/accounting/rules';
import type { ErpAdapter } from '../../src/erp/adapter';
import { parsePlainDate } from '../../src/plain-date';
import { NO_DOCUMENTS } from '../../src/reconciliation/classes';
import { documentWorkflowId, resyncSignal, scheduleId, type ResyncRequest } from '../../workflows/messages';
import type { syncDocument, syncDocuments } from '../../workflows';
import { dayFromNow, openBooks, SYSTEM_ID, type Books } from '../reconciliation/books';
import { START_TIMEOUT_MS } from '../support/temporal';
import { datedIn, postings, TUNING } from './past';

const INVOICES = 300;
const GO_LIVE = dayFromNow(-30);
const TEST_TIMEOUT_MS = 240_000;
const flow = { systemId: SYSTEM_ID, documentType: 'invoice' } as const;

let books: Books;
let erpCalls = 0;
/** An ERP that takes documents by date: what is left alone must not hold up what follows it. */
function byDate(erp: ErpAdapter): ErpAdapter {
  return {
    ...erp,
    capabilities: { ...erp.capabilities, order: 'by-date', concurrency: 1 },
    find: (references, options) => {
      erpCalls += 1;
      return erp.find(references, options);
    },
  };
}

beforeAll(async () => {
  const first = parsePlainDate(GO_LIVE) ?? null;
  books = await openBooks({
    counts: { invoice: INVOICES, 'credit-note': 0, 'accounting-entry': 0 },
    rules: { ...OPEN_RULES, goLive: { ...NO_GO_LIVE, invoice: first } },
    wrapErp: byDate,
  });
}, START_TIMEOUT_MS);
afterAll(() => books.close());

async function sync() {
  const { client, taskQueue } = books.temporal;
  const handle = await client.workflow.start<typeof syncDocuments>('syncDocuments', {
    workflowId: scheduleId(SYSTEM_ID, 'invoice'),
    taskQueue,
    args: [{ ...flow, tuning: TUNING }],
  });
  const summary = await handle.result();
  const { historyLength, historySize } = await handle.describe();
  return { summary, historyLength, historySize: historySize ?? 0 };
}

it(
  'a sync passes over what is dated before go-live, at next to no cost, and starves nothing newer',
  async () => {
    const left = datedIn(books.simulator, 'invoice', (day) => day < GO_LIVE);
    const ours = INVOICES - left;
    expect(Math.min(left / 2, ours)).toBeGreaterThan(20);
    const first = await sync();
    expect(first.summary).toMatchObject({ exported: ours, attention: 0, failed: 0, beforeGoLive: left });
    expect(await postings(books)).toEqual([ours, ours]);
    expect(books.simulator.marks(SYSTEM_ID, 'invoice').size).toBe(ours);

    erpCalls = 0;
    const idle = await sync();
    expect(idle.summary).toMatchObject({ fetched: 0, exported: 0, waiting: 0, beforeGoLive: left });
    expect(erpCalls).toBe(0);
    // One activity of three events for a page, whatever stands on it; a document is a number in its answer.
    const pages = idle.summary.pages;
    expect(pages).toBeLessThanOrEqual(Math.ceil(left / TUNING.pageSize) + 1);
    expect(idle.historyLength).toBeLessThanOrEqual(8 + 6 * pages);
    expect(idle.historySize / left).toBeLessThan(60);
    expect(await books.context.record.load(flow, [1])).toEqual([]);

    // A newer document behind them is found all the same.
    books.simulator.create('invoice', 1);
    expect((await sync()).summary).toMatchObject({ exported: 1, beforeGoLive: left });
    const { classes } = await books.reconcile({ types: ['invoice'] });
    expect(classes).toEqual({ ...NO_DOCUMENTS, agrees: ours + 1, 'before-go-live': left });
  },
  TEST_TIMEOUT_MS,
);

it(
  'a resync by an operator is refused, and says what to change',
  async () => {
    const old = books.simulator.documents('invoice').find(({ created_at: at }) => at < GO_LIVE);
    const key = { ...flow, documentId: old?.id ?? 0 };
    const { workflow } = books.temporal.client;
    const handle = await workflow.signalWithStart<typeof syncDocument, [ResyncRequest?]>('syncDocument', {
      workflowId: documentWorkflowId(key),
      taskQueue: books.temporal.taskQueue,
      args: [{ ...key, waitsForRequest: true }],
      signal: resyncSignal,
      signalArgs: [{}],
    });
    await expect(handle.result()).rejects.toMatchObject({
      cause: {
        type: 'BeforeGoLive',
        message: expect.stringMatching(
          /is dated .*, before the go-live of invoices on .*set goLive\.invoice/,
        ) as string,
      },
    });
    expect(await books.context.record.load(flow, [key.documentId])).toEqual([]);
  },
  TEST_TIMEOUT_MS,
);
