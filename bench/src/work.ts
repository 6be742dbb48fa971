import { asyncLocalStorage, Context, type Info } from '@temporalio/activity';
import { noopMetricMeter } from '@temporalio/common';
import { createActivities } from '../../activities';
import type { FetchedPages, FetchPageInput } from '../../activities/fetch-page';
import type { ImportedDocuments } from '../../activities/import-documents';
import { openServices, systemServices } from '../../src/cli/services';
import { loadConfig } from '../../src/config/load';
import { createDeliveryRecord } from '../../src/delivery/record';
import type { DocumentId, SystemId } from '../../src/document';
import type { SyncTuning } from '../../workflows/messages';

/** The product's activities for one flow, and what is needed to run them outside Temporal. */
export interface Work {
  readonly systemId: SystemId;
  readonly tuning: SyncTuning;
  fetchPage(request: PageRequest): Promise<FetchedPages>;
  /** Marks what it has delivered. */
  importDocuments(documentIds: readonly DocumentId[]): Promise<ImportedDocuments>;
  close(): Promise<void>;
}

export type PageRequest = Pick<FetchPageInput, 'page' | 'pages' | 'quiet' | 'startedAt'>;

/** Opens what the product's worker opens, from the same file and environment. */
export async function openWork(
  environment: Readonly<Record<string, string>>,
  configFile: string,
): Promise<Work> {
  const config = loadConfig(environment, configFile);
  const [system] = config.systems;
  if (system === undefined || config.databaseUrl === undefined) throw new Error('no system, or no database');
  const services = await openServices(config, config.databaseUrl);
  // The system's own connections, as many as the product's worker has.
  const pool = services.pools.get(system.systemId) ?? services.pool;
  const { fetchPage, importDocuments } = createActivities({
    systems: systemServices(config, services, undefined),
    record: createDeliveryRecord(pool),
    attention: { open: () => Promise.reject(new Error('no document of the benchmark needs a person')) },
  });
  const { systemId, tuning } = system;
  const flow = { systemId, documentType: 'invoice' } as const;
  return {
    systemId,
    tuning,
    fetchPage: (request) => outside(fetchPage, { ...flow, limit: tuning.pageSize, ...request }),
    importDocuments: (documentIds) => outside(importDocuments, { ...flow, documentIds, mark: {} }),
    close: () => services.close(),
  };
}

/** Heartbeats, which activities send, go nowhere. */
function outside<Input, Output>(activity: (input: Input) => Promise<Output>, input: Input): Promise<Output> {
  return asyncLocalStorage.run(newContext(), activity, input);
}

function ignore(): void {
  // Nobody listens.
}

const INFO: Info = {
  taskToken: new Uint8Array(),
  base64TaskToken: '',
  activityId: 'bench',
  activityType: 'bench',
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the type still asks for it
  activityNamespace: 'bench',
  namespace: 'bench',
  attempt: 1,
  isLocal: false,
  scheduledTimestampMs: 0,
  scheduleToCloseTimeoutMs: 0,
  startToCloseTimeoutMs: 0,
  currentAttemptScheduledTimestampMs: 0,
  heartbeatDetails: undefined,
  taskQueue: 'bench',
  inWorkflow: true,
};

const NEVER = new Promise<never>(ignore);

function newContext(): Context {
  const log = { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };
  const { signal } = new AbortController();
  return new Context(INFO, NEVER, signal, ignore, undefined, log, noopMetricMeter, {});
}
