import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import type { Config, SystemConfig } from '../config/config';
import { summariseFlows, type FlowSummary } from '../delivery/flow-summary';
import { waitingByProblem } from '../delivery/overview';
import { latestDifferences, type LatestDifferences } from '../delivery/reconciliation/latest-differences';
import { DOCUMENT_TYPES, type DocumentType } from '../document';
import { detailRuns, FAILED_STATUSES, listRuns } from '../temporal/runs';
import { viewSchedule } from '../temporal/schedule-view';
import { runLink, runsLink, waitingLink, type UiAddress } from '../temporal/ui-links';
import { scheduleId } from '../../workflows/messages';
import type { Facts, FlowFact, ReconciliationFact, WaitingFact } from './facts';

/** Where to look. */
export interface LookedAt {
  readonly config: Pick<Config, 'systems'>;
  readonly pool: Pool;
  readonly client: Client;
  readonly ui: UiAddress;
}

/** A schedule whose times do not tell: by cron, and paused. */
const UNKNOWN_INTERVAL_MS = 86_400_000;

/** Looks at the record, the schedules and the runs of all systems. Reads only. */
export async function lookAround(at: LookedAt): Promise<Facts> {
  const { systems } = at.config;
  const waiting: WaitingFact[] = [];
  const flows: FlowFact[] = [];
  const reconciliations: ReconciliationFact[] = [];
  for (const system of systems) {
    const { systemId } = system;
    for (const problem of await waitingByProblem(at.pool, systemId)) {
      waiting.push({ systemId, problem, link: waitingLink(at.ui, problem.code) ?? null });
    }
    flows.push(...(await flowsOf(at, system)));
    const found = await latestDifferences(at.pool, systemId);
    if (found !== undefined) reconciliations.push(toFact(systemId, found));
  }
  return { now: new Date(), timeZone: systems[0]?.rules.timeZone ?? 'UTC', waiting, flows, reconciliations };
}

function toFact(
  systemId: string,
  { id, finishedAt, from, to, differing, documents }: LatestDifferences,
): ReconciliationFact {
  const period = `${from} to ${to}`;
  return { systemId, id: String(id), at: finishedAt, period, differences: differing, members: documents };
}

async function flowsOf(at: LookedAt, { systemId }: SystemConfig): Promise<readonly FlowFact[]> {
  const summaries = await summariseFlows(at.pool, systemId, new Date());
  const flows: FlowFact[] = [];
  for (const documentType of DOCUMENT_TYPES) {
    const summary = summaries.find((one) => one.documentType === documentType);
    flows.push(await flowOf(at, systemId, documentType, summary));
  }
  return flows;
}

async function flowOf(
  { client, ui }: LookedAt,
  systemId: string,
  documentType: DocumentType,
  summary: FlowSummary | undefined,
): Promise<FlowFact> {
  const flow = { systemId, documentType };
  const schedule = await viewSchedule(client, scheduleId(systemId, documentType));
  const [running] = await listRuns(client, { ...flow, statuses: ['running'], limit: 1 });
  const [ended] = await listRuns(client, { ...flow, statuses: ['completed', ...FAILED_STATUSES], limit: 1 });
  const [succeeded] = await listRuns(client, { ...flow, statuses: ['completed'], limit: 1 });
  const [held] = await listRuns(client, { ...flow, statuses: ['running'], syncStatus: 'outage', limit: 1 });
  const hasFailed = ended !== undefined && ended.status !== 'completed';
  const [failure] = hasFailed ? await detailRuns(client, [ended], false) : [];
  // The run itself knows since when: it is asked, as a worker lives that asks.
  const [waits] = held === undefined ? [] : await detailRuns(client, [held], true);
  const outage = waits?.outage ?? null;
  const shown = hasFailed ? ended : running;
  return {
    ...flow,
    schedule:
      schedule === undefined ? null : { ...schedule, everyMs: schedule.everyMs ?? UNKNOWN_INTERVAL_MS },
    // The record knows more than Temporal, which forgets runs after its retention time; and a run of a day that carries
    // documents all the time is not silent.
    lastSuccessAt: latest([succeeded?.endedAt, summary?.lastCompleteLook, summary?.lastExportedAt]),
    runningSince: running?.startedAt ?? null,
    outage: outage === null ? null : { message: outage.message, since: new Date(outage.since) },
    failure: failure?.failure ?? null,
    link: (shown === undefined ? runsLink(ui, flow) : runLink(ui, shown)) ?? null,
  };
}

function latest(times: readonly (Date | null | undefined)[]): Date | null {
  const known = times.flatMap((time) => time?.getTime() ?? []);
  return known.length === 0 ? null : new Date(Math.max(...known));
}
