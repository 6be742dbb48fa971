import { alertFile, THRESHOLDS } from './alerts';
import { dashboardFile } from './dashboard';

const MADE = '# Made by `npm run dashboards` from monitoring/alerts.ts: change it there.\n';

/** What is made from this folder, by its place in the repository. */
export function monitoringFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['deploy/grafana/dashboards/traede-erp-sync.json', dashboardFile()],
    ['deploy/prometheus/alerts.yml', `${MADE}${alertFile(THRESHOLDS)}`],
  ]);
}
