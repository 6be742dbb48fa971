import { setTimeout as sleep } from 'node:timers/promises';
import { readReport } from '../../delivery/reconciliation/reading';
import type { DocumentType, SystemId } from '../../document';
import { totalsOf } from '../../reconciliation/classes';
import type { ReconciliationReport } from '../../reconciliation/report/model';
import type { PlainDate } from '../../plain-date';
import { connectClient } from '../../temporal/connection';
import { startReconciliation, type ReconcileHandle } from '../../temporal/reconciliations';
import { STAGE_TEXTS } from '../../../workflows/reconcile-descriptions';
import {
  reconcileProgressQuery,
  type ReconcileInput,
  type ReconcileProgress,
  type ReconcileResult,
} from '../../../workflows/reconcile-messages';
import { CommandError } from '../command-error';
import type { CommandContext } from '../command-context';
import { EXIT, type ExitCode } from '../exit-codes';
import { failureMessage } from '../failure-message';
import { listenForInterruption } from '../interruption';
import { mend, type Mended } from '../mend';
import { writeReportFiles, type ReportFiles } from '../report-files';
import { printReport } from '../report-print';
import { requireTemporal, uiLink } from '../temporal-target';
import type { Terminal } from '../terminal';
import { withServices } from '../with-services';
import { differingDocuments } from './report';

export interface ReconcileOptions extends CommandContext {
  readonly systemId: SystemId;
  readonly from: PlainDate | undefined;
  readonly to: PlainDate | undefined;
  /** Absent: all types. */
  readonly documentType: DocumentType | undefined;
  readonly files: ReportFiles;
  readonly mend: boolean;
  readonly yes: boolean;
  readonly by: string;
}

/** Compares TRAEDE, the record and the ERP for a period, and shows what does not agree. Needs `up` or a worker. */
export async function reconcile(options: ReconcileOptions): Promise<ExitCode> {
  const { environment, folder, terminal } = options;
  const temporal = requireTemporal(folder, environment);
  const connected = await connectClient(temporal);
  const interruption = listenForInterruption();
  try {
    const handle = await startReconciliation(connected.client, inputOf(options));
    const link = uiLink(temporal, `workflows/${encodeURIComponent(handle.workflowId)}`);
    if (link !== undefined) terminal.say(link);
    const result = await follow(handle, terminal, interruption.signal);
    if (result === undefined) return EXIT.interrupted;
    return await withServices(options, async ({ pool }) => {
      const report = await readReport(pool, { id: result.reconciliationId });
      if (report === undefined) {
        throw new CommandError('the report was removed: more are made than `reconciliation.keep` keeps');
      }
      await writeReportFiles(pool, report, options.files, terminal);
      const differing = await differingDocuments(pool, report);
      const { documents } = differing;
      const mended = options.mend
        ? await mend(connected.client, documents, { ...options, signal: interruption.signal })
        : undefined;
      const answer = { ...report, ...differing, mended: mended ?? null, temporalUi: link ?? null };
      terminal.result(answer, () =>
        [printReport(report, documents), ...(mended === undefined ? [] : ['', tellMended(mended)])].join(
          '\n',
        ),
      );
      return report.agree || isAllMended(report, mended) ? EXIT.ok : EXIT.attention;
    });
  } finally {
    interruption.stopListening();
    await connected.close();
  }
}

function inputOf({ config, systemId, from, to, documentType }: ReconcileOptions): ReconcileInput {
  const reconciliation = config.systems.find((system) => system.systemId === systemId)?.reconciliation;
  return {
    systemId,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(documentType === undefined ? {} : { types: [documentType] }),
    ...(reconciliation === undefined ? {} : { keep: reconciliation.keep }),
  };
}

const POLL_INTERVAL_MS = 500;

/** Says what it is doing whenever that changes. `undefined` when a person interrupted; the workflow goes on. */
async function follow(
  handle: ReconcileHandle,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ReconcileResult | undefined> {
  let lastLine = '';
  while (!signal.aborted) {
    const { status } = await handle.describe();
    if (status.name !== 'RUNNING') return resultOf(handle);
    const progress = await handle.query(reconcileProgressQuery).catch(() => undefined);
    const line = progress === undefined ? lastLine : describe(progress);
    if (line !== lastLine) terminal.say(line);
    lastLine = line;
    await sleep(POLL_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
  terminal.say('interrupted; the reconciliation goes on, and `traede-sync report` shows it when it is done');
  return undefined;
}

async function resultOf(handle: ReconcileHandle): Promise<ReconcileResult> {
  try {
    return await handle.result();
  } catch (error) {
    throw new CommandError(failureMessage(error));
  }
}

function describe({ stage, outage, fromTraede, fromErp }: ReconcileProgress): string {
  if (outage !== null) return `waiting: ${outage.message}`;
  return `${STAGE_TEXTS[stage]}: ${fromTraede} documents from TRAEDE, ${fromErp} from the ERP`;
}

function tellMended({ mended, waiting, failed, leftOut }: Mended): string {
  return [
    `${mended} documents are in the ERP and marked now.`,
    ...(waiting === 0 ? [] : [`${waiting} need a person: see \`traede-sync attention\`.`]),
    ...(failed === 0 ? [] : [`${failed} are not done yet: see \`traede-sync document show\`.`]),
    ...(leftOut === 0 ? [] : [`${leftOut} are left for another time; reconcile again with --mend.`]),
  ].join('\n');
}

function isAllMended({ classes }: ReconciliationReport, mended: Mended | undefined): boolean {
  return mended?.mended === totalsOf(classes).differing;
}
