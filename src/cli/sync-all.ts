import type { Client } from '@temporalio/client';
import { DOCUMENT_TYPES, type DocumentType, type SystemId } from '../document';
import { runNow } from '../temporal/run-now';
import type { SyncCounts, SyncProgress } from '../../workflows/messages';
import { followRun, NO_COUNTS, type RunResult } from './follow-run';
import type { ProgressView } from './progress';

export interface FlowResult extends RunResult {
  readonly systemId: SystemId;
  readonly documentType: DocumentType;
}

export interface SyncAllOptions {
  readonly systemIds: readonly SystemId[];
  readonly documentTypes?: readonly DocumentType[];
  readonly progress: ProgressView;
  readonly patienceMs?: number;
  readonly signal: AbortSignal;
}

/** One full sync of all types of all systems. Credit notes follow the invoices that they correct. */
export async function syncAll(client: Client, options: SyncAllOptions): Promise<readonly FlowResult[]> {
  const results = await Promise.all(
    options.systemIds.map((systemId) => syncSystem(client, systemId, options)),
  );
  return results.flat();
}

async function syncSystem(
  client: Client,
  systemId: SystemId,
  options: SyncAllOptions,
): Promise<readonly FlowResult[]> {
  const wanted = options.documentTypes ?? DOCUMENT_TYPES;
  const flow = (type: DocumentType) =>
    wanted.includes(type) ? [syncFlow(client, systemId, type, options)] : [];
  const entries = Promise.all(flow('accounting-entry'));
  const invoices = await Promise.all(flow('invoice'));
  const [stopped] = invoices.filter(({ error }) => error !== null);
  const creditNotes =
    stopped === undefined
      ? await Promise.all(flow('credit-note'))
      : wanted.includes('credit-note')
        ? [notBegun(systemId)]
        : [];
  return [...invoices, ...creditNotes, ...(await entries)];
}

function notBegun(systemId: SystemId): FlowResult {
  const error = 'not begun: they follow the invoices that they correct, and those stopped';
  return { systemId, documentType: 'credit-note', counts: NO_COUNTS, error };
}

async function syncFlow(
  client: Client,
  systemId: SystemId,
  documentType: DocumentType,
  { progress, patienceMs, signal }: SyncAllOptions,
): Promise<FlowResult> {
  const bar = progress.flow(systemId, documentType);
  const follow = {
    onProgress: (current: SyncProgress) => {
      bar.update(current);
    },
    signal,
    ...(patienceMs === undefined ? {} : { patienceMs }),
  };
  const requested = await runNow(client, systemId, documentType);
  // A run that a killed worker left is part of this sync: people want to see what became of its documents.
  const before = requested.current === undefined ? [] : [await followRun(client, requested.current, follow)];
  const stopped = before.find(({ error }) => error !== null) ?? (signal.aborted ? before[0] : undefined);
  const last = stopped ?? (await followRun(client, await requested.next(), follow));
  const counts = stopped === undefined ? addUp([...before, last].map((run) => run.counts)) : last.counts;
  bar.end(counts, last.error);
  return { systemId, documentType, counts, error: last.error };
}

function addUp(all: readonly SyncCounts[]): SyncCounts {
  return all.reduce((sum, counts) => ({
    pages: sum.pages + counts.pages,
    fetched: sum.fetched + counts.fetched,
    delivered: sum.delivered + counts.delivered,
    exported: sum.exported + counts.exported,
    attention: sum.attention + counts.attention,
    // What the first left, the second tried again.
    failed: counts.failed,
    waiting: counts.waiting,
  }));
}
