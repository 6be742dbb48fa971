import { join } from 'node:path';
import { defaultCacheRoot } from '../../../src/temporal/binaries/binary-cache';

/** Tryton's current series, and the oldest one that the adapter speaks. */
export const TRYTON_SERIES = ['8.2', '6.0'] as const;
export type TrytonSeries = (typeof TRYTON_SERIES)[number];

/** Where one series is kept between test runs: programs, and a PostgreSQL with a company to copy. */
export interface TrytonFolder {
  readonly series: TrytonSeries;
  readonly path: string;
  readonly programs: string;
  readonly postgres: string;
  readonly postgresLog: string;
  /** Configurations and logs of what runs. */
  readonly run: string;
  readonly lock: string;
}

export function trytonFolder(series: TrytonSeries): TrytonFolder {
  const path = join(defaultCacheRoot(process.env), `tryton-${series}`);
  return {
    series,
    path,
    programs: join(path, 'programs'),
    postgres: join(path, 'postgres'),
    postgresLog: join(path, 'postgres.log'),
    run: join(path, 'run'),
    lock: join(path, 'provisioning.lock'),
  };
}
