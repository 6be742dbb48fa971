import { DOCUMENT_TYPE_NAMES, type DocumentType, type SystemId } from '../../document';
import { connectClient } from '../../temporal/connection';
import { detailRuns, FAILED_STATUSES, listRuns, type RunDetails } from '../../temporal/runs';
import { runLink, runsLink } from '../../temporal/ui-links';
import { workerPresence } from '../../temporal/worker-presence';
import type { CommandContext } from '../command-context';
import { EXIT, type ExitCode } from '../exit-codes';
import { spanOf } from '../../span-of-time';
import { relativeTime } from '../relative-time';
import { requireTemporal } from '../temporal-target';
import { table } from '../terminal';

export interface RunsOptions extends CommandContext {
  /** Absent: all. */
  readonly systemId: SystemId | undefined;
  readonly documentType: DocumentType | undefined;
  readonly failedOnly: boolean;
  readonly limit: number;
}

/** One run, as `runs --json` prints it. */
type RunJson = ReturnType<typeof toJson>;

/** The latest runs, as Temporal has them: how they ended, what they did, and where to look. */
export async function runs(options: RunsOptions): Promise<ExitCode> {
  const temporal = requireTemporal(options.folder, options.environment);
  const connected = await connectClient(temporal);
  try {
    const { client } = connected;
    const filter = filterOf(options);
    const { polling } = await workerPresence(client, systemIdsOf(options));
    const found = await detailRuns(client, await listRuns(client, filter), polling);
    const rows = found.map((run) => toJson(run, runLink(temporal, run) ?? null));
    const link = runsLink(temporal, filter) ?? null;
    options.terminal.result({ runs: rows, temporalUi: link }, () => print(rows, link));
    return EXIT.ok;
  } finally {
    await connected.close();
  }
}

/** Of whose worker a run may be asked how far it is. */
function systemIdsOf({ config, systemId }: RunsOptions): readonly SystemId[] {
  return systemId === undefined ? config.systems.map((system) => system.systemId) : [systemId];
}

function filterOf({ systemId, documentType, failedOnly, limit }: RunsOptions) {
  return {
    limit,
    ...(systemId === undefined ? {} : { systemId }),
    ...(documentType === undefined ? {} : { documentType }),
    ...(failedOnly ? { statuses: FAILED_STATUSES } : {}),
  };
}

function toJson(run: RunDetails, temporalUi: string | null) {
  const { systemId, documentType, workflowId, runId, status, startedAt, endedAt, counts, failure, outage } =
    run;
  return {
    systemId,
    documentType,
    workflowId,
    runId,
    status,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    durationMs: (endedAt ?? new Date()).getTime() - startedAt.getTime(),
    counts:
      counts === null
        ? null
        : {
            fetched: counts.fetched,
            delivered: counts.delivered,
            exported: counts.exported,
            waiting: counts.attention + counts.waiting,
            failed: counts.failed,
          },
    failure,
    outage,
    temporalUi,
  };
}

function print(rows: readonly RunJson[], link: string | null): string {
  if (rows.length === 0) return 'No such run is known to Temporal; it forgets runs after its retention time.';
  const numbers = ['fetched', 'delivered', 'exported', 'waiting'] as const;
  const columns = [
    { title: 'system', saidOnce: true },
    { title: 'document type' },
    { title: 'status' },
    { title: 'started' },
    { title: 'took', align: 'right' as const },
    ...numbers.map((title) => ({ title, align: 'right' as const })),
  ];
  const cells = rows.map(({ systemId, documentType, status, startedAt, durationMs, counts }) => [
    systemId,
    DOCUMENT_TYPE_NAMES[documentType].many,
    status,
    relativeTime(startedAt),
    spanOf(durationMs),
    ...numbers.map((name) => counts?.[name] ?? '-'),
  ]);
  return [
    table(columns, cells),
    ...rows.flatMap(explain),
    ...(link === null ? [] : ['', `Temporal UI: ${link}`]),
  ].join('\n');
}

/** Why a run failed, or what it waits for, with the way to its page. */
function explain(run: RunJson): readonly string[] {
  const reason = run.failure?.message ?? run.outage?.message;
  if (reason === undefined) return [];
  const name = `${DOCUMENT_TYPE_NAMES[run.documentType].many} → ${run.systemId}, ${relativeTime(run.startedAt)}`;
  return ['', `${name}: ${reason}`, ...(run.temporalUi === null ? [] : [`  → ${run.temporalUi}`])];
}
