import type { Client } from '@temporalio/client';
import { waitingDocuments } from '../../delivery/overview';
import { DOCUMENT_TYPES, type DocumentKey, type DocumentType } from '../../document';
import { inParallel } from '../../delivery/concurrency';
import type { ProblemCode } from '../../problem';
import { requestOfDocument } from '../../temporal/attention-desk';
import { connectClient } from '../../temporal/connection';
import type { CommandContext } from '../command-context';
import { EXIT, type ExitCode } from '../exit-codes';
import { listenForInterruption } from '../interruption';
import { openProgress } from '../progress';
import { printSummary, summarise } from '../summary';
import { syncAll } from '../sync-all';
import { requireTemporal, uiLink } from '../temporal-target';
import { withServices } from '../with-services';

export interface RetryAttentionOptions extends CommandContext {
  /** Absent: everything that waits. */
  readonly problem: ProblemCode | undefined;
  readonly by: string;
}

/** Signals sent side by side: more would only queue up at the server. */
const SIGNALS_AT_ONCE = 10;

/**
 * Tries everything again that waits for one cause, after a person mended it. Documents that wait in a workflow of their
 * own are signalled; those that are only recorded as waiting are released to the next run, which is started now.
 */
export async function retryAttention(options: RetryAttentionOptions): Promise<ExitCode> {
  const { config, environment, folder, terminal, problem, by } = options;
  const temporal = requireTemporal(folder, environment);
  return withServices(options, async ({ pool, record }) => {
    const connected = await connectClient(temporal);
    const interruption = listenForInterruption();
    const startedAt = Date.now();
    try {
      const touched = new Set<DocumentType>();
      for (const { systemId } of config.systems) {
        const waiting = await waitingDocuments(pool, systemId, problem);
        await resyncAll(
          connected.client,
          waiting.filter(({ awaited }) => awaited),
          by,
        );
        for (const documentType of DOCUMENT_TYPES) {
          const released = waiting.filter(
            (document) => !document.awaited && document.documentType === documentType,
          );
          if (released.length > 0) touched.add(documentType);
          await record.release(
            { systemId, documentType },
            released.map(({ documentId }) => documentId),
            by,
          );
        }
        terminal.say(`${systemId}: ${waiting.length} documents are tried again`);
      }
      const progress = openProgress(terminal);
      const results = await syncAll(connected.client, {
        systemIds: config.systems.map(({ systemId }) => systemId),
        documentTypes: DOCUMENT_TYPES.filter((documentType) => touched.has(documentType)),
        progress,
        signal: interruption.signal,
      });
      progress.end();
      const summary = summarise(results, {
        durationMs: Date.now() - startedAt,
        problems: [],
        temporalUi: uiLink(temporal),
        interrupted: interruption.signal.aborted,
      });
      terminal.result(summary, () => printSummary(summary, results));
      return results.length === 0 ? EXIT.ok : summary.exitCode;
    } finally {
      interruption.stopListening();
      await connected.close();
    }
  });
}

async function resyncAll(client: Client, keys: readonly DocumentKey[], by: string): Promise<void> {
  await inParallel(keys, SIGNALS_AT_ONCE, ({ systemId, documentType, documentId }) =>
    requestOfDocument(client, { systemId, documentType, documentId }, { kind: 'resync', by }),
  );
}
