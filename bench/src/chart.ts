import { CANDIDATES, LIMIT, TITLES, type CandidateName } from './candidates';
import type { Ratio, Results } from './results';

/** Sizes in the drawing's own units, one of which is a pixel. */
const WIDTH = 860;
const LABEL_WIDTH = 250;
const BAR_HEIGHT = 16;
const BAR_GAP = 6;
const PANEL_GAP = 46;
const TOP = 58;
const VALUE_WIDTH = 150;
const BAR_SPACE = WIDTH - LABEL_WIDTH - VALUE_WIDTH;

/** The product stands out; both colours can be told apart by everybody, on white and on black. */
const PRODUCT_COLOUR = '#2f6fde';
const OTHER_COLOUR = '#9aa3ad';

/** Documents per second divided by the limit's, for each answer time of the ERP; the thin line is the spread over the rounds. */
export function chartOf(results: Results): string {
  const latencies = [...new Set(results.results.map(({ erpLatencyMs }) => erpLatencyMs))];
  const panels: string[] = [];
  let y = TOP;
  for (const latency of latencies) {
    const bars = barsAt(results, latency);
    panels.push(panel(`ERP answers after ${latency} ms`, bars, y));
    y += bars.length * (BAR_HEIGHT + BAR_GAP) + PANEL_GAP;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}" viewBox="0 0 ${WIDTH} ${y}" font-family="system-ui, sans-serif" font-size="13">`,
    `<rect width="${WIDTH}" height="${y}" fill="#ffffff"/>`,
    `<text x="16" y="26" font-size="16" font-weight="600">Documents per second, as a share of the limit (a loop without durability)</text>`,
    ...panels,
    '</svg>',
    '',
  ].join('\n');
}

interface Bar {
  readonly candidate: CandidateName;
  readonly share: Ratio['ratio'];
  readonly perSecond: number;
}

function barsAt({ results, ratios }: Results, latency: number): readonly Bar[] {
  return CANDIDATES.flatMap((candidate) => {
    const result = results.find((one) => one.candidate === candidate && one.erpLatencyMs === latency);
    const ratio = ratios.find(
      (one) => one.candidate === candidate && one.dividedBy === LIMIT && one.erpLatencyMs === latency,
    );
    const share = candidate === LIMIT ? { median: 1, min: 1, max: 1 } : ratio?.ratio;
    if (result === undefined || share === undefined) return [];
    return [{ candidate, share, perSecond: result.documentsPerSecond.median }];
  });
}

function panel(title: string, bars: readonly Bar[], top: number): string {
  const most = Math.max(1, ...bars.map(({ share }) => share.max));
  const scale = (share: number): number => Math.round((share / most) * BAR_SPACE * 10) / 10;
  const rows = bars.map(({ candidate, share, perSecond }, index) => {
    const y = top + 14 + index * (BAR_HEIGHT + BAR_GAP);
    const middle = y + BAR_HEIGHT / 2;
    const colour = candidate.startsWith('product') ? PRODUCT_COLOUR : OTHER_COLOUR;
    const value = `${Math.round(share.median * 100)} %  (${Math.round(perSecond)}/s)`;
    return [
      `<text x="${LABEL_WIDTH - 8}" y="${middle + 5}" text-anchor="end">${escaped(TITLES[candidate])}</text>`,
      `<rect x="${LABEL_WIDTH}" y="${y}" width="${scale(share.median)}" height="${BAR_HEIGHT}" fill="${colour}"/>`,
      `<line x1="${LABEL_WIDTH + scale(share.min)}" x2="${LABEL_WIDTH + scale(share.max)}" y1="${middle}" y2="${middle}" stroke="#111111"/>`,
      `<text x="${LABEL_WIDTH + scale(share.max) + 8}" y="${middle + 5}">${value}</text>`,
    ].join('\n');
  });
  return [`<text x="16" y="${top}" font-weight="600">${title}</text>`, ...rows].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
