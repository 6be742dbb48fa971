import { z } from 'zod';
import { createLedger } from '../../src/erp/ledger';
import type { Simulator } from '../../src/simulator';
import { taskQueueOf } from '../../src/temporal/task-queue';
import { shareOfSystem } from '../../src/temporal/worker-share';
import { answers } from '../cli/answers';
import type { RunningCommand } from '../cli/command';
import { TEST_TIMEOUT_MS } from '../cli/sandbox';
import { statusSchema } from '../cli/operator-stage';
import { eventually } from '../support/temporal';
import {
  ARRIVAL_TIMEOUT_MS,
  COUNTS,
  HEALTHY,
  isUp,
  marked,
  openDeployment,
  USELESS,
  type Deployment,
} from './deployment';

const ALL = Object.values(COUNTS).reduce((sum, count) => sum + count, 0);
const EARLY = COUNTS.invoice + COUNTS['accounting-entry'];
/** Of the five systems' each. */
const SLOTS = shareOfSystem(HEALTHY.length + USELESS.length).activities;
/** temporal.api.enums.v1.PendingActivityState */
const STARTED = 2;

const receiptSchema = z.object({ receipt: z.object({ reference: z.string() }) });

/** An invoice of the brand that no credit note follows, which would wait with it. */
function isFree(brand: Simulator, id: number): boolean {
  const isThere = brand.documents('invoice').some((invoice) => invoice.id === id);
  return isThere && brand.documents('credit-note').every((note) => note.order_invoice_id !== id);
}

describe('two brands and five ERPs in one worker', () => {
  let deployment: Deployment;
  let worker: RunningCommand;
  /** The same id in both brands. */
  let badId: number;

  beforeAll(async () => {
    deployment = await openDeployment();
    const { acme, beta } = deployment.brands;
    const shared = acme.documents('invoice').find(({ id }) => isFree(acme, id) && isFree(beta, id));
    if (shared === undefined) throw new Error('the brands share no invoice id that nothing is credited of');
    badId = shared.id;
    for (const brand of [acme, beta]) spoil(true, brand);
    worker = deployment.startWorker();
    await isUp(worker);
  }, TEST_TIMEOUT_MS);
  afterAll(() => deployment.stop());

  /** The invoice's total contradicts its lines, or is right again. */
  function spoil(isBad: boolean, brand: Deployment['brands']['acme']): void {
    brand.setBehaviour({
      mutate: (type, document) =>
        isBad && type === 'invoice' && document['id'] === badId
          ? { ...document, total_price_after_vat: 1 }
          : document,
    });
  }

  it(
    'a stuck ERP holds all of its own slots, and the others finish everything meanwhile',
    async () => {
      await deployment.trigger('stuck');
      await eventually(
        'it holds all its slots',
        async () => (await startedBy('stuck')) === SLOTS,
        ARRIVAL_TIMEOUT_MS,
      );
      await deployment.trigger('gone');
      await deployment.trigger('denied');
      for (const systemId of HEALTHY) await deployment.trigger(systemId, ['invoice', 'accounting-entry']);
      const { acme, beta } = deployment.brands;
      // Credit notes follow their invoices.
      await eventually(
        'the healthy ones have finished invoices and entries',
        () => marked(acme, 'acme') === EARLY - 1 && marked(beta, 'beta') === EARLY - 1,
        ARRIVAL_TIMEOUT_MS,
      );
      for (const systemId of HEALTHY) await deployment.trigger(systemId, ['credit-note']);
      await eventually(
        'the healthy ones have finished',
        // All but the one document that waits.
        () => marked(acme, 'acme') === ALL - 1 && marked(beta, 'beta') === ALL - 1,
        ARRIVAL_TIMEOUT_MS,
      );
      expect(await startedBy('stuck')).toBe(SLOTS);
      for (const systemId of USELESS) expect(marked(acme, systemId)).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );

  it('nothing crosses: not a reference, not a mark, not a credential', async () => {
    const { acme, beta } = deployment.brands;
    const held: string[] = [];
    for await (const { reference } of createLedger({ pool: deployment.database.pool }).list())
      held.push(reference);
    expect(held).toHaveLength(ALL - 1);
    expect(held.filter((reference) => !reference.startsWith('traede:acme:'))).toEqual([]);
    const journal = deployment.receiver
      .journal()
      .map((line) => receiptSchema.parse(JSON.parse(line)).receipt);
    expect(journal).toHaveLength(ALL - 1);
    expect(journal.filter(({ reference }) => !reference.startsWith('traede:beta:'))).toEqual([]);
    expect(marked(acme, 'beta')).toBe(0);
    expect(marked(beta, 'acme')).toBe(0);
    for (const brand of [acme, beta])
      expect(brand.calls.log.filter(({ status }) => status === 401)).toEqual([]);
    const { rows } = await deployment.database.pool.query<{ system_id: string; state: string }>(
      `select distinct system_id, state from delivery.deliveries where system_id = any ($1)`,
      [USELESS],
    );
    // Documents that contradict themselves wait without any ERP.
    expect(rows.filter(({ state }) => state !== 'fetched' && state !== 'attention')).toEqual([]);
  });

  it(
    'status tells of each what it is at',
    async () => {
      await eventually(
        'the denied one has failed',
        async () => (await lastRun('denied')) === 'failed',
        ARRIVAL_TIMEOUT_MS,
      );
      const { systems } = statusSchema.parse(JSON.parse((await deployment.run('status', '--json')).stdout));
      const of = (systemId: string) => systems.find((system) => system.systemId === systemId)?.flows.invoice;
      for (const systemId of HEALTHY)
        expect(of(systemId)).toMatchObject({
          deliveredToday: COUNTS.invoice - 1,
          waiting: 1,
          lastRun: { status: 'completed' },
        });
      for (const systemId of ['stuck', 'gone'])
        expect(of(systemId)).toMatchObject({ deliveredToday: 0, lastRun: { status: 'running' } });
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'a document id that both brands use is asked for by system, and only that one is touched',
    async () => {
      const { acme, beta } = deployment.brands;
      const id = String(badId);
      const { systems } = answers.attention((await deployment.run('attention', '--json')).stdout);
      const waiting = (systemId: string) =>
        systems
          .find((system) => system.systemId === systemId)
          ?.problems.flatMap(({ documentIds }) => documentIds) ?? [];
      for (const systemId of HEALTHY) expect(waiting(systemId)).toEqual([badId]);

      const by = ['--by', 'Kim', '--reason', 'test'];
      const ambiguous = [
        ['resync', 'invoice', id],
        ['skip', 'invoice', id, ...by],
        ['mark-exported', 'invoice', id, ...by],
        ['document', 'show', 'invoice', id],
        ['sync', '--dry-run', '--show', 'invoice', id],
        ['backfill', '--from', '2026-01-01'],
        ['adopt', '--from', '2026-01-01'],
        ['reconcile', '--from', '2026-01-01', '--to', '2026-01-31'],
      ];
      await Promise.all(
        ambiguous.map(async (words) => {
          const { exitCode, stderr } = await deployment.run(...words);
          expect({ words, exitCode, stderr }).toMatchObject({
            exitCode: 1,
            stderr: expect.stringContaining('--system: acme, beta, stuck, gone, denied') as string,
          });
        }),
      );
      const wrong = await deployment.run('resync', 'invoice', id, '--system', 'nobody');
      expect(wrong.stderr).toContain('--system: acme, beta');

      const skipped = await deployment.run('skip', 'invoice', id, '--system', 'acme', '--json', ...by);
      expect(answers.request(skipped.stdout)).toMatchObject({ outcome: 'skipped' });
      spoil(false, beta);
      const resynced = await deployment.run('resync', 'invoice', id, '--system', 'beta', '--json');
      expect(answers.request(resynced.stdout)).toMatchObject({ outcome: 'exported' });
      expect([marked(acme, 'acme'), marked(beta, 'beta')]).toEqual([ALL - 1, ALL]);
      const show = async (systemId: string) =>
        answers.document(
          (await deployment.run('document', 'show', 'invoice', id, '--system', systemId, '--json')).stdout,
        );
      expect(await show('acme')).toMatchObject({ state: 'skipped', receipt: null });
      expect(await show('beta')).toMatchObject({
        state: 'exported',
        externalReference: `traede:beta:invoice:${id}`,
      });
    },
    TEST_TIMEOUT_MS,
  );

  it('whoever sends a signal in the UI or by command reaches the queue of the system', async () => {
    const queues = new Set<string>();
    const query = 'SyncSystem = "beta" AND WorkflowType = "syncDocument"';
    for await (const { taskQueue } of deployment.client.workflow.list({ query })) queues.add(taskQueue);
    expect([...queues]).toEqual([taskQueueOf('beta')]);
  });

  /** Activities of the system's runs that a worker is at. */
  async function startedBy(systemId: string): Promise<number> {
    let started = 0;
    const query = `SyncSystem = "${systemId}" AND ExecutionStatus = "Running"`;
    for await (const { workflowId, runId } of deployment.client.workflow.list({ query })) {
      const { raw } = await deployment.client.workflow.getHandle(workflowId, runId).describe();
      started += (raw.pendingActivities ?? []).filter(({ state }) => Number(state) === STARTED).length;
    }
    return started;
  }

  async function lastRun(systemId: string): Promise<string | undefined> {
    const { stdout } = await deployment.run('status', '--json');
    const { systems } = statusSchema.parse(JSON.parse(stdout));
    return systems.find((system) => system.systemId === systemId)?.flows.invoice.lastRun?.status;
  }
});
