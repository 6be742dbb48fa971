import type { Client } from '@temporalio/client';
import type { Logger, MetricMeter } from '@temporalio/common';
import type { Pool } from 'pg';
import type { ActivityContext } from '../../activities/context';
import type { SystemConfig } from '../config/config';
import { createGauges } from './gauges';
import { scheduledFlows, startLooking } from './look';
import { measuredErp } from './measured-erp';
import { measuredRecord } from './measured-record';
import { measuredTraede } from './measured-traede';
import { createMetrics, type Metrics } from './metrics';

export type { Metrics } from './metrics';

/** What a worker tells of itself. */
export interface Telemetry {
  readonly meter: MetricMeter;
  readonly logger: Pick<Logger, 'warn'>;
}

/** The metrics of one worker. */
export interface WorkerMetrics {
  /** The same, with what is done through it counted. */
  around(context: ActivityContext): ActivityContext;
  /** Shows what the record and Temporal tell of the whole deployment, until it is stopped. */
  startLooking(pool: Pool, client: Client): { stop(): Promise<void> };
}

export function openMetrics({ meter, logger }: Telemetry, systems: readonly SystemConfig[]): WorkerMetrics {
  const metrics = createMetrics(
    meter,
    systems.map(({ systemId }) => systemId),
  );
  const gauges = createGauges(meter, scheduledFlows(systems));
  return {
    around: (context) => measuredContext(context, metrics),
    startLooking: (pool, client) => startLooking({ systems, pool, client, gauges, logger }),
  };
}

function measuredContext(context: ActivityContext, metrics: Metrics): ActivityContext {
  const systems = [...context.systems].map(([systemId, { traede, erp, rules }]) => {
    const measured = {
      traede: measuredTraede(traede, systemId, metrics),
      erp: measuredErp(erp, systemId, metrics),
    };
    return [systemId, { ...measured, rules }] as const;
  });
  return {
    ...context,
    systems: new Map(systems),
    record: measuredRecord(context.record, metrics),
    metrics,
  };
}
