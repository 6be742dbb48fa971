import { CLASS_TEXTS } from '../classes';
import type { ReportDocument } from './model';

const COLUMNS = [
  ...['class', 'document type', 'TRAEDE id', 'number', 'date', 'currency', 'net', 'tax', 'total'],
  ...['ERP number', 'ERP date', 'ERP currency', 'ERP net', 'ERP tax', 'ERP total'],
  ...['differences', 'reason', 'what to do'],
] as const;

/** Excel takes a file without it for the machine's own code page. */
const BYTE_ORDER_MARK = '\u{feff}';

export function csvHead(): string {
  return BYTE_ORDER_MARK + csvLine(COLUMNS);
}

export function csvRow(document: ReportDocument): string {
  const { traede, erp, differences } = document;
  const said = differences.map(
    ({ what, traede: ours, erp: theirs }) => `${what}: TRAEDE ${ours}, ERP ${theirs}`,
  );
  return csvLine([
    ...[CLASS_TEXTS[document.class].title, document.documentType, String(document.documentId)],
    ...[document.number ?? '', traede?.date ?? '', traede?.currency ?? ''],
    ...[traede?.net ?? '', traede?.tax ?? '', traede?.total ?? ''],
    ...[
      erp?.number ?? '',
      erp?.date ?? '',
      erp?.currency ?? '',
      erp?.net ?? '',
      erp?.tax ?? '',
      erp?.total ?? '',
    ],
    ...[said.join('; '), document.reason, remedyOf(document)],
  ]);
}

/** What to do about a document: its own remedy where it waits for a person, else that of its class. */
export function remedyOf(document: ReportDocument): string {
  const { remedy } = CLASS_TEXTS[document.class];
  return document.class === 'waiting' ? (document.remedy ?? remedy) : remedy;
}

export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** What a spreadsheet would take for a formula. A number of our own making is none. */
const FORMULA = /^[=+\-@\t\r]/;
const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;
const LINE_BREAKS = /[\r\n]+/g;

/** RFC 4180; a text that a spreadsheet would execute is shown as text, by a leading apostrophe. */
export function csvCell(text: string): string {
  const harmless = FORMULA.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
  const clean = harmless.replaceAll('\0', '').replace(LINE_BREAKS, ' ');
  return /[",;\n]/.test(clean) ? `"${clean.replaceAll('"', '""')}"` : clean;
}
