import { chmod, lstat, mkdir, mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { BinaryDeclaration, Environment, PinnedRelease, SupportedPlatform } from './binary-declaration';
import { sha256OfFile } from './checksum';
import { isExecutableFile } from './identify-binary';

const WORKING_FOLDER_PREFIX = '.incoming-';

/**
 * A working folder of this age was left behind by a killed process: every source gives up much earlier
 * (after 15 minutes), so no living one is taken for dead.
 */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/** The cache's root: `traede-erp-sync` under XDG_CACHE_HOME (if absolute, as its standard demands) or ~/.cache. */
export function defaultCacheRoot(environment: Environment): string {
  const xdgCacheHome = environment['XDG_CACHE_HOME'] ?? '';
  const home = environment['HOME'] ?? homedir();
  return join(isAbsolute(xdgCacheHome) ? xdgCacheHome : join(home, '.cache'), 'traede-erp-sync');
}

/** The folder of one executable. The platform is part of its name: home folders are shared between machines. */
function cacheFolder(cacheRoot: string, declaration: BinaryDeclaration, platform: SupportedPlatform): string {
  return join(cacheRoot, `${declaration.fileName}-${declaration.version}-${platform}`);
}

/** Where the cache keeps the executable, whether it is there or not. */
export function cachedPath(
  cacheRoot: string,
  declaration: BinaryDeclaration,
  platform: SupportedPlatform,
): string {
  return join(cacheFolder(cacheRoot, declaration, platform), declaration.fileName);
}

export type CacheState =
  | { readonly kind: 'usable' }
  /** `reason` is the second half of a sentence about the cache. */
  | { readonly kind: 'unusable'; readonly reason: string };

/**
 * Whether the cached file can be used. Size and permission only: its checksum was verified before it got there,
 * and reading 150 MB at every start would cost more than it finds.
 */
export async function inspectCache(path: string, release: PinnedRelease): Promise<CacheState> {
  let sizeBytes: number;
  try {
    sizeBytes = (await stat(path)).size;
  } catch {
    return { kind: 'unusable', reason: 'not there yet' };
  }
  if (sizeBytes !== release.sizeBytes) {
    return {
      kind: 'unusable',
      reason: `damaged: the file has ${sizeBytes} bytes instead of ${release.sizeBytes}; it will be replaced`,
    };
  }
  if (!(await isExecutableFile(path))) return { kind: 'unusable', reason: 'the file is not executable' };
  return { kind: 'usable' };
}

/**
 * Lends an empty folder next to the cached file, so that a later rename stays within one file system, and removes
 * it afterwards. Each caller gets its own: two processes never write to the same file.
 */
export async function withWorkingFolder<T>(
  cachedFile: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const parent = join(cachedFile, '..');
  await mkdir(parent, { recursive: true });
  await removeAbandonedFolders(parent);
  const folder = await mkdtemp(join(parent, WORKING_FOLDER_PREFIX));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function removeAbandonedFolders(parent: string): Promise<void> {
  const names = (await readdir(parent)).filter((name) => name.startsWith(WORKING_FOLDER_PREFIX));
  for (const name of names) {
    const folder = join(parent, name);
    // Another process may remove it between our looking and our asking: then there is nothing left to do.
    const modified = await stat(folder).catch(() => undefined);
    if (modified !== undefined && Date.now() - modified.mtimeMs > ABANDONED_AFTER_MS) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/**
 * Verifies a fetched file and moves it to its place in the cache in one step: whoever looks there sees either no
 * file or the whole verified one. Last one wins where two processes do it at once; both files are the same.
 * @throws Error if it is not the pinned release. It is then neither executable nor in the cache.
 */
export async function storeVerified(
  fetchedFile: string,
  cachedFile: string,
  release: PinnedRelease,
): Promise<void> {
  // lstat: an archive could hold a link with the executable's name, and moving that would verify another file.
  if (!(await lstat(fetchedFile)).isFile()) throw new Error('what came is not a plain file; refused');
  // An archive may have made it executable already.
  await chmod(fetchedFile, 0o600);
  const sha256 = await sha256OfFile(fetchedFile);
  if (sha256 !== release.sha256) {
    throw new Error(
      `checksum differs, so the file was refused (SHA-256 is ${sha256}, pinned is ${release.sha256})`,
    );
  }
  await chmod(fetchedFile, 0o755);
  await flushToDisk(fetchedFile);
  await rename(fetchedFile, cachedFile);
}

/** Without this a power failure could leave a file of the right size without its content under the final name. */
async function flushToDisk(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
