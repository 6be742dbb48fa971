import { DOCUMENT_TYPES, type DocumentType } from '../../document';
import { dryRun } from '../../dry-run/dry-run';
import { Cleanup } from '../cleanup';
import type { CommandContext } from '../command-context';
import { dryRunExitCode, dryRunJson, printDryRun, type SystemResult } from '../dry-run-print';
import { openDryRunProgress } from '../dry-run-progress';
import { EXIT, type ExitCode } from '../exit-codes';
import { listenForInterruption } from '../interruption';
import { openDryRun } from '../open-dry-run';

export interface DryRunCommandOptions extends CommandContext {
  /** Absent: all types. */
  readonly documentType: DocumentType | undefined;
}

/** Says what a sync would post, and what would wait for a person and why. Writes nothing to TRAEDE, ERP and record. */
export async function dryRunCommand({ documentType, ...context }: DryRunCommandOptions): Promise<ExitCode> {
  const cleanup = new Cleanup();
  const interruption = listenForInterruption();
  cleanup.add('signals', () => {
    interruption.stopListening();
  });
  const progress = openDryRunProgress(context.terminal);
  try {
    const results: SystemResult[] = [];
    for (const { system, remarks } of await openDryRun(context, cleanup)) {
      const types = await dryRun(system, {
        documentTypes: documentType === undefined ? DOCUMENT_TYPES : [documentType],
        signal: interruption.signal,
        onProgress: (type, read) => {
          progress.update(system.systemId, type, read);
        },
      });
      results.push({ systemId: system.systemId, erp: system.erp.name, remarks, types });
    }
    progress.end();
    const exitCode = dryRunExitCode(results);
    context.terminal.result(dryRunJson(results, exitCode), () => printDryRun(results, 'waiting in TRAEDE'));
    return exitCode;
  } catch (error) {
    if (interruption.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    progress.end();
    for (const failure of await cleanup.run()) context.terminal.say(`could not end ${failure}`);
  }
}
