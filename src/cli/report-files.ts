import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import type { Pool } from 'pg';
import { reportDocuments, withTimelines } from '../delivery/reconciliation/reading';
import { CLASSES_TOLD_IN_FULL, RECONCILIATION_CLASSES } from '../reconciliation/classes';
import { csvHead, csvRow } from '../reconciliation/report/csv';
import { DocumentList } from '../reconciliation/report/document-list';
import type { ReconciliationReport, ReportDocument } from '../reconciliation/report/model';
import { reportPage } from '../reconciliation/report/page';
import { CommandError } from './command-error';
import type { Terminal } from './terminal';

/** Files that a person asked for. */
export interface ReportFiles {
  readonly html: string | undefined;
  readonly csv: string | undefined;
}

/** Writes what was asked for, and says so. */
export async function writeReportFiles(
  pool: Pool,
  report: ReconciliationReport,
  files: ReportFiles,
  terminal: Terminal,
): Promise<void> {
  if (files.html !== undefined) {
    const page = await renderReport(pool, report);
    writing(files.html, (file) => {
      writeFileSync(file, page);
    });
    terminal.say(`Report: ${files.html}`);
  }
  if (files.csv !== undefined) {
    await writeCsv(pool, report, files.csv);
    terminal.say(`Documents that do not agree: ${files.csv}`);
  }
}

/** Documents whose timelines are read together. */
const DOCUMENTS_AT_ONCE = 200;

export async function renderReport(pool: Pool, report: ReconciliationReport): Promise<string> {
  const list = new DocumentList();
  let batch: ReportDocument[] = [];
  const flush = async (): Promise<void> => {
    for (const document of await withTimelines(pool, report.systemId, batch)) list.add(document);
    batch = [];
  };
  for await (const document of reportDocuments(pool, report.id, RECONCILIATION_CLASSES)) {
    batch.push(document);
    if (batch.length >= DOCUMENTS_AT_ONCE) await flush();
  }
  await flush();
  return reportPage(report, list.listed);
}

/** Row by row: a list of a hundred thousand is not held in memory. */
async function writeCsv(pool: Pool, report: ReconciliationReport, path: string): Promise<void> {
  const file = writing(path, (name) => openSync(name, 'w'));
  try {
    writeSync(file, csvHead());
    for await (const document of reportDocuments(pool, report.id, CLASSES_TOLD_IN_FULL)) {
      writeSync(file, csvRow(document));
    }
  } finally {
    closeSync(file);
  }
}

/** @throws {CommandError} a file that was asked for cannot be written */
export function writing<T>(path: string, write: (path: string) => T): T {
  try {
    return write(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new CommandError(`${path} cannot be written (${reason}): choose another file`);
  }
}
