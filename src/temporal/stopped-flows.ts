import type { Client } from '@temporalio/client';
import { inParallel } from '../delivery/concurrency';
import type { Flow } from '../delivery/delivery';
import { DOCUMENT_TYPES, type SystemId } from '../document';
import { FATAL_FAILURES, OUTAGE_FAILURES, type FailureType } from '../failure-types';
import { detailRuns, FAILED_STATUSES, listRuns } from './runs';

/** Why a flow does not get on: what its run waits for, or of what its last run failed. */
export const STOP_CAUSES = [...OUTAGE_FAILURES, ...FATAL_FAILURES, 'NoWorker', 'Other'] as const;
export type StopCause = FailureType | 'NoWorker' | 'Other';

export interface StoppedFlow extends Flow {
  readonly cause: StopCause;
}

/** Each flow costs the server two or three calls; more at once would only queue up there. */
const FLOWS_AT_ONCE = 4;
/** All flows of one look, and their failures. */
const LOOK_TIMEOUT_MS = 30_000;

/**
 * The flows that do not get on, as Temporal has their runs: all workers see the same. A flow whose run waits until something
 * that is away answers again, and one whose last run failed, until a run of it succeeds.
 */
export async function stoppedFlows(
  client: Client,
  systemIds: readonly SystemId[],
): Promise<readonly StoppedFlow[]> {
  const flows = systemIds.flatMap((systemId) =>
    DOCUMENT_TYPES.map((documentType) => ({ systemId, documentType })),
  );
  const deadline = Date.now() + LOOK_TIMEOUT_MS;
  const causes = await inParallel(flows, FLOWS_AT_ONCE, (flow) =>
    client.withDeadline(deadline, () => causeOf(client, flow)),
  );
  return flows.flatMap((flow, index) => {
    const cause = causes[index];
    return cause === undefined ? [] : [{ ...flow, cause }];
  });
}

async function causeOf(client: Client, flow: Flow): Promise<StopCause | undefined> {
  const held = await listRuns(client, { ...flow, statuses: ['running'], syncStatus: 'outage', limit: 1 });
  // The run knows what it waits for; a worker answers for it.
  const [waits] = await detailRuns(client, held, true);
  if (waits !== undefined && waits.outage !== null) return known(waits.outage.type);
  const [ended] = await listRuns(client, { ...flow, statuses: ['completed', ...FAILED_STATUSES], limit: 1 });
  if (ended === undefined || ended.status === 'completed') return undefined;
  const [failed] = await detailRuns(client, [ended], false);
  return known(failed?.failure?.type);
}

/** Failures of other makes (a run that took too long) have names that nobody lists. */
function known(type: string | undefined): StopCause {
  return STOP_CAUSES.find((cause) => cause === type) ?? 'Other';
}
