import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, ownIdentity, readIdentity, type ProcessIdentity } from './process-identity';

/** How often a waiting process looks again. */
const POLL_INTERVAL_MS = 50;

export interface LockFile {
  release(): void;
}

/** Takes the lock, or answers with the living process that holds it. A dead holder's lock is taken over. */
export function tryLock(path: string): LockFile | ProcessIdentity {
  mkdirSync(dirname(path), { recursive: true });
  const own = ownIdentity();
  const claim = `${path}.${own.pid}`;
  writeFileSync(claim, JSON.stringify(own));
  try {
    for (;;) {
      if (linked(claim, path))
        return {
          release: () => {
            rmSync(path, { force: true });
          },
        };
      const holder = readIdentity(path);
      if (holder !== undefined && isRunning(holder)) return holder;
      setAside(path, own);
    }
  } finally {
    rmSync(claim, { force: true });
  }
}

/** Waits for the lock while another living process holds it. @throws after `timeoutMs` */
export async function lock(path: string, timeoutMs: number): Promise<LockFile> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const result = tryLock(path);
    if ('release' in result) return result;
    if (Date.now() > deadline)
      throw new Error(`process ${result.pid} has held ${path} for too long; end it and try again`);
    await sleep(POLL_INTERVAL_MS);
  }
}

/** `link` fails when the target exists, in one step: two processes cannot both succeed. */
function linked(claim: string, path: string): boolean {
  try {
    linkSync(claim, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Renames a dead holder's lock away: of several processes only one succeeds, the others look again. */
function setAside(path: string, own: ProcessIdentity): void {
  const aside = `${path}.stale.${own.pid}`;
  try {
    renameSync(path, aside);
    rmSync(aside, { force: true });
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
