import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alertRules, THRESHOLDS } from '../../monitoring/alerts';
import { METRICS } from '../../src/metrics/names';

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'observability.md'), 'utf8');

const RUNBOOK = readFileSync(join(__dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');

/** As GitHub makes addresses of headings. */
function anchors(page: string): readonly string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}

/** First column of the table below a heading, without its marks. */
function firstColumn(heading: string): readonly string[] {
  const [, section = ''] = PAGE.split(`## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  return [...own.matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name);
}

describe('docs/observability.md', () => {
  it('has every metric, and no other', () => {
    const documented = firstColumn('Metrics').map((name) => name.replace(/_total$/, ''));
    expect(documented.toSorted()).toEqual(Object.values(METRICS).toSorted());
  });

  it('has every alert, with its severity', () => {
    const alerts = alertRules(THRESHOLDS);
    expect(firstColumn('Alerts')).toEqual(alerts.map(({ alert }) => alert));
    for (const { alert, labels } of alerts) {
      expect(PAGE).toMatch(new RegExp(`\\| \`${alert}\` .*\\| ${labels.severity} +\\|`));
    }
  });

  it.each(alertRules(THRESHOLDS).map(({ alert, annotations }) => [alert, annotations.runbook_url]))(
    '%s leads to an entry of the runbook',
    (_, url) => {
      const [file, anchor] = url.split('#');
      expect(file).toBe('docs/runbook.md');
      expect(anchors(RUNBOOK)).toContain(anchor);
    },
  );
});
