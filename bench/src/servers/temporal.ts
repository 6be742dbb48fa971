import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { resolveTemporalCli } from '../../../src/temporal/binaries/temporal-cli';
import { processEnvironment } from '../../../src/config/environment';
import { DEV_NAMESPACE, startDevServer } from '../../../src/temporal/dev-server';
import type { Postgres } from '../candidate';
import { startChild } from '../child';
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

const readySchema = z.object({ address: z.string(), namespace: z.string(), pid: z.number() });
const DATABASES = ['temporal', 'temporal_visibility'];

/** Temporal's production server, its data in PostgreSQL, on the same PostgreSQL server as the delivery record. */
export async function startTemporalOnPostgres(folder: string, postgres: Postgres): Promise<TemporalServer> {
  const child = await startChild({
    script: 'temporal-on-postgres-process',
    fromSource: true,
    settings: { dataDir: join(folder, 'temporal'), postgresUrl: postgres.url },
    ready: readySchema,
    logFile: join(folder, 'temporal-on-postgres.log'),
  });
  const { address, namespace, pid } = child.ready;
  return {
    address,
    namespace,
    pids: [pid],
    async storedBytes() {
      const bytes = await Promise.all(DATABASES.map((name) => postgres.databaseBytes(name)));
      return bytes.reduce((sum, each) => sum + each, 0);
    },
    stop: () => child.stop(),
  };
}
