import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Client } from '@temporalio/client';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { SystemServices } from '../../activities/context';
import type { DeliveryRecord } from '../../src/delivery/record';
import type { SystemId } from '../../src/document';
import { createAttentionDesk } from '../../src/temporal/attention-desk';
import { pythonWheel } from '../../src/temporal/binaries/python-wheel';
import { resolveTemporalCli } from '../../src/temporal/binaries/temporal-cli';
import { registerSearchAttributes } from '../../src/temporal/search-attributes';
import { COMMON_TASK_QUEUE } from '../../src/temporal/task-queue';
import { startWorker } from '../../src/temporal/worker';
import { shareOfSystem } from '../../src/temporal/worker-share';
import { bundleWorkflows, silenceRuntime } from '../support/temporal';
import { CallCounter } from './fault';
import { routedRecord } from './routed-record';
import { startTemporalCallProxy } from './temporal-call-proxy';
import { startTemporalProxy } from './temporal-proxy';

const NAMESPACE = 'default';
const START_ATTEMPTS = 3;

/** A real Temporal server, and the product's worker behind a proxy that can cut it off. Serves many worlds at once. */
export interface WorkerStage {
  readonly client: Client;
  /** What the worker sends to Temporal, in pieces of its stream. Counted only where asked for. */
  readonly temporalPieces: CallCounter;
  /** `temporalCalls` counts the calls between worker and Temporal that concern the system. */
  add(systemId: SystemId, services: SystemServices, record: DeliveryRecord, temporalCalls: CallCounter): void;
  remove(systemId: SystemId): void;
  stop(): Promise<void>;
}

export interface WorkerStageOptions {
  /** Default: the product's own. */
  readonly workflowBundle?: WorkflowBundleWithSourceMap;
  /** What faults between worker and Temporal fall on: calls (default), or pieces of the stream, calls or not. */
  readonly faultsOn?: 'calls' | 'pieces';
}

export async function startWorkerStage(options: WorkerStageOptions = {}): Promise<WorkerStage> {
  silenceRuntime();
  const environment = await startServer();
  await registerSearchAttributes(environment.client, NAMESPACE);
  const systems = new Map<SystemId, SystemServices>();
  const records = new Map<SystemId, DeliveryRecord>();
  const temporalPieces = new CallCounter();
  const temporalCalls = new Map<SystemId, CallCounter>();
  const proxy =
    options.faultsOn === 'pieces'
      ? await startTemporalProxy(environment.address, temporalPieces)
      : await startTemporalCallProxy(environment.address, (bytes) => {
          // Ids of workflows, which stand in every task, hold the id of the system.
          const known = [...temporalCalls].find(([systemId]) => bytes.includes(systemId));
          return known?.[1].next();
        });
  const worker = await startWorker({
    temporal: { connection: { address: proxy.address }, namespace: NAMESPACE, uiUrl: undefined },
    // Worlds come and go: one queue, with what the product gives to a single system, serves them all.
    queues: [
      {
        taskQueue: COMMON_TASK_QUEUE,
        share: shareOfSystem(1),
        context: {
          systems,
          record: routedRecord((systemId) => {
            const record = records.get(systemId);
            if (record === undefined) throw new Error(`no world has the system ${systemId}`);
            return record;
          }),
          attention: createAttentionDesk(environment.client, () => COMMON_TASK_QUEUE),
        },
      },
    ],
    workflowBundle: options.workflowBundle ?? (await bundleWorkflows()),
  });
  return {
    client: environment.client,
    temporalPieces,
    add(systemId, services, record, calls) {
      temporalCalls.set(systemId, calls);
      systems.set(systemId, services);
      records.set(systemId, record);
    },
    remove(systemId) {
      systems.delete(systemId);
      temporalCalls.delete(systemId);
      records.delete(systemId);
    },
    async stop() {
      await worker.stop();
      await proxy.close();
      await environment.teardown();
    },
  };
}

/** The SDK gives a server five seconds: on a busy machine that may be too few, once. */
async function startServer(): Promise<TestWorkflowEnvironment> {
  const { path } = await resolveTemporalCli({ environment: process.env, sources: [pythonWheel()] });
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await TestWorkflowEnvironment.createLocal({
        server: {
          executable: { type: 'existing-path', path },
          namespace: NAMESPACE,
          log: { format: 'pretty', level: 'never' },
        },
      });
    } catch (error) {
      if (attempt === START_ATTEMPTS) throw error;
    }
  }
}
