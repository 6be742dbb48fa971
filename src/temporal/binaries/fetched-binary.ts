import { inspectCache, storeVerified, withWorkingFolder } from './binary-cache';
import type { BinarySource } from './binary-source';
import type { PinnedPlace, ResolvedBinary, Search } from './search';

/** Takes the pinned release from the cache or, failing that, from the first source that has it. */
export async function searchCacheAndSources(search: Search): Promise<ResolvedBinary | undefined> {
  const { attempts, declaration, pinned, platformName, sources } = search;
  if (pinned === undefined) {
    attempts.push({ place: 'cache and downloads', reason: `no release is pinned for ${platformName}` });
    return undefined;
  }
  const { cachedFile, platform, release } = pinned;
  const cache = await inspectCache(cachedFile, release);
  if (cache.kind === 'usable') return { path: cachedFile, version: declaration.version, source: 'cache' };
  attempts.push({ place: `cache (${cachedFile})`, reason: cache.reason });
  for (const source of sources) {
    try {
      await fetchIntoCache(source, pinned, search);
      return { path: cachedFile, version: declaration.version, source: source.kind };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      attempts.push({ place: source.describe(declaration, platform), reason });
    }
  }
  return undefined;
}

async function fetchIntoCache(source: BinarySource, pinned: PinnedPlace, search: Search): Promise<void> {
  const { declaration, environment, onProgress } = search;
  const { cachedFile, platform, release } = pinned;
  onProgress({ step: source.kind, message: `Trying the ${source.describe(declaration, platform)}` });
  await withWorkingFolder(cachedFile, async (folder) => {
    const fetched = await source.fetch({ declaration, platform, release, folder, environment, onProgress });
    onProgress({ step: 'verify', message: `Verifying the checksum of the ${declaration.title}` });
    await storeVerified(fetched, cachedFile, release);
  });
  onProgress({ step: 'ready', message: `The ${declaration.title} ${declaration.version} is ready` });
}
