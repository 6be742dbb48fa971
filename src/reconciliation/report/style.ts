import { RECONCILIATION_CLASSES, type ReconciliationClass } from '../classes';

/** Dark enough on white and light enough on black; told apart also by those who see no red and green. */
const CLASS_COLOURS: Readonly<Record<ReconciliationClass, string>> = {
  agrees: '#4c8f6b',
  differs: '#c8402f',
  'missing-in-erp': '#e08a1e',
  'unknown-to-traede': '#8b5cc7',
  'changed-after-posting': '#c04f8f',
  'posted-not-marked': '#3f7fc4',
  'marked-not-posted': '#9a7b2f',
  waiting: '#d9b52a',
  'on-its-way': '#7f9bb3',
  skipped: '#8a8a8a',
  'before-go-live': '#b0a48f',
};

export const REPORT_STYLE = `
:root{color-scheme:light dark;--ink:#1c2024;--dim:#5f6b76;--paper:#fff;--panel:#f5f7f8;--line:#d8dee3;--good:#1f7a4d;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ec;--dim:#9aa6b1;--paper:#14181c;--panel:#1d2328;--line:#333c44;--good:#58c48f;--bad:#ff8a7d}}
*{box-sizing:border-box}
body{margin:0 auto;padding:24px;max-width:1160px;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{font-size:22px;margin:0 0 4px}h2{font-size:17px;margin:32px 0 8px}h3{font-size:15px;margin:20px 0 6px}
p{margin:6px 0}small,.dim{color:var(--dim);font-weight:normal}
.verdict{margin:16px 0;padding:14px 18px;border-radius:8px;border-left:6px solid var(--good);background:var(--panel);font-size:18px;font-weight:600}.verdict small{display:block;margin-top:4px;font-size:15px}
.verdict.bad{border-color:var(--bad)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:top;padding:5px 8px;border-bottom:1px solid var(--line)}
th{font-weight:600;color:var(--dim);font-size:13px}
.n{text-align:right;white-space:nowrap}.name{white-space:nowrap}.off{color:var(--bad);font-weight:600}
.scroll{overflow-x:auto}.sums{font-size:14px}.sums th,.sums td{padding:4px 6px}.all td{font-weight:600;border-bottom:2px solid var(--line)}
figure{margin:12px 0;padding:10px 12px;background:var(--panel);border-radius:8px}
figcaption{font-weight:600;margin-bottom:4px}
svg{width:100%;height:auto;display:block}svg text{font-size:12px;fill:var(--dim)}
.grid{stroke:var(--line)}.traede{fill:#3f7fc4}.erp{fill:#e08a1e}
.key{display:inline-block;width:11px;height:11px;border-radius:2px;margin-right:6px}
details{margin:2px 0}summary{cursor:pointer;color:var(--dim)}
ol.steps{margin:4px 0;padding-left:18px;font-size:13px;color:var(--dim)}
.word{overflow-wrap:anywhere}
${RECONCILIATION_CLASSES.map((name) => `.c-${name}{fill:${CLASS_COLOURS[name]};background:${CLASS_COLOURS[name]}}`).join('\n')}
.key,figure{print-color-adjust:exact;-webkit-print-color-adjust:exact}
@media print{body{max-width:none;padding:0;font-size:11px}.scroll{overflow:visible}.sums{font-size:9px}.sums th,.sums td,th,td{padding:2px 4px}th{font-size:inherit}details>*{display:block}figure,tr{break-inside:avoid}h2,h3{break-after:avoid}}
`;
