import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { alertRules, JOB, THRESHOLDS } from '../../monitoring/alerts';
import { monitoringFiles } from '../../monitoring/files';
import { promtool } from '../support/prometheus';
import { ALERT_CASES } from './alert-cases';

const ROOT = join(__dirname, '..', '..');

describe('what deploy/ holds for Prometheus and Grafana', () => {
  it.each([...monitoringFiles()])('%s is what `npm run dashboards` makes', (name, text) => {
    expect(readFileSync(join(ROOT, name), 'utf8')).toBe(text);
  });

  it('is taken by promtool', () => {
    const said = promtool('check', 'rules', join(ROOT, 'deploy', 'prometheus', 'alerts.yml'));
    expect(said).toContain(`SUCCESS: ${alertRules(THRESHOLDS).length} rules found`);
  });

  it('asks the workers under the name by which the alerts know them', () => {
    const file = join(ROOT, 'deploy', 'prometheus', 'prometheus.yml');
    expect(promtool('check', 'config', file)).toContain('SUCCESS');
    expect(parse(readFileSync(file, 'utf8'))).toMatchObject({ scrape_configs: [{ job_name: JOB }] });
  });

  it('has a case for each alert', () => {
    const tested = new Set(
      ALERT_CASES.flatMap(({ alert_rule_test }) => alert_rule_test.map((one) => one.alertname)),
    );
    expect([...tested].toSorted()).toEqual(
      alertRules(THRESHOLDS)
        .map(({ alert }) => alert)
        .toSorted(),
    );
  });

  it('raises each alert when it should, and no sooner', () => {
    const folder = mkdtempSync(join(tmpdir(), 'traede-alerts-'));
    try {
      const file = join(folder, 'cases.yml');
      const rules = join(ROOT, 'deploy', 'prometheus', 'alerts.yml');
      writeFileSync(
        file,
        stringify({ rule_files: [rules], evaluation_interval: '1m', tests: ALERT_CASES }, { lineWidth: 0 }),
      );
      expect(promtool('test', 'rules', file)).toContain('SUCCESS');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
