import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cleanEnvironment } from '../provisioning/clean-environment';
import type { TrytonFolder } from './folder';
import type { TrytonPrograms } from './programs';

const run = promisify(execFile);

const PACKAGES = ['tryton-server', 'tryton-proteus', 'tryton-modules-account-invoice', 'python3-psycopg2'];
/** Some 15 MB. */
const DOWNLOAD_TIMEOUT_MS = 5 * 60_000;
/** Debian's own Python, for which its packages are made; another one may come first in PATH. */
const DEBIAN_PYTHON = '/usr/bin/python3';

/**
 * Debian 12's Tryton 6.0, unpacked into a folder: nothing is installed on the machine, so it needs no root. What
 * the machine has already is used from there. To be called under the lock.
 */
export async function unpackDebianPackages(folder: TrytonFolder): Promise<TrytonPrograms> {
  const { programs } = folder;
  const complete = join(programs, 'complete');
  if (!existsSync(complete)) {
    rmSync(programs, { recursive: true, force: true });
    await unpack(programs);
    writeFileSync(complete, `${PACKAGES.join('\n')}\n`);
  }
  const usr = existsSync(join(programs, 'usr', 'bin', 'trytond')) ? join(programs, 'usr') : '/usr';
  const libraries = join(programs, 'usr', 'lib');
  return {
    trytond: [DEBIAN_PYTHON, join(usr, 'bin', 'trytond')],
    admin: [DEBIAN_PYTHON, join(usr, 'bin', 'trytond-admin')],
    python: DEBIAN_PYTHON,
    environment: {
      ...cleanEnvironment(),
      PYTHONPATH: join(libraries, 'python3', 'dist-packages'),
      LD_LIBRARY_PATH: existsSync(libraries)
        ? readdirSync(libraries)
            .filter((name) => name.endsWith('-linux-gnu'))
            .map((name) => join(libraries, name))
            .join(':')
        : '',
    },
  };
}

async function unpack(programs: string): Promise<void> {
  const archives = join(programs, 'archives');
  mkdirSync(archives, { recursive: true });
  const options = { cwd: archives, env: cleanEnvironment(), timeout: DOWNLOAD_TIMEOUT_MS };
  try {
    const names = await missingPackages();
    if (names.length > 0) await run('apt-get', ['download', ...names], options);
    for (const archive of readdirSync(archives)) await run('dpkg', ['-x', archive, programs], options);
    rmSync(archives, { recursive: true });
  } catch (error) {
    rmSync(programs, { recursive: true, force: true });
    throw new Error(
      'Tryton 6.0 could not be fetched: it comes from the packages of Debian 12, by apt-get and dpkg. Run `apt-get update` ' +
        `as root where the lists are old, then again. (${String(error)})`,
      { cause: error },
    );
  }
}

/** What an installation would fetch, dependencies included: `'address' name_version_arch.deb size hash` in each line. */
async function missingPackages(): Promise<readonly string[]> {
  const command = ['install', '--print-uris', '--yes', '--no-install-recommends', ...PACKAGES];
  const { stdout } = await run('apt-get', command, { env: { ...cleanEnvironment(), LC_ALL: 'C' } });
  return stdout.split('\n').flatMap((line) => /^'[^']+' ([a-z0-9.+-]+)_/.exec(line)?.[1] ?? []);
}
