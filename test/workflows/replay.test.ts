import { join } from 'node:path';
import { Worker, type ReplayResult } from '@temporalio/worker';
import { bundleWorkflows, silenceRuntime, START_TIMEOUT_MS } from '../support/temporal';
import { recordedHistories } from './recorded-history';

const histories = recordedHistories();

/** Every path that a run on its way may be on while the worker is updated. */
const PATHS = [
  ...['attention', 'cancelled', 'clean', 'continue-as-new-1', 'continue-as-new-2', 'deferred', 'fatal'],
  ...['mark-exported', 'nothing', 'outage', 'page-shift', 'resync', 'resync-after-waiting', 'resync-outage'],
  ...['reconcile-continued-1', 'reconcile-continued-2', 'reconcile-continued-3'],
  ...['skip', 'sums', 'reconcile', 'reconcile-outage', 'notify', 'notify-nothing', 'notify-failed'],
  ...['backfill', 'backfill-continued-1', 'backfill-continued-2'],
  ...['today', 'today-shift', 'today-unmarked', 'resync-marked'],
  ...['adopt', 'adopt-left', 'adopt-uncertain', 'purge'],
];

async function replay(workflowsPath?: string): Promise<ReadonlyMap<string, ReplayResult['error']>> {
  silenceRuntime();
  const workflowBundle = await bundleWorkflows(workflowsPath);
  const errors = new Map<string, ReplayResult['error']>();
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, histories)) {
    errors.set(workflowId, error);
  }
  return errors;
}

describe('recorded histories', () => {
  it('are there for every path', () => {
    const names = histories.map(({ workflowId }) => workflowId);
    expect(names).toEqual(expect.arrayContaining(PATHS));
  });

  it('hold nothing of the machine that recorded them', () => {
    const text = JSON.stringify(histories);
    expect(text).not.toMatch(/node_modules|webpack|workflow-bundle|\d+@/);
  });

  it(
    'replay on the workflows of today',
    async () => {
      const errors = await replay();
      expect(errors.size).toBe(histories.length);
      expect([...errors].filter(([, error]) => error !== undefined)).toEqual([]);
    },
    START_TIMEOUT_MS,
  );

  it(
    'would show a change that runs on their way do not survive',
    async () => {
      const errors = await replay(join(__dirname, 'variants', 'sleeps-first.ts'));
      expect(errors.size).toBe(histories.length);
      for (const error of errors.values()) expect(error?.name).toBe('DeterminismViolationError');
    },
    START_TIMEOUT_MS,
  );
});
