import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DefaultLogger, Runtime, type TelemetryOptions } from '@temporalio/worker';
import pino from 'pino';
import type { Telemetry } from '../metrics';
import { HISTOGRAM_BUCKETS } from '../metrics/buckets';
import { CommandError } from './command-error';
import { logAttributes } from './log-attributes';

/**
 * Sends the worker's log to a file or to standard error, as JSON lines, and offers its metrics to Prometheus where an address
 * for them is given. To be called once, before any connection is made.
 * @returns by what our own metrics come beside Temporal's; `undefined` where nobody asked for them
 * @throws {CommandError} the address cannot be used
 */
export function installRuntime(
  target: { readonly file: string } | 'stderr',
  metricsAddress: string | undefined,
): Telemetry | undefined {
  if (target !== 'stderr') mkdirSync(dirname(target.file), { recursive: true });
  const destination = pino.destination(target === 'stderr' ? { fd: 2 } : { dest: target.file, sync: true });
  const log = pino({ name: 'traede-sync', level: 'trace', base: null }, destination);
  const logger = new DefaultLogger('INFO', ({ level, message, meta }) => {
    log[LEVELS[level]](logAttributes(meta), message);
  });
  const logging = { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } as const;
  const install = (metrics: Pick<TelemetryOptions, 'metrics'>): Runtime =>
    Runtime.install({
      logger,
      // The signals are ours: the worker is stopped in order, before what it needs.
      shutdownSignals: [],
      telemetryOptions: { logging, ...metrics },
    });
  if (metricsAddress === undefined) {
    install({});
    return undefined;
  }
  try {
    const { metricMeter: meter } = install({ metrics: exporter(metricsAddress) });
    return { meter, logger };
  } catch (error) {
    throw new CommandError(
      `metrics cannot be offered at ${metricsAddress}: choose an address of this machine and a port that is free`,
      { cause: error },
    );
  }
}

/** Names as Prometheus wants them: seconds, and `_total` for what only grows. */
function exporter(bindAddress: string): NonNullable<TelemetryOptions['metrics']> {
  return {
    attachServiceName: false,
    prometheus: {
      bindAddress,
      countersTotalSuffix: true,
      unitSuffix: true,
      useSecondsForDurations: true,
      histogramBucketOverrides: { ...HISTOGRAM_BUCKETS },
    },
  };
}

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
