import { Pool } from 'pg';
import { loadConfig } from '../../src/config/load';
import { openMetrics } from '../../src/metrics';
import { registerSearchAttributes } from '../../src/temporal/search-attributes';
import { eventually, startTemporalServer } from '../support/temporal';
import { createTestMeter } from './meter';

const TIMEOUT_MS = 120_000;

it(
  'a database that is away stops no look at it, and is told once',
  async () => {
    const temporal = await startTemporalServer();
    await registerSearchAttributes(temporal.client, 'default');
    const pool = new Pool({ connectionString: 'postgres://127.0.0.1:1/nowhere' });
    const { meter, values } = createTestMeter();
    const warnings: string[] = [];
    const logger = { warn: (message: string) => warnings.push(message) };
    const looking = openMetrics({ meter, logger }, loadConfig({}).systems).startLooking(
      pool,
      temporal.client,
    );
    try {
      const seen = 'traede_sync_looked_timestamp_seconds{from=temporal,system=traede-erp-sync}';
      await eventually('Temporal was looked at', () => values.has(seen), TIMEOUT_MS);
      await eventually('the database was missed', () => warnings.length > 0, TIMEOUT_MS);
      expect(warnings).toEqual(['the gauges could not be read from the record; tried again until they can']);
      expect(values.has('traede_sync_looked_timestamp_seconds{from=record,system=traede-erp-sync}')).toBe(
        false,
      );
    } finally {
      await looking.stop();
      await pool.end();
      await temporal.teardown();
    }
  },
  TIMEOUT_MS,
);
