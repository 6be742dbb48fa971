import type { WorkflowHandle } from '@temporalio/client';
import { externalReference } from '../../src/document';
import { requestOfDocument } from '../../src/temporal/attention-desk';
import { taskQueueOf } from '../../src/temporal/task-queue';
import { documentWorkflowId, type SyncSummary } from '../../workflows/messages';
import { syncSystemKey } from '../../workflows/search-attributes';
import { eventually, START_TIMEOUT_MS } from '../support/temporal';
import {
  DEPLOYMENT_NAME,
  openSystem,
  openVersionsStage,
  type ValvedSystem,
  type VersionsStage,
} from './versions-stage';

const INVOICES = 24;
const TEST_TIMEOUT_MS = 240_000;
const ARRIVAL_TIMEOUT_MS = 90_000;
/** One posting after the other is let through: the run is in its middle when the second version comes. */
const TUNING = { pageSize: 10, batchSize: 4, batchesInFlight: 2 };

describe('a second version of the worker beside the first', () => {
  let stage: VersionsStage;
  beforeAll(async () => {
    stage = await openVersionsStage();
  }, START_TIMEOUT_MS);
  afterAll(() => stage.stop());

  it(
    'with versions: a run ends where it began, new ones begin on the new one, and what waits for a person moves there',
    async () => {
      const system = await openSystem(stage, 'versioned', INVOICES);
      const badId = plantBad(system);
      const [first, second] = ['1.0.0', '2.0.0'].map((buildId) => ({
        deploymentName: DEPLOYMENT_NAME,
        buildId,
      }));
      const old = await system.startWorker('released', first);
      await setCurrent('1.0.0');
      const run = await startRun(system, 'run-of-the-first');
      await inMidRun(system);

      const next = await system.startWorker('next', second);
      await setCurrent('2.0.0');
      mend(system);
      await resync(system, badId);
      system.valve.let(INVOICES);
      await expectAllExported(system, run);
      const later = await expectNextRun(system, 'run-of-the-second');

      expect(await buildsOf(run)).toEqual(['1.0.0']);
      expect(await buildsOf(later)).toEqual(['2.0.0']);
      const waited = stage.temporal.client.workflow.getHandle(documentWorkflowId(documentOf(system, badId)));
      expect(await buildsOf(waited)).toEqual(['1.0.0', '2.0.0']);
      expect(await memoOf(run)).toBeUndefined();
      expect(await memoOf(later)).toBe('next');
      system.simulator.create('invoice', 2);
      system.valve.let(2);
      await setRamping('1.0.0');
      const back = await startRun(system, 'run-of-the-ramp');
      expect(await back.result()).toMatchObject({ exported: 2 });
      expect(await buildsOf(back)).toEqual(['1.0.0']);
      const described = await stage.temporalCli(
        ...['worker', 'deployment', 'describe-version', '--deployment-name', DEPLOYMENT_NAME],
        ...['--build-id', '2.0.0'],
      );
      expect(described).toContain(taskQueueOf('versioned'));
      await expectEachOnce(system, INVOICES + 5);
      await old.stop();
      await next.stop();
      await system.simulator.stop();
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'without versions: the new one takes over in mid-run, and what either has begun is finished',
    async () => {
      const system = await openSystem(stage, 'unversioned', INVOICES);
      const badId = plantBad(system);
      const old = await system.startWorker('released', undefined);
      const run = await startRun(system, 'unversioned-run');
      await inMidRun(system);

      const next = await system.startWorker('next', undefined);
      mend(system);
      system.valve.let(4);
      await eventually('both are at work', () => system.valve.passed >= 9, ARRIVAL_TIMEOUT_MS);
      const stopped = old.stop();
      system.valve.let(INVOICES);
      await stopped;
      await resync(system, badId);
      await expectAllExported(system, run);
      const later = await expectNextRun(system, 'unversioned-later');
      expect(await memoOf(later)).toBe('next');
      await expectEachOnce(system, INVOICES + 3);
      await next.stop();
      await system.simulator.stop();
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'from workers without versions to such with: what is under way moves over when the first version becomes the current one',
    async () => {
      const system = await openSystem(stage, 'becoming', INVOICES);
      const unversioned = await system.startWorker('released', undefined);
      const run = await startRun(system, 'becoming-run');
      await inMidRun(system);
      const versioned = await system.startWorker('next', { deploymentName: 'becoming', buildId: '1' });
      await setCurrent('1', 'becoming');
      const stopped = unversioned.stop();
      system.valve.let(INVOICES);
      await stopped;
      expect(await run.result()).toMatchObject({ exported: INVOICES });
      await expectEachOnce(system, INVOICES);
      await versioned.stop();
      await system.simulator.stop();
    },
    TEST_TIMEOUT_MS,
  );

  async function startRun({ systemId }: ValvedSystem, workflowId: string): Promise<WorkflowHandle> {
    return stage.temporal.client.workflow.start<(input: object) => Promise<SyncSummary>>('syncDocuments', {
      workflowId,
      taskQueue: taskQueueOf(systemId),
      args: [{ systemId, documentType: 'invoice', tuning: TUNING }],
      workflowExecutionTimeout: '3m',
      typedSearchAttributes: [{ key: syncSystemKey, value: systemId }],
    });
  }

  /** The run has ended without the document that waits, and a resync has carried that one. */
  async function expectAllExported(system: ValvedSystem, run: WorkflowHandle): Promise<void> {
    expect(await run.result()).toMatchObject({ exported: INVOICES - 1 });
    await eventually(
      'the document that waited is exported',
      () => marks(system) === INVOICES,
      ARRIVAL_TIMEOUT_MS,
    );
  }

  /** A run of three more invoices. */
  async function expectNextRun(system: ValvedSystem, workflowId: string): Promise<WorkflowHandle> {
    system.simulator.create('invoice', 3);
    system.valve.let(3);
    const run = await startRun(system, workflowId);
    expect(await run.result()).toMatchObject({ exported: 3 });
    return run;
  }

  async function inMidRun({ valve }: ValvedSystem): Promise<void> {
    valve.let(5);
    await eventually(
      'the run is in its middle',
      () => valve.passed === 5 && valve.waiting > 0,
      ARRIVAL_TIMEOUT_MS,
    );
  }

  /** The version may not have told Temporal of its queues yet: then the command fails, and is to be repeated. */
  async function setCurrent(buildId: string, deploymentName = DEPLOYMENT_NAME): Promise<void> {
    const words = [
      'worker',
      'deployment',
      'set-current-version',
      '--yes',
      '--deployment-name',
      deploymentName,
    ];
    await eventually(
      `version ${buildId} is the current one`,
      () =>
        stage.temporalCli(...words, '--build-id', buildId).then(
          () => true,
          () => false,
        ),
      ARRIVAL_TIMEOUT_MS,
    );
  }

  /** What begins from now on goes there. */
  async function setRamping(buildId: string): Promise<void> {
    const words = [
      'worker',
      'deployment',
      'set-ramping-version',
      '--yes',
      '--deployment-name',
      DEPLOYMENT_NAME,
    ];
    await stage.temporalCli(...words, '--build-id', buildId, '--percentage', '100');
  }

  async function resync(system: ValvedSystem, documentId: number): Promise<void> {
    await requestOfDocument(stage.temporal.client, documentOf(system, documentId), {
      kind: 'resync',
      by: 'Kim',
    });
  }

  async function expectEachOnce({ systemId, ledger, simulator }: ValvedSystem, count: number): Promise<void> {
    const held: string[] = [];
    for await (const { reference } of ledger.list())
      if (reference.startsWith(`traede:${systemId}:`)) held.push(reference);
    const wanted = simulator
      .documents('invoice')
      .map(({ id }) => externalReference({ systemId, documentType: 'invoice', documentId: id }));
    expect(held.toSorted()).toEqual(wanted.toSorted());
    expect(held).toHaveLength(count);
    expect([...simulator.marks(systemId, 'invoice').values()].filter(({ times }) => times !== 1)).toEqual([]);
  }

  /** The versions that worked on a workflow, in order. */
  async function buildsOf(handle: WorkflowHandle): Promise<readonly string[]> {
    const { events } = await handle.fetchHistory();
    const builds = (events ?? []).flatMap(({ workflowTaskCompletedEventAttributes: completed }) => {
      const buildId = completed?.deploymentVersion?.buildId;
      return typeof buildId === 'string' ? [buildId] : [];
    });
    return [...new Set(builds)];
  }

  async function memoOf(handle: WorkflowHandle): Promise<unknown> {
    const { memo } = await handle.describe();
    return memo?.['version'];
  }
});

function documentOf({ systemId }: ValvedSystem, documentId: number) {
  return { systemId, documentType: 'invoice', documentId } as const;
}

/** One invoice contradicts itself until it is mended: it waits for a person from the beginning of the run. */
function plantBad({ simulator }: ValvedSystem): number {
  const [first] = simulator.documents('invoice');
  if (first === undefined) throw new Error('there is no invoice');
  simulator.setBehaviour({
    mutate: (_, document) =>
      document['id'] === first.id ? { ...document, total_price_after_vat: 1 } : document,
  });
  return first.id;
}

function mend({ simulator }: ValvedSystem): void {
  simulator.setBehaviour({ mutate: null });
}

function marks({ simulator, systemId }: ValvedSystem): number {
  return simulator.marks(systemId, 'invoice').size;
}
