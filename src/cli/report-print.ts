import { DOCUMENT_TYPE_NAMES } from '../document';
import { CLASS_TEXTS } from '../reconciliation/classes';
import type { ReconciliationReport, ReportDocument } from '../reconciliation/report/model';
import { redact } from '../redact';
import { table, type Column } from './terminal';

/** Documents shown; a longer list is read in the page or in a spreadsheet. */
export const SHOWN_DOCUMENTS = 40;
/** A cell that leaves room for the others. */
const MAX_CELL_LENGTH = 70;

export function printReport(report: ReconciliationReport, documents: readonly ReportDocument[]): string {
  const { systemId, period, verdict, id } = report;
  const more = documents.length > SHOWN_DOCUMENTS;
  return [
    `Reconciliation ${id} of ${systemId}, ${period.from} – ${period.to}`,
    verdict,
    ...(report.sums.length === 0 ? [] : ['', sumTable(report)]),
    ...(documents.length === 0 ? [] : ['', documentTable(documents.slice(0, SHOWN_DOCUMENTS))]),
    ...(more ? [`… and more: \`traede-sync report ${id} --csv FILE\` has them all`] : []),
  ].join('\n');
}

function sumTable({ sums }: ReconciliationReport): string {
  const columns: readonly Column[] = [
    ...[{ title: 'document type' }, { title: 'currency' }, { title: 'month' }, { title: 'class' }],
    { title: 'documents', align: 'right' },
    { title: 'total, TRAEDE', align: 'right' },
    { title: 'total, ERP', align: 'right' },
  ];
  return table(
    columns,
    sums.map((sum) => [
      ...[DOCUMENT_TYPE_NAMES[sum.documentType].many, sum.currency, sum.month],
      ...[CLASS_TEXTS[sum.class].title, sum.documents, sum.total, sum.erpTotal],
    ]),
  );
}

export function documentTable(documents: readonly ReportDocument[]): string {
  const columns = ['class', 'document type', 'id', 'number', 'ERP number', 'what is found'];
  return table(
    columns.map((title) => ({ title })),
    documents.map((document) => [
      ...[CLASS_TEXTS[document.class].title, DOCUMENT_TYPE_NAMES[document.documentType].one],
      ...[document.documentId, cell(document.number ?? '-'), cell(document.erp?.number ?? '-')],
      cell(whatIsFound(document)),
    ]),
  );
}

function whatIsFound({ differences, reason }: ReportDocument): string {
  const [first, ...others] = differences;
  if (first === undefined) return reason;
  const more = others.length === 0 ? '' : `, and ${others.map(({ what }) => what).join(', ')}`;
  return `${first.what}: TRAEDE ${first.traede}, ERP ${first.erp}${more}`;
}

/** Texts of other systems: without what would steer the terminal. */
function cell(text: string): string {
  return redact(text, [], MAX_CELL_LENGTH);
}
