import type { Client } from '@temporalio/client';
import { runNow, type StartedRun } from '../../../src/temporal/run-now';
import { progressQuery, type SyncProgress } from '../../../workflows/messages';

/** When runs began and ended, by Temporal's own time stamps. */
export interface Span {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** Asks a system's schedule for a run of its invoices. */
export async function startRun(client: Client, systemId: string): Promise<StartedRun> {
  return (await runNow(client, systemId, 'invoice')).next();
}

/** Waits for a run's end, continuations included. */
export async function endOf(client: Client, { workflowId, runId }: StartedRun): Promise<Span> {
  const first = client.workflow.getHandle(workflowId, runId);
  await first.result();
  const { startTime } = await first.describe();
  const { closeTime } = await client.workflow.getHandle(workflowId).describe();
  return { startedAtMs: startTime.getTime(), endedAtMs: closeTime?.getTime() ?? Infinity };
}

/** A run of each system, all started together; @returns from the start of the first to the end of the last, in seconds. */
export async function runTogether(client: Client, systemIds: readonly string[]): Promise<number> {
  const spans = await Promise.all(
    systemIds.map(async (systemId) => endOf(client, await startRun(client, systemId))),
  );
  const startedAtMs = Math.min(...spans.map((span) => span.startedAtMs));
  const endedAtMs = Math.max(...spans.map((span) => span.endedAtMs));
  return (endedAtMs - startedAtMs) / 1_000;
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
