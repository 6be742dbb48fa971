import type { TimelineEvent } from '../../delivery/delivery';
import { DOCUMENT_TYPE_NAMES } from '../../document';
import { CLASS_TEXTS, RECONCILIATION_CLASSES, type ReconciliationClass } from '../classes';
import { remedyOf } from './csv';
import { grouped } from './grouped';
import { html, NO_HTML, type Html } from './html';
import type { DocumentWithTimeline } from './model';

/** The page is mailed and opened on telephones: the rest stands in the CSV file. */
const MAX_LIST_BYTES = 1_100_000;
/** A document's texts come from outside; longer ones are cut. */
const MAX_TEXT_LENGTH = 300;

/** The rows of the report's lists, and how many more there are. */
export interface ListedDocuments {
  readonly rows: ReadonlyMap<ReconciliationClass, readonly Html[]>;
  /** For which there was no room. */
  readonly leftOut: number;
}

/** Collects rows as documents are read, until the page is full: memory stays bounded whatever comes. */
export class DocumentList {
  readonly #rows = new Map<ReconciliationClass, Html[]>();
  #bytes = 0;
  #leftOut = 0;

  add(document: DocumentWithTimeline): void {
    if (this.#bytes >= MAX_LIST_BYTES) {
      this.#leftOut += 1;
      return;
    }
    const row = documentRow(document);
    this.#bytes += Buffer.byteLength(row.__html);
    const rows = this.#rows.get(document.class) ?? [];
    this.#rows.set(document.class, rows);
    rows.push(row);
  }

  get listed(): ListedDocuments {
    return { rows: this.#rows, leftOut: this.#leftOut };
  }
}

export function documentSections({ rows, leftOut }: ListedDocuments): Html {
  const sections = RECONCILIATION_CLASSES.map((name) => section(name, rows.get(name) ?? []));
  const note =
    leftOut === 0
      ? NO_HTML
      : html`<p>
          <strong>${leftOut} more documents are not listed here:</strong> the CSV file has them all.
        </p>`;
  return html`<h2>Documents</h2>
    ${note}${sections}`;
}

function section(name: ReconciliationClass, rows: readonly Html[]): Html {
  if (rows.length === 0) return NO_HTML;
  const table = html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th>document</th>
          <th>TRAEDE</th>
          <th>ERP</th>
          <th>what is found</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
  const { title } = CLASS_TEXTS[name];
  return name === 'agrees' || name === 'before-go-live'
    ? html`<details>
        <summary>${title}: the newest ${rows.length}</summary>
        ${table}
      </details>`
    : html`<h3><span class="key c-${name}"></span>${title}</h3>
        ${table}`;
}

function documentRow(document: DocumentWithTimeline): Html {
  const { documentType, documentId, number, traede, erp, differences, reason, timeline } = document;
  const name = `${DOCUMENT_TYPE_NAMES[documentType].one} ${number ?? ''}`.trim();
  const differing = differences.map(
    ({ what, traede: ours, erp: theirs }) =>
      html`<div class="word">
        <strong>${cut(what)}</strong>: TRAEDE ${cut(ours)}, ERP <span class="off">${cut(theirs)}</span>
      </div>`,
  );
  const remedy =
    document.class === 'waiting' ? html`<div class="word">→ ${cut(remedyOf(document))}</div>` : NO_HTML;
  return html`<tr>
    <td class="word">${cut(name)}<br /><small>id ${documentId}</small></td>
    <td>${side(traede)}</td>
    <td class="word">${erp === null ? side(erp) : html`${cut(erp.number)}<br />${side(erp)}`}</td>
    <td>
      ${differing}
      <div class="word">${cut(reason)}</div>
      ${remedy}${steps(timeline)}
    </td>
  </tr>`;
}

function side(facts: DocumentWithTimeline['traede']): Html {
  if (facts === null) return html`–`;
  return html`${facts.date}<br /><span class="n">${grouped(facts.total)} ${facts.currency}</span>`;
}

function steps(timeline: readonly TimelineEvent[]): Html {
  if (timeline.length === 0) return NO_HTML;
  const items = timeline.map(
    ({ at, event, detail }) =>
      html`<li class="word">
        ${at.toISOString().slice(0, 19).replace('T', ' ')}
        ${cut(event)}${detail === null ? '' : `: ${cut(detail)}`}
      </li>`,
  );
  return html`<details>
    <summary>timeline</summary>
    <ol class="steps">
      ${items}
    </ol>
  </details>`;
}

function cut(text: string): string {
  return text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH - 1)}…` : text;
}
