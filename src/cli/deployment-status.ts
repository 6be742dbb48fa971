import type { Pool } from 'pg';
import type { Config } from '../config/config';
import type { DeliveryState } from '../delivery/delivery';
import { summariseFlows, type FlowSummary } from '../delivery/flow-summary';
import { countByState, knownSystems, waitingByProblem, type WaitingProblem } from '../delivery/overview';
import { countSums, type SumCount } from '../delivery/sums';
import type { DocumentType, SystemId } from '../document';
import { startOfDay } from '../start-of-day';
import type { TemporalAddress } from '../temporal/connection';
import type { RunStatus } from '../temporal/runs';
import { runLink, uiLink } from '../temporal/ui-links';
import type { WorkerPresence } from '../temporal/worker-presence';
import { scheduleId } from '../../workflows/messages';
import { seeFlows, type SeenFlow, type SeenInTemporal, type TemporalLook } from './temporal-look';

/** How everything stands, as `status --json` prints it: times in ISO 8601, null for what is not known. */
export interface DeploymentStatus {
  /** Temporal answers. */
  readonly running: boolean;
  /** Why it does not. */
  readonly temporalError: string | null;
  readonly temporalUi: string | null;
  /** Null where Temporal does not answer. */
  readonly worker: SeenWorker | null;
  readonly systems: readonly SystemStatus[];
}

export interface SeenWorker {
  readonly polling: boolean;
  readonly lastSeenAt: string | null;
}

export interface SystemStatus {
  readonly systemId: SystemId;
  /** Whether a worker takes the work of this system; null where that is not known. */
  readonly worker: SeenWorker | null;
  readonly types: Readonly<Record<DocumentType, Readonly<Record<DeliveryState, number>>>>;
  readonly flows: Readonly<Record<DocumentType, FlowStatus>>;
  readonly problems: readonly WaitingProblem[];
  /** Postings of the ERP that each stand for several accounting entries, and how many entries those are. */
  readonly sums: SumCount;
}

export interface FlowStatus {
  readonly lastRun: {
    readonly status: RunStatus;
    readonly startedAt: string;
    readonly endedAt: string | null;
    readonly temporalUi: string | null;
  } | null;
  /** The last run that looked through TRAEDE's whole list, by the record: known without Temporal. */
  readonly lastSuccessAt: string | null;
  readonly nextRunAt: string | null;
  readonly paused: boolean;
  readonly note: string | null;
  readonly deliveredToday: number;
  readonly waiting: number;
  readonly waitingSince: string | null;
  /** When the document that has been on its way longest was first seen. */
  readonly oldestOpenSince: string | null;
}

/** Looks at the record, and at Temporal where it answers. Systems of the record that are not configured are shown too. */
export async function deploymentStatus(
  config: Config,
  pool: Pool,
  look: TemporalLook,
): Promise<DeploymentStatus> {
  const seen = await seeFlows(config, look);
  const systems: SystemStatus[] = [];
  const configured = config.systems.map(({ systemId }) => systemId);
  for (const systemId of new Set([...configured, ...(await knownSystems(pool))])) {
    systems.push(await systemStatus(config, pool, systemId, seen, look.address));
  }
  return {
    running: seen.error === null,
    temporalError: seen.error,
    temporalUi: look.address === undefined ? null : (uiLink(look.address) ?? null),
    worker: toJson(seen.worker),
    systems,
  };
}

async function systemStatus(
  config: Config,
  pool: Pool,
  systemId: SystemId,
  seen: SeenInTemporal,
  address: TemporalAddress | undefined,
): Promise<SystemStatus> {
  const zone = config.systems.find((system) => system.systemId === systemId)?.rules.timeZone ?? 'UTC';
  const counts = await countByState(pool, systemId);
  const summaries = await summariseFlows(pool, systemId, startOfDay(new Date(), zone));
  const statesOf = (type: DocumentType): Record<DeliveryState, number> => {
    const of = (state: DeliveryState): number =>
      counts.find((row) => row.documentType === type && row.state === state)?.count ?? 0;
    return {
      fetched: of('fetched'),
      delivered: of('delivered'),
      exported: of('exported'),
      attention: of('attention'),
      skipped: of('skipped'),
    };
  };
  const types = byType(statesOf);
  const flows = byType((type) =>
    flowStatus(
      seen.flows.get(scheduleId(systemId, type)),
      summaries.find(({ documentType }) => documentType === type),
      types[type].attention,
      address,
    ),
  );
  const problems = await waitingByProblem(pool, systemId);
  const worker = toJson(seen.worker?.systems.get(systemId));
  return { systemId, worker, types, flows, problems, sums: await countSums(pool, systemId) };
}

function byType<T>(make: (type: DocumentType) => T): Readonly<Record<DocumentType, T>> {
  return {
    invoice: make('invoice'),
    'credit-note': make('credit-note'),
    'accounting-entry': make('accounting-entry'),
  };
}

function flowStatus(
  seen: SeenFlow | undefined,
  summary: FlowSummary | undefined,
  waiting: number,
  address: TemporalAddress | undefined,
): FlowStatus {
  const { lastRun, schedule } = seen ?? {};
  return {
    lastRun:
      lastRun === undefined
        ? null
        : {
            status: lastRun.status,
            startedAt: lastRun.startedAt.toISOString(),
            endedAt: lastRun.endedAt?.toISOString() ?? null,
            temporalUi: (address === undefined ? undefined : runLink(address, lastRun)) ?? null,
          },
    lastSuccessAt: summary?.lastCompleteLook?.toISOString() ?? null,
    nextRunAt: schedule?.nextRunAt?.toISOString() ?? null,
    paused: schedule?.paused ?? false,
    note: schedule?.note ?? null,
    deliveredToday: summary?.deliveredSince ?? 0,
    waiting,
    waitingSince: summary?.waitingSince?.toISOString() ?? null,
    oldestOpenSince: summary?.oldestOpenSince?.toISOString() ?? null,
  };
}

function toJson(presence: WorkerPresence | undefined): SeenWorker | null {
  if (presence === undefined) return null;
  const { polling, lastSeenAt } = presence;
  return { polling, lastSeenAt: lastSeenAt?.toISOString() ?? null };
}
