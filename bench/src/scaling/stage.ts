import type { Client } from '@temporalio/client';
import type { Cleanup } from '../../../src/cli/cleanup';
import { connectClient, devServerAddress } from '../../../src/temporal/connection';
import { inFreshFolder } from '../fresh-folder';
import { startTemporalDevServer } from '../servers/temporal';
import type { System, SystemOptions } from '../system';
import { startDeployment } from '../world';
import { startCrew, type Crew } from './crew';

/** A deployment with its servers, whose workers come and go. */
export interface Stage {
  /** In the order in which they were asked for. */
  readonly systems: readonly System[];
  readonly client: Client;
  readonly startCrew: (workers: number) => Promise<Crew>;
}

/** Starts everything fresh, and ends it when `work` has ended. */
export function onStage<T>(
  options: readonly SystemOptions[],
  work: (stage: Stage) => Promise<T>,
): Promise<T> {
  return inFreshFolder('scaling out', async (folder, cleanup) =>
    work(await openStage(folder, options, cleanup)),
  );
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
    startCrew: async (workers) => {
      const crew = await startCrew(workers, deployment, address, connected.client);
      cleanup.add('workers', () => crew.stop());
      return crew;
    },
  };
}
