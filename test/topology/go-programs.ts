import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { lock } from '../../src/embedded/lock-file';
import { defaultCacheRoot } from '../../src/temporal/binaries/binary-cache';
import { cleanEnvironment } from '../erp/provisioning/clean-environment';
import { goToolchain } from './go-toolchain';

/** Measured: 40 minutes at the lowest priority on two busy cores; only what hangs is to be ended. */
const BUILD_TIMEOUT_MS = 3 * 60 * 60_000;
const LOCK_TIMEOUT_MS = BUILD_TIMEOUT_MS + 60_000;

/** Programs of one Go module file, which pins them and all that they consist of by checksum (`go.sum`). */
export interface GoPrograms {
  /** Name of the folder in the cache, without the version. */
  readonly name: string;
  /** Holds `go.mod` and `go.sum`. */
  readonly moduleFolder: string;
  /** Main packages, by the name that their program is to have. */
  readonly packages: Readonly<Record<string, string>>;
}

/**
 * Builds programs from the Go module proxy, once per machine and version: no container and no root is needed.
 * @returns the folder that holds them
 */
export async function buildGoPrograms(
  programs: GoPrograms,
  say: (line: string) => void = () => undefined,
): Promise<string> {
  const cacheRoot = defaultCacheRoot(process.env);
  const folder = join(cacheRoot, `${programs.name}-${fingerprint(programs.moduleFolder)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cacheRoot, { recursive: true });
  const held = await lock(`${folder}.lock`, LOCK_TIMEOUT_MS);
  try {
    if (!existsSync(folder)) await buildInto(folder, programs, say);
    return folder;
  } finally {
    held.release();
  }
}

/** What is built follows from the module file and nothing else. */
function fingerprint(moduleFolder: string): string {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum']) hash.update(readFileSync(join(moduleFolder, file)));
  return `${process.platform}-${process.arch}-${hash.digest('hex').slice(0, 12)}`;
}

/** Beside its place first, then moved: a build that is broken off leaves no half one. */
async function buildInto(
  folder: string,
  { name, moduleFolder, packages }: GoPrograms,
  say: (line: string) => void,
): Promise<void> {
  const go = await goToolchain(requiredGo(moduleFolder));
  say(`Building ${name} from the Go module proxy; once per machine, and it takes some minutes.`);
  const unfinished = mkdtempSync(`${folder}-building-`);
  try {
    for (const [program, packagePath] of Object.entries(packages))
      await build(go, moduleFolder, packagePath, join(unfinished, program));
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function requiredGo(moduleFolder: string): string {
  const version = /^go (\S+)$/m.exec(readFileSync(join(moduleFolder, 'go.mod'), 'utf8'))?.[1];
  if (version === undefined) throw new Error(`${moduleFolder}/go.mod does not say which Go it wants`);
  return version;
}

/** `-s -w` leaves out what only a debugger reads: half of the size. */
const BUILD_FLAGS = ['-trimpath', '-mod=readonly', '-ldflags=-s -w'];

function build(go: string, moduleFolder: string, packagePath: string, output: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(go, ['build', ...BUILD_FLAGS, '-o', output, packagePath], {
      cwd: moduleFolder,
      env: { ...cleanEnvironment(), ...goSettings(), CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOFLAGS: '' },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: BUILD_TIMEOUT_MS,
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-MAX_SAID)));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else
        reject(new Error(`${packagePath} could not be built (go, exit ${String(code ?? signal)}):\n${said}`));
    });
  });
}

/** The end of what Go says is where the reason stands. */
const MAX_SAID = 4_000;

/** How the user's Go reaches its module proxy, and how many cores it may take. */
function goSettings(): Record<string, string> {
  const ours = Object.entries(process.env).filter(([name]) => /^GO[A-Z]/.test(name));
  return Object.fromEntries(ours.map(([name, value]) => [name, value ?? '']));
}
