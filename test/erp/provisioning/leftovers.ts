import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stopProcess } from '../../../src/embedded/background-process';
import {
  isRunning,
  ownIdentity,
  readIdentity,
  type ProcessIdentity,
} from '../../../src/embedded/process-identity';
import { administer } from './database';
import type { ErpFolder } from './erp-folder';

const STOP_TIMEOUT_MS = 10_000;
/** Books under such a name outlive their server. */
export const KEPT_PREFIX = 'kept_';

/** Notes who started a server, so that it can be cleared away should its owner be killed. */
export function noteOwner(folder: ErpFolder, database: string, server: ProcessIdentity): void {
  const path = join(folder.run, database);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'server'), JSON.stringify(server));
  writeFileSync(join(path, 'owner'), JSON.stringify(ownIdentity()));
}

/** Stops servers whose owners were killed, and drops their books. To be called under the lock. */
export async function clearLeftovers(folder: ErpFolder, postgresUrl: string): Promise<void> {
  mkdirSync(folder.run, { recursive: true });
  for (const database of readdirSync(folder.run)) {
    const path = join(folder.run, database);
    const owner = readIdentity(join(path, 'owner'));
    const server = readIdentity(join(path, 'server'));
    // Without an owner: a server that is being started just now.
    if (owner === undefined || isRunning(owner)) continue;
    if (server !== undefined) await stopProcess(server, 'SIGTERM', STOP_TIMEOUT_MS);
    if (!database.startsWith(KEPT_PREFIX))
      await administer(postgresUrl, `drop database if exists ${database} with (force)`);
    rmSync(path, { recursive: true, force: true });
  }
}
