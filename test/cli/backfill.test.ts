import { writeFileSync } from 'node:fs';
import { Connection, type Client } from '@temporalio/client';
import { z } from 'zod';
import { exportedBefore, postings } from '../backfill/past';
import { openBooks, SYSTEM_ID, type Books } from '../reconciliation/books';
import { NOTHING_BY_ITSELF } from '../reconciliation/worker-process';
import { eventually } from '../support/temporal';
import type { RunningCommand } from './command';
import { openSandbox, TEST_TIMEOUT_MS, type RunOptions, type Sandbox } from './sandbox';

const COUNTS = { invoice: 120, 'credit-note': 20, 'accounting-entry': 60 };
const ALL = 200;
/** Slow enough that a worker can be met in its middle. */
const SLOW_MARKS = [{ kind: 'slow', route: 'mark', delayMs: 300 }] as const;
const REACH_TIMEOUT_MS = 90_000;
const BACKFILL = ['backfill', '--from', '2020-01-01', '--yes', '--json'];

const counts = z.looseObject({ posted: z.int(), alreadyThere: z.int(), exported: z.int(), failed: z.int() });
const answerSchema = z.object({
  from: z.string(),
  to: z.string(),
  flows: z.array(z.object({ documentType: z.string(), counts })),
});

describe('traede-sync backfill', () => {
  let books: Books;
  let sandbox: Sandbox;
  let options: RunOptions;
  let config: string;
  beforeEach(async () => {
    books = await openBooks({ counts: COUNTS });
    exportedBefore(books);
    sandbox = openSandbox();
    config = sandbox.path('sync.yaml');
    writeFileSync(config, NOTHING_BY_ITSELF);
    options = { environment: environmentOf(books), timeoutMs: TEST_TIMEOUT_MS };
  }, TEST_TIMEOUT_MS);
  afterEach(async () => {
    await sandbox.close();
    await books.close();
  }, TEST_TIMEOUT_MS);

  const start = (...words: readonly string[]) => sandbox.start([...words, '--config', config], options);
  const startWorker = async (): Promise<RunningCommand> => {
    const worker = start('worker');
    const isUp = () => worker.stderr().includes('worker is up') || worker.hasEnded();
    await eventually('the worker is up', isUp, REACH_TIMEOUT_MS);
    return worker;
  };
  const marksAgain = () => {
    const { counts: calls } = books.simulator.calls;
    return calls.mark.invoice + calls.mark['credit-note'] + calls.mark['accounting-entry'];
  };

  it(
    'goes on after kill -9 of the worker, twice over, and is followed again by a command that was killed itself',
    async () => {
      books.simulator.setFaults([...SLOW_MARKS]);
      let worker = await startWorker();
      const killed = start(...BACKFILL);
      for (let kill = 1; kill <= 2; kill += 1) {
        const before = marksAgain();
        await eventually(
          `worker ${kill} has marked some more`,
          () => marksAgain() >= before + 4 || killed.hasEnded(),
          REACH_TIMEOUT_MS,
        );
        expect(killed.hasEnded()).toBe(false);
        worker.signal('SIGKILL');
        await worker.ended;
        worker = await startWorker();
      }
      killed.signal('SIGKILL');
      await killed.ended;
      const following = start(...BACKFILL);
      await eventually(
        'the second command has joined the backfill',
        () => following.stderr().includes('at work already') || following.hasEnded(),
        REACH_TIMEOUT_MS,
      );
      books.simulator.setFaults([]);
      const { exitCode, stdout, stderr } = await following.ended;
      expect([exitCode, stderr]).toEqual([0, expect.stringContaining('following it')]);
      const answer = answerSchema.parse(JSON.parse(stdout));
      const sum = (name: 'posted' | 'alreadyThere' | 'exported' | 'failed') =>
        answer.flows.reduce((total, flow) => total + flow.counts[name], 0);
      // A batch whose worker died after the ERP had acted finds its documents there.
      expect([sum('posted') + sum('alreadyThere'), sum('failed')]).toEqual([ALL, 0]);
      expect(await postings(books)).toEqual([ALL, ALL]);
      expect((await books.reconcile()).classes).toMatchObject({ agrees: ALL, differs: 0 });
      worker.signal('SIGTERM');
      await worker.ended;
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'begins nothing without a word where nobody can answer, and says how',
    async () => {
      const { exitCode, stderr } = await start('backfill', '--from', '2020-01-01').ended;
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/nobody can answer here: add --yes/);
      const wrong = await start('backfill', '--from', 'yesterday').ended;
      expect([wrong.exitCode, wrong.stderr]).toEqual([
        1,
        expect.stringContaining('A day of the books: 2026-01-31') as string,
      ]);
      expect(await postings(books)).toEqual([0, 0]);
    },
    TEST_TIMEOUT_MS,
  );
});

function environmentOf({ simulator, database, temporal }: Books): Readonly<Record<string, string>> {
  return {
    TRAEDE_BASE_URL: simulator.url,
    TRAEDE_ACCESS_TOKEN: simulator.token,
    TRAEDE_APP_KEY: simulator.appKey,
    TRAEDE_SYSTEM_ID: SYSTEM_ID,
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: addressOf(temporal.client),
  };
}

function addressOf({ connection }: Client): string {
  if (!(connection instanceof Connection)) throw new Error('the client has no connection of its own');
  return connection.options.address;
}
