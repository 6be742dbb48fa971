import { join } from 'node:path';
import { defaultCacheRoot } from '../../../src/temporal/binaries/binary-cache';

/** Where one ERP is kept between test runs: its programs, and a PostgreSQL with a company to copy. */
export interface ErpFolder {
  readonly path: string;
  readonly programs: string;
  readonly postgres: string;
  readonly postgresLog: string;
  /** Configurations and logs of what runs. */
  readonly run: string;
  readonly lock: string;
}

/** `name` tells ERP and version: `tryton-8.2`. */
export function erpFolder(name: string): ErpFolder {
  const path = join(defaultCacheRoot(process.env), name);
  return {
    path,
    programs: join(path, 'programs'),
    postgres: join(path, 'postgres'),
    postgresLog: join(path, 'postgres.log'),
    run: join(path, 'run'),
    lock: join(path, 'provisioning.lock'),
  };
}
