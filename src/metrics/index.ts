import type { MetricMeter } from '@temporalio/common';
import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import type { SystemConfig } from '../config/config';
import { createGauges } from './gauges';
import { scheduledFlows, startLooking } from './look';
import { createMetrics, type Metrics } from './metrics';

export { measuredErp } from './measured-erp';
export { measuredRecord } from './measured-record';
export { measuredTraede } from './measured-traede';
export type { Metrics } from './metrics';

/** The metrics of one worker. */
export interface WorkerMetrics extends Metrics {
  /** Shows what the record and Temporal tell of the whole deployment, until it is stopped. */
  startLooking(pool: Pool, client: Client): { stop(): Promise<void> };
}

export function openMetrics(meter: MetricMeter, systems: readonly SystemConfig[]): WorkerMetrics {
  const systemIds = systems.map(({ systemId }) => systemId);
  const gauges = createGauges(meter, scheduledFlows(systems));
  return {
    ...createMetrics(meter, systemIds),
    startLooking: (pool, client) => startLooking({ systems, pool, client, gauges }),
  };
}
