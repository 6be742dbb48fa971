import type { WorkflowHandle } from '@temporalio/client';
import { reconcileProgressQuery, type ReconcileResult } from '../../workflows/reconcile-messages';
import type { reconcile } from '../../workflows';
import { START_TIMEOUT_MS } from '../support/temporal';
import { keepHistory } from '../workflows/recorded-history';
import { dayFromNow, openBooks, SYSTEM_ID, type Books } from './books';
import { findingsOf } from './findings';
import { plant, type Planted } from './planting';

const COUNTS = { invoice: 160, 'credit-note': 40, 'accounting-entry': 200 };
/** A few windows of TRAEDE's lists: every step meets the border between two executions sooner or later. */
const SUGGESTED_EVENTS = 40;
const TEST_TIMEOUT_MS = 240_000;

let books: Books;
let planted: Planted;

beforeAll(async () => {
  const suggestion = `limit.historyCount.suggestContinueAsNew=${SUGGESTED_EVENTS}`;
  books = await openBooks({
    counts: COUNTS,
    serverArguments: ['--dynamic-config-value', suggestion],
  });
  await books.sync();
  planted = await plant(books);
}, START_TIMEOUT_MS + TEST_TIMEOUT_MS);

afterAll(() => books.close());

it(
  'continues as new with all that it knew, and finds the same',
  async () => {
    const { client, taskQueue } = books.temporal;
    const handle = await client.workflow.start<typeof reconcile>('reconcile', {
      workflowId: 'reconcile:continued',
      taskQueue,
      args: [{ systemId: SYSTEM_ID, from: dayFromNow(-200), to: dayFromNow(1) }],
    });
    const result: ReconcileResult = await handle.result();
    expect(await findingsOf(books, result.reconciliationId)).toEqual(planted);
    // Counted over all executions, and told at the end by the last one.
    const { classes, stage } = await client.workflow
      .getHandle(handle.workflowId)
      .query(reconcileProgressQuery);
    expect({ classes, stage }).toEqual({ classes: result.classes, stage: 'done' });
    const { rows } = await books.database.pool.query('select from delivery.reconciliations');
    expect(rows).toHaveLength(1);
    const parts = await executionsOf(handle.workflowId, handle.firstExecutionRunId);
    expect(parts.length).toBeGreaterThan(3);
    for (const [index, part] of parts.entries()) await keepHistory(`reconcile-continued-${index + 1}`, part);
  },
  TEST_TIMEOUT_MS,
);

type Part = Pick<WorkflowHandle, 'fetchHistory'>;

/** The executions in their order, each of which continued the one before. */
async function executionsOf(workflowId: string, firstRunId: string): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for (let runId: string | undefined = firstRunId; runId !== undefined;) {
    const part: Part = books.temporal.client.workflow.getHandle(workflowId, runId);
    parts.push(part);
    const { events } = await part.fetchHistory();
    runId = events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
  }
  return parts;
}
