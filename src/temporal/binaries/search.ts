import type { BinaryDeclaration, Environment, PinnedRelease, SupportedPlatform } from './binary-declaration';
import type { BinarySource } from './binary-source';
import type { FailedAttempt } from './binary-unavailable-error';
import type { OnProgress } from './progress';

/** One search for one executable: what is looked for, where, and the places that failed so far. */
export interface Search {
  readonly declaration: BinaryDeclaration;
  readonly environment: Environment;
  readonly sources: readonly BinarySource[];
  readonly onProgress: OnProgress;
  /** `process.platform`-`process.arch`. */
  readonly platformName: string;
  /** Undefined on a platform for which no checksums are pinned: nothing can be fetched or cached there. */
  readonly pinned: PinnedPlace | undefined;
  /** Grows while the search goes on; the final error names them all. */
  readonly attempts: FailedAttempt[];
}

/** The release for this platform, and its place in the cache, whether it is there or not. */
export interface PinnedPlace {
  readonly platform: SupportedPlatform;
  readonly release: PinnedRelease;
  readonly cachedFile: string;
}

export interface ResolvedBinary {
  readonly path: string;
  /** Undefined only for an explicitly given executable that cannot tell its version and is not the pinned one. */
  readonly version: string | undefined;
  readonly source: 'explicit' | 'path' | 'cache' | BinarySource['kind'];
}
