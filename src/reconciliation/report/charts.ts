import { CLASS_TEXTS, RECONCILIATION_CLASSES, type ClassCounts } from '../classes';
import { bucketsOf, type Bucket } from './buckets';
import { html, NO_HTML, type Html } from './html';
import type { ReportDay } from './model';

const WIDTH = 960;
const HEIGHT = 190;
/** Room for the scale on the left and the days below. */
const LEFT = 70;
const BOTTOM = 28;
const TOP = 10;
const PLOT_HEIGHT = HEIGHT - BOTTOM - TOP;
const PLOT_WIDTH = WIDTH - LEFT - 10;
/** Dates written below the bars: more would run into each other. */
const MAX_LABELS = 9;
/** Currencies with a chart of their own: those with most documents. */
const MAX_CURRENCIES = 3;

/** Documents by day, stacked by class. */
export function documentsChart(days: readonly ReportDay[]): Html {
  const buckets = bucketsOf(days);
  if (buckets.length === 0) return NO_HTML;
  const highest = Math.max(...buckets.map(({ documents }) => sumOf(documents.values())));
  const bars = buckets.map((bucket, index) => stack(bucket, slot(index, buckets.length), highest));
  return figure('Documents by day', 'documents, by class', highest, buckets, bars);
}

/** TRAEDE's and the ERP's totals by day, for each of the main currencies. */
export function amountCharts(days: readonly ReportDay[]): readonly Html[] {
  const documents = new Map<string, number>();
  for (const { currency, documents: count } of days) {
    documents.set(currency, (documents.get(currency) ?? 0) + count);
  }
  const main = [...documents].sort(([, a], [, b]) => b - a).slice(0, MAX_CURRENCIES);
  return main.map(([currency]) => amountChart(days, currency));
}

function amountChart(days: readonly ReportDay[], currency: string): Html {
  const buckets = bucketsOf(days.filter((day) => day.currency === currency));
  const both = buckets.map(({ totals }) => totals.get(currency) ?? { traede: 0, erp: 0 });
  const highest = Math.max(1, ...both.flatMap(({ traede, erp }) => [Math.abs(traede), Math.abs(erp)]));
  const bars = both.map(({ traede, erp }, index) => {
    const { x, width } = slot(index, buckets.length);
    const half = width / 2;
    const title = `${buckets[index]?.from ?? ''}: TRAEDE ${traede.toFixed(2)}, ERP ${erp.toFixed(2)} ${currency}`;
    return html`<g
      >${bar('traede', x, half, Math.abs(traede) / highest)}${bar('erp', x + half, half, Math.abs(erp) / highest)}<title>
        ${title}
      </title></g
    >`;
  });
  return figure(`Totals by day in ${currency}`, 'TRAEDE beside the ERP', highest, buckets, bars);
}

/** How many documents fell into each class. */
export function classChart(classes: ClassCounts): Html {
  const names = RECONCILIATION_CLASSES.filter((name) => classes[name] > 0);
  const highest = Math.max(1, ...names.map((name) => classes[name]));
  const rowHeight = 26;
  const bars = names.map((name, index) => {
    const y = index * rowHeight;
    // A few among thousands must still be seen.
    const width = Math.max(3, (classes[name] / highest) * (WIDTH - 300));
    return html`<text x="190" y="${y + 17}" text-anchor="end">${CLASS_TEXTS[name].title}</text>
      <rect class="c-${name}" x="200" y="${y + 4}" width="${round(width)}" height="18" rx="2" />
      <text x="${round(206 + width)}" y="${y + 17}">${classes[name]}</text>`;
  });
  return html`<figure>
    <figcaption>Documents by class</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${names.length * rowHeight + 4}" role="img" aria-label="Documents by class">
      ${bars}
    </svg>
  </figure>`;
}

function stack({ from, documents }: Bucket, { x, width }: Slot, highest: number): Html {
  let below = 0;
  // What agrees stands at the bottom.
  const pieces = RECONCILIATION_CLASSES.toReversed().flatMap((name) => {
    const count = documents.get(name) ?? 0;
    if (count === 0) return [];
    const start = below;
    below += count;
    return [bar(`c-${name}`, x, width, count / highest, start / highest)];
  });
  const said = RECONCILIATION_CLASSES.filter((name) => documents.has(name)).map(
    (name) => `${documents.get(name) ?? 0} ${CLASS_TEXTS[name].title}`,
  );
  return html`<g>${pieces}<title>${from}: ${said.join(', ')}</title></g>`;
}

/** @param share of the plot's height; @param start where it begins, from below */
function bar(name: string, x: number, width: number, share: number, start = 0): Html {
  const height = share * PLOT_HEIGHT;
  const y = TOP + PLOT_HEIGHT - start * PLOT_HEIGHT - height;
  return html`<rect
    class="${name}"
    x="${round(x)}"
    y="${round(y)}"
    width="${round(width)}"
    height="${round(height)}"
  />`;
}

function figure(
  title: string,
  what: string,
  highest: number,
  buckets: readonly Bucket[],
  bars: readonly Html[],
): Html {
  const every = Math.ceil(buckets.length / MAX_LABELS);
  const labels = buckets.flatMap(({ from }, index) => {
    if (index % every !== 0) return [];
    const { x, width } = slot(index, buckets.length);
    return [html`<text x="${round(x + width / 2)}" y="${HEIGHT - 8}" text-anchor="middle">${from}</text>`];
  });
  const lines = [0, 0.5, 1].map((share) => {
    const y = round(TOP + PLOT_HEIGHT * (1 - share));
    return html`<line class="grid" x1="${LEFT}" x2="${WIDTH - 10}" y1="${y}" y2="${y}" />
      <text x="${LEFT - 6}" y="${y + 4}" text-anchor="end">${scale(highest * share)}</text>`;
  });
  return html`<figure>
    <figcaption>${title} <small>${what}</small></figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">${lines}${bars}${labels}</svg>
  </figure>`;
}

interface Slot {
  readonly x: number;
  readonly width: number;
}

function slot(index: number, count: number): Slot {
  const step = PLOT_WIDTH / count;
  const width = Math.min(step * 0.8, 40);
  return { x: LEFT + index * step + (step - width) / 2, width };
}

function scale(value: number): string {
  if (value >= 1_000_000) return `${round(value / 1_000_000)} m`;
  return value >= 10_000 ? `${Math.round(value / 1_000)} k` : String(round(value));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
