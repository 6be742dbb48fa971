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
  const [sales, entries] = await Promise.all([
    syncSales(client, systemId, options),
    syncFlow(client, systemId, 'accounting-entry', options),
  ]);
  return [...sales, ...entries];
}

/**
 * Invoices, then credit notes. Where credit notes are held because their invoices were not met, both are looked through
 * once more: only a look that began after a credit note was fetched can say that there is no such invoice.
 */
async function syncSales(
  client: Client,
  systemId: SystemId,
  options: SyncAllOptions,
): Promise<readonly FlowResult[]> {
  const first = await syncInOrder(client, systemId, options);
  const areHeld = first.some(({ counts }) => counts.held > 0);
  if (!areHeld || first.length < 2 || options.signal.aborted) return first;
  const second = await syncInOrder(client, systemId, options);
  return second.map((result, index) => {
    const before = first[index];
    return before === undefined ? result : { ...result, counts: addUp([before.counts, result.counts]) };
  });
}

async function syncInOrder(
  client: Client,
  systemId: SystemId,
  options: SyncAllOptions,
): Promise<readonly FlowResult[]> {
  const invoices = await syncFlow(client, systemId, 'invoice', options);
  if (invoices.some(({ stopped }) => stopped)) return [...invoices, ...notBegun(systemId, options)];
  return [...invoices, ...(await syncFlow(client, systemId, 'credit-note', options))];
}

function notBegun(systemId: SystemId, options: SyncAllOptions): readonly FlowResult[] {
  const error = 'not begun: they follow the invoices that they correct, and those stopped';
  return isWanted('credit-note', options)
    ? [{ systemId, documentType: 'credit-note', counts: NO_COUNTS, error, stopped: true }]
    : [];
}

function isWanted(documentType: DocumentType, { documentTypes = DOCUMENT_TYPES }: SyncAllOptions): boolean {
  return documentTypes.includes(documentType);
}

/** The result of one flow; none where the type is not asked for. */
async function syncFlow(
  client: Client,
  systemId: SystemId,
  documentType: DocumentType,
  options: SyncAllOptions,
): Promise<readonly FlowResult[]> {
  if (!isWanted(documentType, options)) return [];
  const { progress, patienceMs, signal } = options;
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
  const ended = before.find(({ stopped }) => stopped) ?? (signal.aborted ? before[0] : undefined);
  const last = ended ?? (await followRun(client, await requested.next(), follow));
  const counts = ended === undefined ? addUp([...before, last].map((run) => run.counts)) : last.counts;
  bar.end(counts, last.error);
  return [{ ...last, systemId, documentType, counts }];
}

function addUp(all: readonly SyncCounts[]): SyncCounts {
  return all.reduce((sum, counts) => ({
    pages: sum.pages + counts.pages,
    // What the first held or left, the second fetched again.
    fetched: sum.fetched - sum.held - sum.failed + counts.fetched,
    delivered: sum.delivered + counts.delivered,
    exported: sum.exported + counts.exported,
    attention: sum.attention + counts.attention,
    failed: counts.failed,
    // What the first run refused waited before the second.
    waiting: Math.max(0, counts.waiting - sum.attention),
    skipped: counts.skipped,
    held: counts.held,
    beforeGoLive: counts.beforeGoLive,
  }));
}
