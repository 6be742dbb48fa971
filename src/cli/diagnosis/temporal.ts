import type { Client } from '@temporalio/client';
import type { Config } from '../../config/config';
import { DOCUMENT_TYPES } from '../../document';
import { detailRuns, FAILED_STATUSES, listRuns } from '../../temporal/runs';
import { viewSchedule } from '../../temporal/schedule-view';
import { workerPresence } from '../../temporal/worker-presence';
import { scheduleId } from '../../../workflows/messages';
import { SEARCH_ATTRIBUTE_KEYS } from '../../../workflows/search-attributes';
import type { TemporalLook } from '../temporal-look';
import { section } from './section';

/** Enough to see a pattern. */
const RECENT_RUNS = 20;
const RECENT_FAILURES = 10;

/** Server, namespace, workers, schedules, and the latest runs with what they failed of. */
export async function describeTemporal(config: Config, look: TemporalLook) {
  const { client } = look;
  if (client === undefined) return { error: look.reason };
  return {
    server: await section(() => describeServer(client)),
    worker: await section(() => describeWorkers(config, client)),
    schedules: await section(() => describeSchedules(config, client)),
    runs: await section(async () => {
      const { polling } = await describeWorkers(config, client);
      return detailRuns(client, await listRuns(client, { limit: RECENT_RUNS }), polling);
    }),
    failures: await section(async () =>
      detailRuns(
        client,
        await listRuns(client, { statuses: FAILED_STATUSES, limit: RECENT_FAILURES }),
        false,
      ),
    ),
    waitingWorkflows: await section(
      async () => (await client.workflow.count('SyncStatus="needs-attention"')).count,
    ),
  };
}

async function describeWorkers({ systems }: Config, client: Client) {
  const found = await workerPresence(
    client,
    systems.map(({ systemId }) => systemId),
  );
  return { ...found, systems: Object.fromEntries(found.systems) };
}

async function describeServer(client: Client) {
  const { namespace } = client.options;
  const { serverVersion, capabilities } = await client.workflowService.getSystemInfo({});
  const { config } = await client.workflowService.describeNamespace({ namespace });
  const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
  return {
    version: serverVersion,
    namespace,
    retentionDays: Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / 86_400,
    capabilities,
    missingSearchAttributes: SEARCH_ATTRIBUTE_KEYS.map(({ name }) => name).filter(
      (name) => !(name in customAttributes),
    ),
  };
}

async function describeSchedules({ systems }: Config, client: Client) {
  const found: Record<string, unknown> = {};
  for (const { systemId } of systems) {
    for (const documentType of DOCUMENT_TYPES) {
      const id = scheduleId(systemId, documentType);
      found[id] = (await viewSchedule(client, id)) ?? 'not there';
    }
  }
  return found;
}
