import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  listReports,
  readReport,
  reportDocuments,
  type ReportLine,
} from '../../delivery/reconciliation/reading';
import type { SystemId } from '../../document';
import { CLASSES_TOLD_IN_FULL } from '../../reconciliation/classes';
import type { ReconciliationReport, ReportDocument } from '../../reconciliation/report/model';
import { CommandError } from '../command-error';
import type { CommandContext } from '../command-context';
import { EXIT, type ExitCode } from '../exit-codes';
import { openFile } from '../open-file';
import { writeReportFiles, type ReportFiles } from '../report-files';
import { printReport } from '../report-print';
import type { Services } from '../services';
import { table } from '../terminal';
import { withServices } from '../with-services';

export interface ReportOptions extends CommandContext {
  /** Absent: the latest. */
  readonly id: number | undefined;
  /** Absent: of all systems. */
  readonly systemId: SystemId | undefined;
  readonly files: ReportFiles;
  /** In the browser; the page is written to a file of its own where none is named. */
  readonly open: boolean;
  readonly list: boolean;
}

/** Shows a finished reconciliation, and writes it as a page and as CSV. From the record: nothing needs to run. */
export async function report(options: ReportOptions): Promise<ExitCode> {
  return withServices(options, async ({ pool }) => {
    const { id, systemId, list, terminal } = options;
    if (list) {
      const lines = await listReports(pool, systemId);
      terminal.result(lines, () => printList(lines));
      return EXIT.ok;
    }
    const found = await readReport(pool, { id, systemId });
    if (found === undefined) {
      throw new CommandError(
        id === undefined
          ? 'no reconciliation has been finished yet: `traede-sync reconcile` makes one'
          : `there is no report ${id}: \`traede-sync report --list\` names those that are kept`,
      );
    }
    const files = options.open ? withPage(options.files) : options.files;
    await writeReportFiles(pool, found, files, terminal);
    if (options.open && files.html !== undefined) await openFile(files.html);
    const documents = await differingDocuments(pool, found);
    terminal.result({ ...found, ...documents }, () => printReport(found, documents.documents));
    return found.agree ? EXIT.ok : EXIT.attention;
  });
}

/** A page that only its owner may read. */
function withPage(files: ReportFiles): ReportFiles {
  const html = files.html ?? join(mkdtempSync(join(tmpdir(), 'traede-sync-report-')), 'report.html');
  return { ...files, html };
}

/** For machines; whoever needs more takes the CSV file. */
const MAX_DOCUMENTS_IN_ANSWER = 1_000;

export interface DifferingDocuments {
  /** All that do not agree, at most {@link MAX_DOCUMENTS_IN_ANSWER}. */
  readonly documents: readonly ReportDocument[];
  readonly isCut: boolean;
}

export async function differingDocuments(
  pool: Services['pool'],
  { id }: ReconciliationReport,
): Promise<DifferingDocuments> {
  const documents: ReportDocument[] = [];
  for await (const document of reportDocuments(pool, id, CLASSES_TOLD_IN_FULL)) {
    if (documents.length >= MAX_DOCUMENTS_IN_ANSWER) return { documents, isCut: true };
    documents.push(document);
  }
  return { documents, isCut: false };
}

function printList(lines: readonly ReportLine[]): string {
  if (lines.length === 0)
    return 'No reconciliation has been finished yet: `traede-sync reconcile` makes one.';
  return table(
    [
      ...[
        { title: 'report', align: 'right' as const },
        { title: 'system' },
        { title: 'from' },
        { title: 'to' },
      ],
      ...[{ title: 'made at' }, { title: 'verdict' }],
    ],
    lines.map(({ id, systemId, from, to, finishedAt, verdict }) => [
      ...[id, systemId, from, to, finishedAt.toISOString(), verdict],
    ]),
  );
}
