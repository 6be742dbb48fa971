import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { acquireEmbeddedPostgres, type EmbeddedPostgres } from '../../src/embedded/postgres';
import { embeddedPostgresBinaries, type PostgresBinaries } from '../../src/embedded/postgres-binaries';

/** Where Debian's packages (`postgresql-15` and the like) put their programs, by version. */
const DEBIAN_FOLDER = '/usr/lib/postgresql';
/** Temporal's four services take up to 30 connections each, a worker of ours up to 50. */
const MAX_CONNECTIONS = 300;

export interface PostgresPrograms {
  /** For people: which PostgreSQL this is. */
  readonly title: string;
  readonly binaries: PostgresBinaries;
}

/** Debian's PostgreSQL where it is installed, the newest; else the one of the npm package. */
export function postgresPrograms(): PostgresPrograms {
  const versions = existsSync(DEBIAN_FOLDER) ? readdirSync(DEBIAN_FOLDER) : [];
  const [newest] = versions
    .filter((version) => existsSync(join(DEBIAN_FOLDER, version, 'bin', 'initdb')))
    .toSorted((a, b) => Number(b) - Number(a));
  if (newest === undefined)
    return { title: 'PostgreSQL 18 (npm package)', binaries: embeddedPostgresBinaries() };
  const folder = join(DEBIAN_FOLDER, newest, 'bin');
  return {
    title: `PostgreSQL ${newest} (Debian's package)`,
    binaries: { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') },
  };
}

/** A PostgreSQL for Temporal and two workers, on a folder of its own; it waits for the disk, as in production. */
export function startPostgres(folder: string, logFile: string): Promise<EmbeddedPostgres> {
  const { binaries } = postgresPrograms();
  return acquireEmbeddedPostgres({ folder, logFile, binaries, maxConnections: MAX_CONNECTIONS });
}
