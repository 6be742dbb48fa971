import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveTemporalCli } from '../../../src/temporal/binaries/temporal-cli';
import { processEnvironment } from '../../../src/config/environment';
import { DEV_NAMESPACE, startDevServer } from '../../../src/temporal/dev-server';
import type { Postgres } from '../candidate';
import { folderBytes } from '../folder-size';
import type { TemporalServer } from '../product';

/** The development server, as `traede-sync up` starts it. */
export async function startTemporalDevServer(folder: string): Promise<TemporalServer> {
  const { path } = await resolveTemporalCli({ environment: processEnvironment() });
  const data = join(folder, 'temporal');
  const server = await startDevServer({ cliPath: path, folder: data, logFile: join(folder, 'temporal.log') });
  const identity: unknown = JSON.parse(readFileSync(join(data, 'server.json'), 'utf8'));
  const pid =
    typeof identity === 'object' && identity !== null && 'pid' in identity ? identity.pid : undefined;
  return {
    address: server.address,
    namespace: DEV_NAMESPACE,
    pids: typeof pid === 'number' ? [pid] : [],
    storedBytes: () => Promise.resolve(folderBytes(data)),
    stop: () => server.stop(),
  };
}

/** A Temporal server whose data is in PostgreSQL, on the same PostgreSQL server as the delivery record. */
export function startTemporalOnPostgres(folder: string, postgres: Postgres): Promise<TemporalServer> {
  return Promise.reject(
    new Error(
      `product-postgres is not built yet: nothing starts a Temporal server on ${new URL(postgres.url).host} in ${folder}`,
    ),
  );
}
