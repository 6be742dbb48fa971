import type { Client } from '@temporalio/client';
import type { Config } from '../config/config';
import { DOCUMENT_TYPES } from '../document';
import { connectClient, type TemporalAddress } from '../temporal/connection';
import { listRuns, type RunView } from '../temporal/runs';
import { viewSchedule, type ScheduleView } from '../temporal/schedule-view';
import { workerPresence, type DeploymentPresence } from '../temporal/worker-presence';
import { scheduleId } from '../../workflows/messages';
import type { CommandContext } from './command-context';
import { findTemporal } from './temporal-target';

/** Temporal as it was found: a client, or why there is none. */
export type TemporalLook =
  | { readonly client: Client; readonly address: TemporalAddress }
  | { readonly client: undefined; readonly address: TemporalAddress | undefined; readonly reason: string };

/** Who only looks does not wait for a server that is away: the record tells the rest. */
const CONNECT_TIMEOUT_MS = 5_000;
const LOOK_TIMEOUT_MS = 10_000;

/** Does something with Temporal as it is found, and closes the connection again. */
export async function withTemporalLook<T>(
  { folder, environment }: Pick<CommandContext, 'folder' | 'environment'>,
  work: (look: TemporalLook) => Promise<T>,
): Promise<T> {
  const address = findTemporal(folder, environment);
  if (address === undefined) {
    const reason = `nothing is up on ${folder.path}, and TEMPORAL_ADDRESS is not set`;
    return work({ client: undefined, address, reason });
  }
  const connected = await connectClient(address, { timeoutMs: CONNECT_TIMEOUT_MS }).catch(reasonOf);
  if (typeof connected === 'string') return work({ client: undefined, address, reason: connected });
  try {
    return await work({ client: connected.client, address });
  } finally {
    await connected.close();
  }
}

function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `Temporal does not answer (${reason})`;
}

/** What Temporal says of the flows, as far as it answers. */
export interface SeenInTemporal {
  /** Why nothing was seen; null when it was. */
  readonly error: string | null;
  readonly worker: DeploymentPresence | undefined;
  /** By schedule id. */
  readonly flows: ReadonlyMap<string, SeenFlow>;
}

export interface SeenFlow {
  readonly schedule: ScheduleView | undefined;
  readonly lastRun: RunView | undefined;
}

export async function seeFlows({ systems }: Config, look: TemporalLook): Promise<SeenInTemporal> {
  const { client } = look;
  if (client === undefined) return { error: look.reason, worker: undefined, flows: new Map() };
  try {
    return await client.withDeadline(Date.now() + LOOK_TIMEOUT_MS, async () => {
      const flows = new Map<string, SeenFlow>();
      for (const { systemId } of systems) {
        for (const documentType of DOCUMENT_TYPES) {
          const id = scheduleId(systemId, documentType);
          const [lastRun] = await listRuns(client, { systemId, documentType, limit: 1 });
          flows.set(id, { schedule: await viewSchedule(client, id), lastRun });
        }
      }
      const systemIds = systems.map(({ systemId }) => systemId);
      return { error: null, worker: await workerPresence(client, systemIds), flows };
    });
  } catch (error) {
    return { error: reasonOf(error), worker: undefined, flows: new Map() };
  }
}
