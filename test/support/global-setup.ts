import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireEmbeddedPostgres } from '../../src/embedded/postgres';
import { sharedPostgres } from './shared-postgres';

/** One embedded PostgreSQL for the whole test run; each test file makes databases of its own on it. */
export default async function globalSetup(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'traede-erp-sync-test-'));
  const server = await acquireEmbeddedPostgres({
    folder,
    logFile: join(folder, 'postgres.log'),
    unsafeNoSync: true,
  });
  sharedPostgres.keep(server, folder);
}
