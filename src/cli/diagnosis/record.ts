import type { Pool } from 'pg';
import type { Config } from '../../config/config';
import { databaseFacts } from '../../delivery/diagnosis';
import { summariseFlows } from '../../delivery/flow-summary';
import { countByState, knownSystems, waitingByProblem } from '../../delivery/overview';
import { startOfDay } from '../../start-of-day';
import { openErp } from '../open-erp';
import { section } from './section';

/** Ids enough to look some up. */
const NAMED_DOCUMENTS = 10;

/** What the database holds: versions, counts by state, problems by cause. No document's content. */
export async function describeRecord(config: Config, pool: Pool) {
  const systems: Record<string, unknown> = {};
  const configured = config.systems.map(({ systemId }) => systemId);
  const known = await section(() => knownSystems(pool));
  for (const systemId of new Set([...configured, ...('error' in known ? [] : known)])) {
    systems[systemId] = await section(() => describeSystem(pool, systemId));
  }
  return { database: await section(() => databaseFacts(pool)), systems };
}

async function describeSystem(pool: Pool, systemId: string) {
  const problems = await waitingByProblem(pool, systemId);
  return {
    documents: await countByState(pool, systemId),
    flows: await summariseFlows(pool, systemId, startOfDay(new Date(), 'UTC')),
    problems: problems.map((problem) => ({
      ...problem,
      documentIds: problem.documentIds.slice(0, NAMED_DOCUMENTS),
    })),
  };
}

/** What each ERP says of itself. */
export async function describeErps({ systems }: Config, pool: Pool) {
  const found: Record<string, unknown> = {};
  for (const system of systems) {
    found[system.systemId] = await section(async () => {
      const erp = await openErp(system, pool);
      try {
        return { name: erp.name, capabilities: erp.capabilities, checks: await erp.check() };
      } finally {
        await erp.close();
      }
    });
  }
  return found;
}
