import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Beancount is a checker that shares no code with us; pinned to its major version, as is the cache. */
const REQUIREMENT = 'beancount==3.*';
const CACHE = join(homedir(), '.cache', 'traede-erp-sync');
const INSTALLED = join(CACHE, 'beancount-3');

export interface BeanCheckResult {
  readonly ok: boolean;
  /** What bean-check printed: one line for each error. */
  readonly output: string;
}

/** Runs the real `bean-check` on a ledger given as text. Installs it when needed (once per machine). */
export async function beanCheck(text: string): Promise<BeanCheckResult> {
  const python = await installed();
  const folder = await mkdtemp(join(tmpdir(), 'bean-check-'));
  try {
    const file = join(folder, 'ledger.beancount');
    await writeFile(file, text);
    return await check(python, file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function check(python: string, file: string): Promise<BeanCheckResult> {
  try {
    const { stdout, stderr } = await run(python, ['-m', 'beancount.scripts.check', '--no-cache', file]);
    return { ok: true, output: stdout + stderr };
  } catch (error) {
    if (!isExit(error) || error.code !== 1) throw error;
    return { ok: false, output: error.stdout + error.stderr };
  }
}

function isExit(error: unknown): error is { code: unknown; stdout: string; stderr: string } {
  return (
    typeof error === 'object' && error !== null && 'code' in error && 'stdout' in error && 'stderr' in error
  );
}

/** Path of a Python that has beancount. */
async function installed(): Promise<string> {
  if (!existsSync(INSTALLED)) await install();
  return join(INSTALLED, 'bin', 'python');
}

/** Beside its place first, then moved: an installation that is broken off, or two at once, leave no half one. */
async function install(): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'installing-'));
  try {
    await run('python3', ['-m', 'venv', folder]);
    await run(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', REQUIREMENT]);
    await rename(folder, INSTALLED);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    if (existsSync(INSTALLED)) return;
    throw new Error(
      'bean-check, which proves the exported books, could not be installed: it needs Python 3.9 or newer with venv and ' +
        `a package index that pip can reach. Then run the tests again. (${String(error)})`,
      { cause: error },
    );
  }
}
