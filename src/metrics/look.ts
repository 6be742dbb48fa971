import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Logger } from '@temporalio/common';
import type { Pool } from 'pg';
import type { SystemConfig } from '../config/config';
import { readOpenWork } from '../delivery/open-documents';
import { latestDifferences } from '../delivery/reconciliation/latest-differences';
import { DOCUMENT_TYPES } from '../document';
import { stoppedFlows } from '../temporal/stopped-flows';
import type { Gauges, ScheduledFlow } from './gauges';
import type { LookedAt } from './names';

/** As often as Prometheus usually asks: more would not be seen. */
const LOOK_INTERVAL_MS = 15_000;
/** A schedule by cron does not say how often it starts: a day, as for notifications. */
const UNKNOWN_INTERVAL_MS = 86_400_000;

export interface Looking {
  readonly systems: readonly SystemConfig[];
  readonly pool: Pool;
  readonly client: Client;
  readonly gauges: Gauges;
  readonly logger: Pick<Logger, 'warn'>;
}

/** The flows of the configuration, each with the interval of its schedule. */
export function scheduledFlows(systems: readonly SystemConfig[]): readonly ScheduledFlow[] {
  return systems.flatMap(({ systemId, schedules }) =>
    DOCUMENT_TYPES.map((documentType) => {
      const { when } = schedules[documentType];
      return { systemId, documentType, everyMs: 'everyMs' in when ? when.everyMs : UNKNOWN_INTERVAL_MS };
    }),
  );
}

/**
 * Reads what the gauges show from the record and from Temporal, again and again, until it is stopped. What cannot be read keeps
 * its last value, and the time of the last look tells its age.
 */
export function startLooking({ systems, pool, client, gauges, logger }: Looking): { stop(): Promise<void> } {
  const systemIds = systems.map(({ systemId }) => systemId);
  const stopping = new AbortController();
  const until = (from: LookedAt, look: () => Promise<void>): Promise<void> =>
    again(stopping.signal, look, {
      seen: () => {
        gauges.showLooked(from, Date.now());
      },
      failed: (error) => {
        logger.warn(`the gauges could not be read from the ${from}; tried again until they can`, { error });
      },
    });
  const looks = [
    until('record', async () => {
      gauges.showOpenWork(await readOpenWork(pool, systemIds));
      for (const systemId of systemIds) {
        const latest = await latestDifferences(pool, systemId);
        if (latest !== undefined) gauges.showReconciliation(systemId, latest);
      }
    }),
    until('temporal', async () => {
      gauges.showStopped(await stoppedFlows(client, systemIds));
    }),
  ];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(looks);
    },
  };
}

interface Seen {
  readonly seen: () => void;
  /** The first of several failures: an outage would fill the log. */
  readonly failed: (error: unknown) => void;
}

async function again(signal: AbortSignal, look: () => Promise<void>, { seen, failed }: Seen): Promise<void> {
  let isFailing = false;
  while (!signal.aborted) {
    try {
      await look();
      isFailing = false;
      seen();
    } catch (error) {
      if (!isFailing) failed(error);
      isFailing = true;
    }
    await sleep(LOOK_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
}
