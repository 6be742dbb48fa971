import { asyncLocalStorage, Context, type Info } from '@temporalio/activity';
import { noopMetricMeter } from '@temporalio/common';
import { createActivities } from '../../activities';
import type { FetchedPage, FetchPageInput } from '../../activities/fetch-page';
import type { ImportedDocuments } from '../../activities/import-documents';
import type { MarkedDocuments } from '../../activities/mark-exported';
import { openServices, systemServices } from '../../src/cli/services';
import { loadConfig } from '../../src/config/load';
import type { DocumentId, SystemId } from '../../src/document';
import type { SyncTuning } from '../../workflows/messages';

/** The product's activities for one flow, and what is needed to run them outside Temporal. */
export interface Work {
  readonly systemId: SystemId;
  readonly tuning: SyncTuning;
  fetchPage(request: PageRequest): Promise<FetchedPage>;
  importDocuments(documentIds: readonly DocumentId[]): Promise<ImportedDocuments>;
  markExported(documentIds: readonly DocumentId[]): Promise<MarkedDocuments>;
  close(): Promise<void>;
}

export type PageRequest = Pick<FetchPageInput, 'page' | 'quiet' | 'startedAt'>;

/** Opens what the product's worker opens, from the same file and environment. */
export async function openWork(
  environment: Readonly<Record<string, string>>,
  configFile: string,
): Promise<Work> {
  const config = loadConfig(environment, configFile);
  const [system] = config.systems;
  if (system === undefined || config.databaseUrl === undefined) throw new Error('no system, or no database');
  const services = await openServices(config, config.databaseUrl);
  const { fetchPage, importDocuments, markExported } = createActivities({
    systems: systemServices(config, services, undefined),
    record: services.record,
    attention: { open: () => Promise.reject(new Error('no document of the benchmark needs a person')) },
  });
  const { systemId, tuning } = system;
  const flow = { systemId, documentType: 'invoice' } as const;
  return {
    systemId,
    tuning,
    fetchPage: (request) => outside(fetchPage, { ...flow, limit: tuning.pageSize, ...request }),
    importDocuments: (documentIds) => outside(importDocuments, { ...flow, documentIds }),
    markExported: (documentIds) => outside(markExported, { ...flow, documentIds }),
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
