import type { DataFolder } from '../embedded/data-folder';
import { announced } from '../embedded/data-folder';
import { runningEmbeddedPostgres } from '../embedded/postgres';
import { openPool } from '../postgres/pool';
import { DEFAULT_APP_KEY, DEFAULT_TOKEN } from '../simulator';
import type { KnownDatabase } from '../doctor/database';
import type { SimulatorAddress } from './open-traede';

/**
 * The database that commands would use, on connections that it lets write nothing; nothing is started for it. The caller
 * ends the pool.
 */
export function knownDatabase(databaseUrl: string | undefined, folder: DataFolder): KnownDatabase {
  const url = databaseUrl ?? runningEmbeddedPostgres(folder.postgres);
  if (url === undefined) {
    return {
      kind: 'asleep',
      detail: `the embedded PostgreSQL on ${folder.path} is not running; \`traede-sync up\` starts it (and makes it where it is missing)`,
    };
  }
  return {
    kind: 'known',
    pool: openPool(url, { access: 'read-only' }),
    source: databaseUrl === undefined ? 'embedded' : 'DATABASE_URL',
    secrets: secretsOf(url),
  };
}

function secretsOf(url: string): readonly string[] {
  if (!URL.canParse(url)) return [url];
  const { password } = new URL(url);
  return password === '' ? [] : [password, decodeURIComponent(password)];
}

/** The simulator of the `up` on the data folder; `undefined` where none runs. */
export function runningSimulator(folder: DataFolder): SimulatorAddress | undefined {
  const url = announced(folder)?.simulatorUrl;
  return url === undefined ? undefined : { url, token: DEFAULT_TOKEN, appKey: DEFAULT_APP_KEY };
}
