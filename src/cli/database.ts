import type { Config } from '../config/config';
import { acquireEmbeddedPostgres } from '../embedded/postgres';
import type { DataFolder } from '../embedded/data-folder';

export interface Database {
  readonly url: string;
  release(): Promise<void>;
}

/** The PostgreSQL of `DATABASE_URL`, or the embedded one on the data folder (started, or joined where it runs). */
export async function openDatabase(config: Config, folder: DataFolder): Promise<Database> {
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl, release: () => Promise.resolve() };
  return acquireEmbeddedPostgres({ folder: folder.postgres, logFile: folder.log('postgres') });
}
