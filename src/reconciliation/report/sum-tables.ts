import { DOCUMENT_TYPE_NAMES } from '../../document';
import { decimal, formatAmount, sum as add } from '../../money';
import { CLASS_TEXTS, type ReconciliationClass } from '../classes';
import { grouped } from './grouped';
import { html, NO_HTML, type Html } from './html';
import type { ReportAccount, ReportAmounts, ReportSum } from './model';

export function classKey(name: ReconciliationClass): Html {
  return html`<span class="key c-${name}"></span>${CLASS_TEXTS[name].title}`;
}

/** Rows of all tables of sums together, and of accounts: the page is to stay small, whatever a period holds. */
const MAX_SUM_ROWS = 600;
const MAX_ACCOUNT_ROWS = 500;

/** By type and currency, then by month; classes within. */
export function sumSection(sums: readonly ReportSum[]): Html {
  const groups = new Map<string, ReportSum[]>();
  for (const sum of sums) {
    const key = `${sum.documentType} ${sum.currency}`;
    groups.set(key, [...(groups.get(key) ?? []), sum]);
  }
  let room = MAX_SUM_ROWS;
  // What cannot be booked has no currency, and no sums to look at first.
  const inOrder = [...groups.values()].toSorted(
    (a, b) => Number(hasNoCurrency(a)) - Number(hasNoCurrency(b)),
  );
  const tables = inOrder.map((group) => {
    const shown = group.slice(0, Math.max(0, room));
    room -= shown.length;
    return sumTable(group, shown);
  });
  return html`<h2>Sums</h2>
    ${leftOut(sums.length - MAX_SUM_ROWS, 'sums')} ${tables}`;
}

function hasNoCurrency([first]: readonly ReportSum[]): boolean {
  return first?.currency === '';
}

/** Said first, as nobody would look for it below. */
function leftOut(count: number, what: string): Html {
  return count <= 0
    ? NO_HTML
    : html`<p>
        <strong>${count} more ${what} are not listed here:</strong> <code>traede-sync report --json</code> has
        them all.
      </p>`;
}

/** @param shown of the sums; the last line is of all */
function sumTable(sums: readonly ReportSum[], shown: readonly ReportSum[]): Html {
  const [first] = sums;
  if (first === undefined) return NO_HTML;
  const name = DOCUMENT_TYPE_NAMES[first.documentType].many;
  const rows = shown.map((sum) => sumRow(sum.month, sum.class, sum.documents, sum));
  const documents = sums.reduce((count, sum) => count + sum.documents, 0);
  return html`<h3>
      ${name}
      ${first.currency === '' ? 'that cannot be booked as they are: amounts unknown' : `in ${first.currency}`}
    </h3>
    <div class="scroll">
      <table class="sums">
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
          ${rows}${sumRow('all', undefined, documents, totalOf(sums))}
        </tbody>
      </table>
    </div>`;
}

/** @param name absent: of all classes */
function sumRow(
  month: string,
  name: ReconciliationClass | undefined,
  documents: number,
  amounts: ReportAmounts,
): Html {
  const { net, erpNet, tax, erpTax, total, erpTotal } = amounts;
  // What is on its way or was left out is not in the ERP, and nothing is wrong with that.
  const isWrong = name === undefined || CLASS_TEXTS[name].isDifference;
  const cells = (ours: string, theirs: string): Html => amountCells(ours, theirs, isWrong);
  return html`<tr class="${name === undefined ? 'all' : 'part'}">
    <td class="name">${month}</td>
    <td class="name">${name === undefined ? NO_HTML : classKey(name)}</td>
    <td class="n">${documents}</td>
    ${cells(net, erpNet)}${cells(tax, erpTax)}${cells(total, erpTotal)}
  </tr>`;
}

function totalOf(sums: readonly ReportAmounts[]): ReportAmounts {
  const of = (read: (sum: ReportAmounts) => string): string =>
    formatAmount(add(sums.map((sum) => decimal(read(sum)))));
  return {
    net: of(({ net }) => net),
    tax: of(({ tax }) => tax),
    total: of(({ total }) => total),
    erpNet: of(({ erpNet }) => erpNet),
    erpTax: of(({ erpTax }) => erpTax),
    erpTotal: of(({ erpTotal }) => erpTotal),
  };
}

function amountCells(ours: string, theirs: string, isWrong = true): Html {
  return html`<td class="n">${grouped(ours)}</td>
    <td class="n${ours === theirs || !isWrong ? '' : ' off'}">${grouped(theirs)}</td>`;
}

export function accountSection(accounts: readonly ReportAccount[]): Html {
  if (accounts.length === 0) return NO_HTML;
  const rows = accounts.slice(0, MAX_ACCOUNT_ROWS).map(({ account, currency, amount, erpAmount }) => {
    const difference = formatAmount(decimal(erpAmount).minus(decimal(amount)));
    return html`<tr>
      <td class="word">${account}</td>
      <td>${currency}</td>
      ${amountCells(amount, erpAmount)}
      <td class="n${difference === '0.00' ? '' : ' off'}">${grouped(difference)}</td>
    </tr>`;
  });
  return html`<h2>Accounting entries by account</h2>
    <p class="dim">
      Debit less credit. ERP: what all entries of the period put there, also those that TRAEDE does not know.
    </p>
    ${leftOut(accounts.length - MAX_ACCOUNT_ROWS, 'accounts')}
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
