import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { searchPath } from './search-path';

const run = promisify(execFile);

/** `bench/dist/bench/src/servers` is this file's folder when it runs. */
const UNPACKED = join(__dirname, '..', '..', '..', '..', 'node_modules', '.redis');
const DOWNLOAD_TIMEOUT_MS = 5 * 60_000;

export interface Redis {
  readonly command: string;
  /** For the loader, where Redis was unpacked; else empty. */
  readonly libraries: string;
}

/**
 * The machine's own redis-server, or Debian's, unpacked beside the rivals: nothing is installed, so it needs no root.
 * @throws {Error} there is neither, with the remedy
 */
export async function findRedis(): Promise<Redis> {
  const installed = searchPath('redis-server');
  if (installed !== undefined) return { command: installed, libraries: '' };
  if (!existsSync(UNPACKED)) await unpackDebianPackages();
  const libraries = join(UNPACKED, 'usr', 'lib');
  const folders = readdirSync(libraries).filter((name) => name.endsWith('-linux-gnu'));
  return {
    command: join(UNPACKED, 'usr', 'bin', 'redis-server'),
    libraries: folders.map((name) => join(libraries, name)).join(':'),
  };
}

async function unpackDebianPackages(): Promise<void> {
  const folder = `${UNPACKED}.incomplete`;
  rmSync(folder, { recursive: true, force: true });
  const archives = join(folder, 'archives');
  mkdirSync(archives, { recursive: true });
  const options = { cwd: archives, timeout: DOWNLOAD_TIMEOUT_MS };
  try {
    await run('apt-get', ['download', ...(await missingPackages())], options);
    for (const archive of readdirSync(archives)) await run('dpkg', ['-x', archive, folder], options);
    rmSync(archives, { recursive: true });
    renameSync(folder, UNPACKED);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(
      'redis-server is not installed, and Debian has none for us: install it (apt install redis-server, brew install redis), or leave bullmq out with --candidates',
      { cause: error },
    );
  }
}

/** What an installation would fetch, dependencies included: `'address' name_version_arch.deb size hash` in each line. */
async function missingPackages(): Promise<readonly string[]> {
  const command = ['install', '--print-uris', '--yes', '--no-install-recommends', 'redis-server'];
  const { stdout } = await run('apt-get', command);
  return stdout.split('\n').flatMap((line) => /^'[^']+' ([a-z0-9.+-]+)_/.exec(line)?.[1] ?? []);
}
