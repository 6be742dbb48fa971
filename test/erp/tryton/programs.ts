import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cleanEnvironment } from '../provisioning/clean-environment';
import type { TrytonFolder } from './folder';

/** How to run a Tryton: its commands, and the Python that knows its modules. */
export interface TrytonPrograms {
  readonly trytond: readonly [command: string, ...args: string[]];
  readonly admin: readonly [command: string, ...args: string[]];
  readonly python: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** `psycopg2` is not enough for this series, and plain `psycopg` would need a compiler. */
const REQUIREMENTS = [
  'trytond==8.2.*',
  'proteus==8.2.*',
  'trytond-account-invoice==8.2.*',
  'psycopg[binary,pool]==3.*',
];
/** pip has time-outs of its own; this ends one that hangs. */
const INSTALL_TIMEOUT_MS = 10 * 60_000;

/** Installs the current series into a virtual environment, once per machine. To be called under the lock. */
export async function installFromPackageIndex(folder: TrytonFolder): Promise<TrytonPrograms> {
  const { programs } = folder;
  const bin = join(programs, 'bin');
  // In its final place, as a virtual environment cannot be moved; the mark comes last.
  const complete = join(programs, 'complete');
  if (!existsSync(complete)) {
    rmSync(programs, { recursive: true, force: true });
    mkdirSync(folder.path, { recursive: true });
    await install(programs);
    writeFileSync(complete, `${REQUIREMENTS.join('\n')}\n`);
  }
  return {
    trytond: [join(bin, 'trytond')],
    admin: [join(bin, 'trytond-admin')],
    python: join(bin, 'python'),
    environment: cleanEnvironment(),
  };
}

async function install(programs: string): Promise<void> {
  const options = { env: cleanEnvironment(), timeout: INSTALL_TIMEOUT_MS };
  try {
    await promisify(execFile)('python3', ['-m', 'venv', programs], options);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...REQUIREMENTS];
    await promisify(execFile)(join(programs, 'bin', 'python'), pip, options);
  } catch (error) {
    rmSync(programs, { recursive: true, force: true });
    throw new Error(
      'Tryton could not be installed: it needs Python 3.10 or newer with venv (Debian: apt install python3-venv) and a ' +
        `package index that pip can reach. Mend that, then run again. (${String(error)})`,
      { cause: error },
    );
  }
}
