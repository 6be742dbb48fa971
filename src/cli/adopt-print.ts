import {
  ADOPTION_OUTCOMES,
  DOUBT_TEXTS,
  DOUBTS,
  OUTCOME_TEXTS,
  type Doubt,
  type OutcomeCounts,
} from '../adoption/doubts';
import type { DoubtfulDocument } from '../delivery/adoption/reading';
import { DOCUMENT_TYPE_NAMES } from '../document';
import { csvLine } from '../reconciliation/report/csv';
import { redact } from '../redact';
import { table } from './terminal';

/** Documents shown; a longer list is read in a spreadsheet. */
const SHOWN_DOCUMENTS = 40;
/** A cell that leaves room for the others. */
const MAX_CELL_LENGTH = 40;

/** What is in doubt: how many documents for each reason, and the first of them. */
export interface Doubts {
  readonly counts: ReadonlyMap<Doubt, number>;
  readonly documents: readonly DoubtfulDocument[];
  /** Documents that are not among them. */
  readonly leftOut: number;
}

export function printOutcomes(outcomes: OutcomeCounts): string {
  return table(
    [{ title: 'documents' }, { title: 'number', align: 'right' }],
    ADOPTION_OUTCOMES.filter((name) => outcomes[name] > 0).map((name) => [
      OUTCOME_TEXTS[name],
      outcomes[name],
    ]),
  );
}

/** Empty where nothing is in doubt. */
export function printDoubts({ counts, documents, leftOut }: Doubts): string {
  if (documents.length === 0) return '';
  const shown = documents.slice(0, SHOWN_DOCUMENTS);
  const more = documents.length - shown.length + leftOut;
  return [
    table(
      [{ title: 'in doubt' }, { title: 'number', align: 'right' }, { title: 'what it means' }],
      DOUBTS.filter((doubt) => counts.has(doubt)).map((doubt) => [
        ...[DOUBT_TEXTS[doubt].title, counts.get(doubt) ?? 0, DOUBT_TEXTS[doubt].meaning],
      ]),
    ),
    '',
    documentTable(shown),
    ...(more === 0 ? [] : [`… and ${more} more: --csv FILE has them all`]),
  ].join('\n');
}

function documentTable(documents: readonly DoubtfulDocument[]): string {
  const columns = [
    ...['in doubt', 'document type', 'id', 'number', 'date', 'total'],
    ...['ERP number', 'ERP date', 'ERP total'],
  ];
  return table(
    columns.map((title) => (/id|total/.test(title) ? { title, align: 'right' } : { title })),
    documents.map(({ doubt, documentType, documentId, number, date, total, currency, erp }) => [
      ...[DOUBT_TEXTS[doubt].title, DOCUMENT_TYPE_NAMES[documentType].one, documentId, cell(number ?? '-')],
      ...[date ?? '-', amount(total, currency)],
      ...[cell(erp?.number ?? '-'), erp?.date ?? '-', amount(erp?.total ?? null, erp?.currency ?? null)],
    ]),
  );
}

function amount(total: string | null, currency: string | null): string {
  return total === null ? '-' : `${total} ${currency ?? ''}`.trim();
}

/** Texts of other systems: without what would steer the terminal. */
function cell(text: string): string {
  return redact(text, [], MAX_CELL_LENGTH);
}

const CSV_COLUMNS = [
  ...['in doubt', 'document type', 'TRAEDE id', 'number', 'date', 'currency', 'total'],
  ...['ERP number', 'ERP date', 'ERP currency', 'ERP total', 'what it means', 'what to do'],
];

/** Excel takes a file without it for the machine's own code page. */
const BYTE_ORDER_MARK = '\u{feff}';

export function doubtsCsvHead(): string {
  return BYTE_ORDER_MARK + csvLine(CSV_COLUMNS);
}

export function doubtsCsvRow(document: DoubtfulDocument): string {
  const { doubt, documentType, documentId, number, date, currency, total, erp } = document;
  const { title, meaning, remedy } = DOUBT_TEXTS[doubt];
  return csvLine([
    ...[title, documentType, String(documentId), number ?? '', date ?? '', currency ?? '', total ?? ''],
    ...[erp?.number ?? '', erp?.date ?? '', erp?.currency ?? '', erp?.total ?? '', meaning, remedy],
  ]);
}
