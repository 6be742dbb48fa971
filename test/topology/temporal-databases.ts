import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { administer, databaseExists } from '../erp/provisioning/database';
import type { TemporalPrograms } from './temporal-programs';

/** The names that Temporal's own configuration expects. */
export const TEMPORAL_DATABASES = ['temporal', 'temporal_visibility'] as const;

/** The script of the containers. */
const SET_UP_SCRIPT = join(__dirname, '..', '..', 'deploy', 'temporal', 'set-up-schemas.sh');
/** Three seconds on a quiet machine; measured: five minutes where a dozen others want its two cores. */
const SET_UP_TIMEOUT_MS = 20 * 60_000;

/** Makes Temporal's databases where they are missing, and brings their schemas up to date. */
export async function setUpTemporalDatabases(
  { sqlTool }: TemporalPrograms,
  postgresUrl: string,
): Promise<void> {
  for (const name of TEMPORAL_DATABASES)
    if (!(await databaseExists(postgresUrl, name))) await administer(postgresUrl, `create database ${name}`);
  const { hostname, port, username, password } = new URL(postgresUrl);
  const environment = {
    PATH: `${dirname(sqlTool)}:/usr/local/bin:/usr/bin:/bin`,
    SQL_PLUGIN: 'postgres12',
    SQL_HOST: hostname,
    SQL_PORT: port,
    SQL_USER: decodeURIComponent(username),
    SQL_PASSWORD: decodeURIComponent(password),
  };
  try {
    await promisify(execFile)('sh', [SET_UP_SCRIPT], { env: environment, timeout: SET_UP_TIMEOUT_MS });
  } catch (error) {
    throw new Error(`Temporal's databases could not be set up (${SET_UP_SCRIPT}); ${endOf(error)}`, {
      cause: error,
    });
  }
}

function endOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('killed' in error && error.killed === true)
    return `it took longer than ${SET_UP_TIMEOUT_MS / 60_000} minutes`;
  const said =
    'stdout' in error && 'stderr' in error ? `${String(error.stdout)}\n${String(error.stderr)}` : '';
  return `its last words were:\n${said.trim().split('\n').slice(-LAST_LINES).join('\n')}`;
}

const LAST_LINES = 8;
