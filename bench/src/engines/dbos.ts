import { DBOS } from '@dbos-inc/dbos-sdk';
import { deliverAll, observed, oldestOf } from '../deliver';
import type { Work } from '../work';
import { windowOf, type Engine, type Unit } from './engine';

/** As long as a batch may be away: DBOS repeats a step only when it is told to. */
const RETRIES = { retriesAllowed: true, maxAttempts: 4, intervalSeconds: 1, backoffRate: 2 } as const;

/**
 * One workflow with a step for each fetch, and for each document or batch. Steps begin in a fixed order and run side by side, as DBOS's
 * documentation wants it for concurrent steps; no queue, whose polling would only cost.
 */
export async function startDbos(work: Work, unit: Unit, databaseUrl: string): Promise<Engine> {
  DBOS.setConfig({ name: 'bench', systemDatabaseUrl: databaseUrl, logLevel: 'warn' });
  const sync = DBOS.registerWorkflow(
    () =>
      deliverAll(
        observed({
          fetchPage: (request) =>
            DBOS.runStep(() => work.fetchPage(request), { name: 'fetchPage', ...RETRIES }),
          importDocuments: (ids) =>
            DBOS.runStep(() => work.importDocuments(ids), { name: 'importDocuments', ...RETRIES }),
        }),
        { ...windowOf(work, unit), race: oldestOf },
      ),
    { name: 'sync' },
  );
  await DBOS.launch();
  return { run: () => sync(), stop: () => DBOS.shutdown() };
}
