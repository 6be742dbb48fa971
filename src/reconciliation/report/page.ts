import { DOCUMENT_TYPE_NAMES } from '../../document';
import { decimal, formatAmount } from '../../money';
import { CLASS_TEXTS, RECONCILIATION_CLASSES, type ReconciliationClass } from '../classes';
import { amountCharts, classChart, documentsChart } from './charts';
import { documentSections, type ListedDocuments } from './document-list';
import { html, NO_HTML, ownMarkup, type Html } from './html';
import type { ReconciliationReport, ReportAccount, ReportSum } from './model';
import { REPORT_STYLE } from './style';

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
          Days of the books ${period.from} – ${period.to} · ${typeNames(report)} · compared
          ${stamp(report.startedAt)} – ${stamp(report.finishedAt)} UTC · report ${report.id}
        </p>
        <p class="verdict ${agree ? 'good' : 'bad'}">${verdict}</p>
        ${classTable(report)} ${classChart(report.classes)} ${sumSection(report.sums)}
        ${accountSection(report.accounts)}
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

function typeNames({ documentTypes }: ReconciliationReport): string {
  return documentTypes.map((type) => DOCUMENT_TYPE_NAMES[type].many).join(', ');
}

function classTable({ classes }: ReconciliationReport): Html {
  const rows = RECONCILIATION_CLASSES.filter((name) => classes[name] > 0).map(
    (name) =>
      html`<tr>
        <td>${classKey(name)}</td>
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

export function classKey(name: ReconciliationClass): Html {
  return html`<span class="key c-${name}"></span>${CLASS_TEXTS[name].title}`;
}

/** By type and currency, then by month; classes within. */
function sumSection(sums: readonly ReportSum[]): Html {
  const groups = new Map<string, ReportSum[]>();
  for (const sum of sums) {
    const key = `${sum.documentType} ${sum.currency}`;
    groups.set(key, [...(groups.get(key) ?? []), sum]);
  }
  return html`<h2>Sums</h2>
    ${[...groups.values()].map(sumTable)}`;
}

function sumTable(sums: readonly ReportSum[]): Html {
  const [first] = sums;
  if (first === undefined) return NO_HTML;
  const rows = sums.map(
    (sum) =>
      html`<tr>
        <td>${sum.month}</td>
        <td>${classKey(sum.class)}</td>
        <td class="n">${sum.documents}</td>
        ${amountCells(sum.net, sum.erpNet)}${amountCells(sum.tax, sum.erpTax)}${amountCells(sum.total, sum.erpTotal)}
      </tr>`,
  );
  const name = DOCUMENT_TYPE_NAMES[first.documentType].many;
  return html`<h3>${name} in ${first.currency === '' ? 'no currency that could be read' : first.currency}</h3>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>month</th>
            <th>class</th>
            <th class="n">documents</th>
            <th class="n">net, TRAEDE</th>
            <th class="n">ERP</th>
            <th class="n">VAT, TRAEDE</th>
            <th class="n">ERP</th>
            <th class="n">total, TRAEDE</th>
            <th class="n">ERP</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
}

function amountCells(ours: string, theirs: string): Html {
  return html`<td class="n">${ours}</td>
    <td class="n${ours === theirs ? '' : ' off'}">${theirs}</td>`;
}

function accountSection(accounts: readonly ReportAccount[]): Html {
  if (accounts.length === 0) return NO_HTML;
  const rows = accounts.map(({ account, currency, amount, erpAmount }) => {
    const difference = formatAmount(decimal(erpAmount).minus(decimal(amount)));
    return html`<tr>
      <td class="word">${account}</td>
      <td>${currency}</td>
      ${amountCells(amount, erpAmount)}
      <td class="n${difference === '0.00' ? '' : ' off'}">${difference}</td>
    </tr>`;
  });
  return html`<h2>Accounting entries by account</h2>
    <p class="dim">
      Debit less credit. ERP: what all entries of the period put there, also those that TRAEDE does not know.
    </p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>account</th>
            <th>currency</th>
            <th class="n">TRAEDE</th>
            <th class="n">ERP</th>
            <th class="n">difference</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
}

function stamp(at: Date): string {
  return at.toISOString().slice(0, 16).replace('T', ' ');
}
