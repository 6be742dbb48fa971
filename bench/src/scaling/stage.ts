import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { Cleanup } from '../../../src/cli/cleanup';
import { connectClient, devServerAddress } from '../../../src/temporal/connection';
import { lastWords } from '../last-words';
import { startTemporalDevServer } from '../servers/temporal';
import type { System, SystemOptions } from '../system';
import { startDeployment } from '../world';
import { startCrew, type Crew } from './crew';

/** A deployment with its servers, whose workers come and go. */
export interface Stage {
  /** In the order in which they were asked for. */
  readonly systems: readonly System[];
  readonly client: Client;
  startCrew(workers: number): Promise<Crew>;
}

/** Servers live in sessions of their own: an interruption must end them too. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const INTERRUPTED = 130;

/** Starts everything fresh, and ends it when `work` has ended. */
export async function onStage<T>(
  options: readonly SystemOptions[],
  work: (stage: Stage) => Promise<T>,
): Promise<T> {
  const cleanup = new Cleanup();
  const folder = mkdtempSync(join(tmpdir(), 'traede-bench-'));
  cleanup.add('folder', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const interrupted = (): void => {
    void cleanup.run().finally(() => process.exit(INTERRUPTED));
  };
  for (const signal of SIGNALS) process.once(signal, interrupted);
  try {
    return await work(await openStage(folder, options, cleanup));
  } catch (error) {
    throw new Error(`failed\n${allLastWords(folder)}`, { cause: error });
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupted);
    const failures = await cleanup.run();
    if (failures.length > 0) process.stderr.write(`could not end ${failures.join('; ')}\n`);
  }
}

async function openStage(
  folder: string,
  options: readonly SystemOptions[],
  cleanup: Cleanup,
): Promise<Stage> {
  const deployment = await startDeployment({ folder, tuning: {}, systems: options }, cleanup);
  const server = await startTemporalDevServer(folder);
  cleanup.add('Temporal', () => server.stop());
  const { address } = server;
  const connected = await connectClient(devServerAddress({ address, uiUrl: undefined }));
  cleanup.add('client', () => connected.close());
  return {
    systems: deployment.systems,
    client: connected.client,
    async startCrew(workers) {
      const crew = await startCrew(workers, deployment, address, connected.client);
      cleanup.add('workers', () => crew.stop());
      return crew;
    },
  };
}

/** Of the servers, and of each worker, which has a folder of its own. */
function allLastWords(folder: string): string {
  const workers = readdirSync(folder).filter((name) => name.startsWith('worker-'));
  return [folder, ...workers.map((name) => join(folder, name))].map(lastWords).join('\n');
}
