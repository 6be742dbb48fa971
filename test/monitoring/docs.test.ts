import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alertRules, THRESHOLDS } from '../../monitoring/alerts';
import { METRICS } from '../../src/metrics/names';

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'observability.md'), 'utf8');

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
});
