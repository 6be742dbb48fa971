import { backfillPages, UnreadableListError } from '../../backfill/pages';
import { backfillPeriod, inBackfillOrder } from '../../backfill/period';
import { dryRun } from '../../dry-run/dry-run';
import { Cleanup } from '../cleanup';
import { CommandError } from '../command-error';
import { dryRunExitCode, dryRunJson, printDryRun } from '../dry-run-print';
import { openDryRunProgress } from '../dry-run-progress';
import { EXIT, type ExitCode } from '../exit-codes';
import { listenForInterruption } from '../interruption';
import { openDryRun } from '../open-dry-run';
import type { BackfillOptions } from './backfill';

/** Says what a backfill would post, find in the ERP, or let wait. Writes nothing anywhere; needs neither Temporal nor `up`. */
export async function backfillDryRun(options: Omit<BackfillOptions, 'yes'>): Promise<ExitCode> {
  const { systemId, from, to, documentType, ...context } = options;
  const cleanup = new Cleanup();
  const interruption = listenForInterruption();
  cleanup.add('signals', () => {
    interruption.stopListening();
  });
  const progress = openDryRunProgress(context.terminal);
  try {
    const opened = (await openDryRun(context, cleanup)).find(({ system }) => system.systemId === systemId);
    if (opened === undefined) throw new CommandError(`the system "${systemId}" is not configured`);
    const { system, remarks } = opened;
    const period = backfillPeriod({ from, to }, new Date(), system.rules.timeZone);
    if (typeof period === 'string') throw new CommandError(period);
    const documentTypes = inBackfillOrder(documentType === undefined ? undefined : [documentType]);
    if (typeof documentTypes === 'string') throw new CommandError(documentTypes);
    const { signal } = interruption;
    const types = await dryRun(system, {
      documentTypes,
      signal,
      pages: (type) => backfillPages(system, type, period, { signal }),
      onProgress: (type, read) => {
        progress.update(systemId, type, read);
      },
    });
    progress.end();
    const results = [{ systemId, erp: system.erp.name, remarks, types }];
    const exitCode = dryRunExitCode(results);
    const json = { ...dryRunJson(results, exitCode), ...period };
    context.terminal.result(json, () => printDryRun(results, 'in TRAEDE'));
    return exitCode;
  } catch (error) {
    if (interruption.signal.aborted) return EXIT.interrupted;
    throw error instanceof UnreadableListError ? new CommandError(error.message) : error;
  } finally {
    progress.end();
    for (const failure of await cleanup.run()) context.terminal.say(`could not end ${failure}`);
  }
}
