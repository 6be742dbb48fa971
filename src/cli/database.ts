import type { Config } from '../config/config';
import { acquireEmbeddedPostgres } from '../embedded/postgres';
import type { DataFolder } from '../embedded/data-folder';
import type { Revivable } from '../embedded/keep-running';

export interface Database extends Revivable {
  readonly url: string;
  release(): Promise<void>;
}

/** The PostgreSQL of `DATABASE_URL`, or the embedded one on the data folder (started, or joined where it runs). */
export async function openDatabase(config: Config, folder: DataFolder): Promise<Database> {
  if (config.databaseUrl !== undefined) return elsewhere(config.databaseUrl);
  return acquireEmbeddedPostgres({ folder: folder.postgres, logFile: folder.log('postgres') });
}

/** Not ours to start or to end. */
function elsewhere(url: string): Database {
  return { url, revive: () => Promise.resolve(false), release: () => Promise.resolve() };
}
