import { DELIVERY_STATES } from '../delivery/delivery';
import { DOCUMENT_TYPES, DOCUMENT_TYPE_NAMES, type DocumentType } from '../document';
import type { DeploymentStatus, FlowStatus, SeenWorker, SystemStatus } from './deployment-status';
import { ageOf, relativeTime } from './relative-time';
import { table } from './terminal';

/** The table that `status` and `watch` show: a line for each flow. */
export function flowTable({ systems, running }: DeploymentStatus): string {
  const columns = [
    { title: 'system', saidOnce: true },
    { title: 'document type' },
    { title: 'last run' },
    { title: 'next run' },
    { title: 'delivered today', short: 'today', align: 'right' as const },
    { title: 'waiting', align: 'right' as const },
    { title: 'oldest not exported', short: 'oldest' },
  ];
  return table(
    columns,
    flowsOf(systems).map(({ systemId, documentType, flow }) => [
      systemId,
      DOCUMENT_TYPE_NAMES[documentType].many,
      lastRun(flow),
      nextRun(flow, running),
      flow.deliveredToday,
      flow.waiting,
      ageOf(flow.oldestOpenSince),
    ]),
  );
}

/** How many documents of each type are where on their way. */
export function stateTable({ systems }: DeploymentStatus): string {
  const columns = [
    { title: 'system', saidOnce: true },
    { title: 'document type' },
    ...DELIVERY_STATES.map((title) => ({ title, align: 'right' as const })),
  ];
  return table(
    columns,
    systems.flatMap(({ systemId, types }) =>
      DOCUMENT_TYPES.map((type) => [
        systemId,
        DOCUMENT_TYPE_NAMES[type].many,
        ...DELIVERY_STATES.map((state) => types[type][state]),
      ]),
    ),
  );
}

/** Where entries are summed: how many postings of the ERP stand for how many of them. */
export function sumLines({ systems }: DeploymentStatus): readonly string[] {
  return systems.flatMap(({ systemId, sums: { sums, entries } }) =>
    sums === 0
      ? []
      : [
          `${systemId}: ${entries} accounting entries are in the ERP as ${sums === 1 ? '1 sum' : `${sums} sums`}; ` +
            '`traede-sync document show accounting-entry ID` names the entries of one.',
        ],
  );
}

/** What a person has to know beyond the numbers: pauses, workers, a Temporal that is away. */
export function remarks({ running, temporalError, worker, systems }: DeploymentStatus): readonly string[] {
  if (!running) {
    return [`Temporal is not seen: ${temporalError ?? 'no reason is known'}. What is shown is the record.`];
  }
  const paused = flowsOf(systems).flatMap(({ systemId, documentType, flow }) =>
    flow.paused
      ? [
          `Paused: ${DOCUMENT_TYPE_NAMES[documentType].many} → ${systemId}${flow.note === null ? '' : ` (${flow.note})`}`,
        ]
      : [],
  );
  return [...missingWorkers(worker, systems), ...paused];
}

/** One line where nobody works at all; else one for each system that nobody works for. */
function missingWorkers(worker: SeenWorker | null, systems: readonly SystemStatus[]): readonly string[] {
  if (worker?.polling === false) return [noWorker(worker.lastSeenAt)];
  return systems.flatMap(({ systemId, worker: own }) =>
    own?.polling === false ? [`${systemId}: ${noWorker(own.lastSeenAt)}`] : [],
  );
}

function noWorker(lastSeenAt: string | null): string {
  const last = lastSeenAt === null ? '' : ` (the last one was seen ${relativeTime(lastSeenAt)})`;
  return `No worker takes work${last}: start \`traede-sync up\` or \`traede-sync worker\`.`;
}

interface NamedFlow {
  readonly systemId: string;
  readonly documentType: DocumentType;
  readonly flow: FlowStatus;
}

export function flowsOf(systems: readonly SystemStatus[]): readonly NamedFlow[] {
  return systems.flatMap(({ systemId, flows }) =>
    DOCUMENT_TYPES.map((documentType) => ({ systemId, documentType, flow: flows[documentType] })),
  );
}

function lastRun({ lastRun: run, lastSuccessAt }: FlowStatus): string {
  if (run === null) {
    return lastSuccessAt === null ? 'none yet' : `completed ${relativeTime(lastSuccessAt)}`;
  }
  if (run.status === 'running') return `running for ${ageOf(run.startedAt)}`;
  return `${run.status} ${relativeTime(run.endedAt)}`;
}

function nextRun({ nextRunAt, paused }: FlowStatus, running: boolean): string {
  if (!running) return '-';
  return paused ? 'paused' : relativeTime(nextRunAt);
}
