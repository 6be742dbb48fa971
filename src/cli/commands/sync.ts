import type { DocumentType } from '../../document';
import { connectClient } from '../../temporal/connection';
import type { CommandContext } from '../command-context';
import type { ExitCode } from '../exit-codes';
import { listenForInterruption } from '../interruption';
import { openProgress } from '../progress';
import { printSummary, summarise } from '../summary';
import { syncAll } from '../sync-all';
import { requireTemporal, uiLink } from '../temporal-target';

export interface SyncCommandOptions extends CommandContext {
  /** Absent: all types. */
  readonly documentType: DocumentType | undefined;
}

/** Triggers the schedules now and follows the runs. Needs `up` or a worker. */
export async function sync({
  config,
  environment,
  folder,
  terminal,
  documentType,
}: SyncCommandOptions): Promise<ExitCode> {
  const temporal = requireTemporal(folder, environment);
  const connected = await connectClient(temporal);
  const interruption = listenForInterruption();
  const startedAt = Date.now();
  try {
    const progress = openProgress(terminal);
    const results = await syncAll(connected.client, {
      systemIds: config.systems.map(({ systemId }) => systemId),
      ...(documentType === undefined ? {} : { documentTypes: [documentType] }),
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
    return summary.exitCode;
  } finally {
    interruption.stopListening();
    await connected.close();
  }
}
