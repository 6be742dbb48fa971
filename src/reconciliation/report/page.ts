import { DOCUMENT_TYPE_NAMES } from '../../document';
import { CLASS_TEXTS, RECONCILIATION_CLASSES } from '../classes';
import { amountCharts, classChart, documentsChart } from './charts';
import { documentSections, type ListedDocuments } from './document-list';
import { html, NO_HTML, ownMarkup, type Html } from './html';
import type { ReconciliationReport } from './model';
import { REPORT_STYLE } from './style';
import { accountSection, classKey, sumSection } from './sum-tables';

/**
 * The whole report as one HTML page: nothing is loaded from elsewhere, and no script runs, which the page forbids
 * itself. The verdict first, then sums, charts and documents.
 */
export function reportPage(report: ReconciliationReport, listed: ListedDocuments): string {
  const { systemId, period, verdict, agree } = report;
  const title = `Reconciliation of ${systemId}, ${period.from} – ${period.to}`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <style>
          ${ownMarkup(REPORT_STYLE)}
        </style>
      </head>
      <body>
        <h1>Reconciliation of ${systemId}</h1>
        <p class="dim">
          Days of the books ${period.from} – ${period.to} · ${typeNames(report)} · compared ${span(report)} ·
          report ${report.id}
        </p>
        ${verdictBox(verdict, agree)} ${classTable(report)} ${classChart(report.classes)}
        ${sumSection(report.sums)} ${accountSection(report.accounts)}
        <h2>By day</h2>
        ${documentsChart(report.days)} ${amountCharts(report.days)}
        <p class="dim">
          <span class="key c-posted-not-marked"></span>TRAEDE <span class="key c-missing-in-erp"></span>ERP
        </p>
        ${documentSections(listed)}
      </body>
    </html> `;
  return page.__html;
}

/** The sentence, and below it what else was found. */
function verdictBox(verdict: string, agree: boolean): Html {
  const end = verdict.indexOf('; ');
  const [sentence, others] =
    end === -1
      ? [verdict, NO_HTML]
      : [`${verdict.slice(0, end)}.`, html`<small>${verdict.slice(end + 2)}</small>`];
  return html`<p class="verdict ${agree ? 'good' : 'bad'}">${sentence}${others}</p>`;
}

function typeNames({ documentTypes }: ReconciliationReport): string {
  return documentTypes.map((type) => DOCUMENT_TYPE_NAMES[type].many).join(', ');
}

function classTable({ classes }: ReconciliationReport): Html {
  const rows = RECONCILIATION_CLASSES.filter((name) => classes[name] > 0).map(
    (name) =>
      html`<tr>
        <td class="name">${classKey(name)}</td>
        <td class="n">${classes[name]}</td>
        <td>${CLASS_TEXTS[name].meaning}</td>
        <td>${CLASS_TEXTS[name].remedy}</td>
      </tr>`,
  );
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th>class</th>
          <th class="n">documents</th>
          <th>what it means</th>
          <th>what to do</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

/** `2026-02-01 03:00 – 03:07 UTC`. */
function span({ startedAt, finishedAt }: ReconciliationReport): string {
  const [begin, end] = [stamp(startedAt), stamp(finishedAt)];
  const isOneDay = begin.slice(0, 10) === end.slice(0, 10);
  return `${begin} – ${isOneDay ? end.slice(11) : end} UTC`;
}

function stamp(at: Date): string {
  return at.toISOString().slice(0, 16).replace('T', ' ');
}
