import type { Client } from '@temporalio/client';
import type { StartedRun } from '../../../src/temporal/run-now';
import { progressQuery, type SyncProgress } from '../../../workflows/messages';
import { startRun } from '../product';
import type { System } from '../system';

/** When a run began and ended, by Temporal's own time stamps. */
interface Span {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** Waits for a run's end, continuations included. */
export async function endOf(client: Client, { workflowId, runId }: StartedRun): Promise<Span> {
  const first = client.workflow.getHandle(workflowId, runId);
  await first.result();
  const { startTime } = await first.describe();
  const { closeTime } = await client.workflow.getHandle(workflowId).describe();
  return { startedAtMs: startTime.getTime(), endedAtMs: closeTime?.getTime() ?? Infinity };
}

/**
 * Gives each system so many new documents, and starts a run of each, all together.
 * @returns documents per second of them all, from the start of the first run to the end of the last
 */
export async function bring(client: Client, systems: readonly System[], documents: number): Promise<number> {
  for (const system of systems) await system.create(documents);
  const spans = await Promise.all(
    systems.map(async ({ systemId }) => endOf(client, await startRun(client, systemId))),
  );
  const startedAtMs = Math.min(...spans.map((span) => span.startedAtMs));
  const endedAtMs = Math.max(...spans.map((span) => span.endedAtMs));
  return (documents * systems.length) / ((endedAtMs - startedAtMs) / 1_000);
}

/** What a run is at; `undefined` when it is not running any more. */
export async function progressOf(
  client: Client,
  { workflowId }: StartedRun,
): Promise<SyncProgress | undefined> {
  const handle = client.workflow.getHandle(workflowId);
  const { status } = await handle.describe();
  return status.name === 'RUNNING' ? handle.query(progressQuery) : undefined;
}
