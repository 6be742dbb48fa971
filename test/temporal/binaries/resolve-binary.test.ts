import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedPath, defaultCacheRoot } from '../../../src/temporal/binaries/binary-cache';
import type { BinarySource } from '../../../src/temporal/binaries/binary-source';
import { BinaryUnavailableError } from '../../../src/temporal/binaries/binary-unavailable-error';
import type { BinaryProgress } from '../../../src/temporal/binaries/progress';
import type { ResolveOptions } from '../../../src/temporal/binaries/resolve-binary';
import { resolveBinary } from '../../../src/temporal/binaries/resolve-binary';
import {
  BARE_ENVIRONMENT,
  fakeDeclaration,
  FakeSource,
  RELEASED_FILE,
  temporaryFolder,
  versionScript,
  writeExecutable,
} from './fake-release';

const declaration = fakeDeclaration();
const platform = 'linux-x64';

type TestOptions = ResolveOptions & { readonly cacheRoot: string };

function options(changes: Partial<ResolveOptions> = {}): TestOptions {
  return { environment: BARE_ENVIRONMENT, platform, sources: [], ...changes, cacheRoot: temporaryFolder() };
}

async function failureOf(resolving: Promise<unknown>): Promise<BinaryUnavailableError> {
  const error: unknown = await resolving.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof BinaryUnavailableError) return error;
  throw new Error(`expected a BinaryUnavailableError, got ${String(error)}`);
}

describe('an explicitly given executable', () => {
  it('is used before everything else', async () => {
    const explicitPath = writeExecutable(join(temporaryFolder(), 'my-temporal'), RELEASED_FILE);
    const source = new FakeSource('wheel', RELEASED_FILE);
    const warnings: BinaryProgress[] = [];

    const resolved = await resolveBinary(
      declaration,
      options({ explicitPath, sources: [source], onProgress: (progress) => warnings.push(progress) }),
    );

    expect(resolved).toEqual({ path: explicitPath, version: '1.9.1', source: 'explicit' });
    expect(source.asked).toBe(0);
    expect(warnings).toEqual([]);
  });

  it("is taken from the declaration's environment variable where the caller gives none", async () => {
    const path = writeExecutable(join(temporaryFolder(), 'temporal'), RELEASED_FILE);
    const environment = { ...BARE_ENVIRONMENT, TEMPORAL_CLI_PATH: path };
    expect(await resolveBinary(declaration, options({ environment }))).toMatchObject({
      path,
      source: 'explicit',
    });
  });

  it('is used with a warning when it has another version', async () => {
    const explicitPath = writeExecutable(join(temporaryFolder(), 'temporal'), versionScript('1.5.1'));
    const progress: BinaryProgress[] = [];

    const resolved = await resolveBinary(
      declaration,
      options({ explicitPath, onProgress: (step) => progress.push(step) }),
    );

    expect(resolved).toEqual({ path: explicitPath, version: '1.5.1', source: 'explicit' });
    expect(progress.map(({ step }) => step)).toEqual(['warning']);
    expect(progress[0]?.message).toContain('is version 1.5.1 of the Temporal CLI, not 1.9.1');
  });

  it.each<[string, (path: string) => void, string]>([
    ['does not exist', () => undefined, 'does not exist or is not an executable file'],
    [
      'is a folder',
      (path) => {
        mkdirSync(path);
      },
      'does not exist or is not an executable file',
    ],
    [
      'is not executable',
      (path) => {
        writeFileSync(path, RELEASED_FILE);
      },
      'does not exist or is not an executable file',
    ],
    [
      'is another program',
      (path) => writeExecutable(path, '#!/bin/sh\necho hello\n'),
      'does not answer --version as the Temporal CLI does',
    ],
    ['fails', (path) => writeExecutable(path, '#!/bin/sh\necho broken >&2\nexit 3\n'), 'failed: broken'],
  ])('is an error, never replaced, when it %s', async (_case, prepare, reason) => {
    const explicitPath = join(temporaryFolder(), 'temporal');
    prepare(explicitPath);
    const source = new FakeSource('wheel', RELEASED_FILE);

    const error = await failureOf(resolveBinary(declaration, options({ explicitPath, sources: [source] })));

    expect(error.message).toContain(`${explicitPath} (given explicitly): `);
    expect(error.message).toContain(reason);
    expect(error.message).toContain('set TEMPORAL_CLI_PATH to the file of the Temporal CLI, or unset it');
    expect(source.asked).toBe(0);
  });

  it('is used with a warning, version unknown, when it cannot be asked for its version', async () => {
    const explicitPath = writeExecutable(join(temporaryFolder(), 'server'), versionScript('other'));
    const progress: BinaryProgress[] = [];

    const resolved = await resolveBinary(
      fakeDeclaration({ identification: { by: 'checksum' } }),
      options({ explicitPath, onProgress: (step) => progress.push(step) }),
    );

    expect(resolved).toEqual({ path: explicitPath, version: undefined, source: 'explicit' });
    expect(progress[0]?.message).toContain('is not the released file of version 1.9.1');
  });
});

describe('PATH', () => {
  function environmentWithPath(...folders: readonly string[]): ResolveOptions['environment'] {
    return { PATH: [...folders, BARE_ENVIRONMENT['PATH']].join(':') };
  }

  it('is searched for the pinned version, passing over others', async () => {
    const [older, pinned] = [temporaryFolder(), temporaryFolder()];
    writeExecutable(join(older, 'temporal'), versionScript('1.5.1'));
    const path = writeExecutable(join(pinned, 'temporal'), RELEASED_FILE);

    const resolved = await resolveBinary(
      declaration,
      options({ environment: environmentWithPath(older, pinned) }),
    );

    expect(resolved).toEqual({ path, version: '1.9.1', source: 'path' });
  });

  it('does not satisfy with another version: the next place is tried', async () => {
    const folder = temporaryFolder();
    writeExecutable(join(folder, 'temporal'), versionScript('1.9.10'));

    const resolved = await resolveBinary(
      declaration,
      options({
        environment: environmentWithPath(folder),
        sources: [new FakeSource('wheel', RELEASED_FILE)],
      }),
    );

    expect(resolved.source).toBe('wheel');
  });

  it('recognises by checksum what cannot say its version', async () => {
    const [other, pinned] = [temporaryFolder(), temporaryFolder()];
    writeExecutable(join(other, 'temporal'), versionScript('other'));
    const path = writeExecutable(join(pinned, 'temporal'), RELEASED_FILE);

    const resolved = await resolveBinary(
      fakeDeclaration({ identification: { by: 'checksum' } }),
      options({ environment: environmentWithPath(other, pinned) }),
    );

    expect(resolved).toEqual({ path, version: '1.9.1', source: 'path' });
  });
});

describe('the cache', () => {
  it('holds what a source delivered, and serves it the next time', async () => {
    const source = new FakeSource('download', RELEASED_FILE);
    const opts = options({ sources: [source] });

    const first = await resolveBinary(declaration, opts);
    const second = await resolveBinary(declaration, opts);

    expect(first).toEqual({
      path: join(opts.cacheRoot, 'temporal-1.9.1-linux-x64', 'temporal'),
      version: '1.9.1',
      source: 'download',
    });
    expect(second).toEqual({ ...first, source: 'cache' });
    expect(source.asked).toBe(1);
    expect(statSync(first.path).mode & 0o777).toBe(0o755);
    expect(readdirSync(join(first.path, '..'))).toEqual(['temporal']);
  });

  it('replaces a file that was cut short', async () => {
    const opts = options({ sources: [new FakeSource('wheel', RELEASED_FILE)] });
    const path = writeExecutable(
      cachedPath(opts.cacheRoot, declaration, platform),
      RELEASED_FILE.slice(0, 20),
    );

    expect(await resolveBinary(declaration, opts)).toMatchObject({ path, source: 'wheel' });
    expect(readFileSync(path, 'utf8')).toBe(RELEASED_FILE);
  });

  it('replaces a file that is not executable', async () => {
    const opts = options({ sources: [new FakeSource('wheel', RELEASED_FILE)] });
    const path = writeExecutable(cachedPath(opts.cacheRoot, declaration, platform), RELEASED_FILE);
    chmodSync(path, 0o644);

    expect(await resolveBinary(declaration, opts)).toMatchObject({ path, source: 'wheel' });
    expect(statSync(path).mode & 0o111).toBe(0o111);
  });

  it('is cleared of what a killed process left behind, but not of what another one is working on', async () => {
    const opts = options({ sources: [new FakeSource('wheel', RELEASED_FILE)] });
    const folder = join(cachedPath(opts.cacheRoot, declaration, platform), '..');
    mkdirSync(join(folder, '.incoming-abandoned'), { recursive: true });
    mkdirSync(join(folder, '.incoming-in-use'));
    const twoHoursAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);
    utimesSync(join(folder, '.incoming-abandoned'), twoHoursAgo, twoHoursAgo);

    await resolveBinary(declaration, opts);

    expect(readdirSync(folder).sort()).toEqual(['.incoming-in-use', 'temporal']);
  });

  it('that cannot be written to is named as the reason', async () => {
    const notAFolder = writeExecutable(join(temporaryFolder(), 'file'), '');
    const opts = { ...options({ sources: [new FakeSource('wheel', RELEASED_FILE)] }), cacheRoot: notAFolder };

    const error = await failureOf(resolveBinary(declaration, opts));

    expect(error.message).toMatch(/fake wheel: .*ENOTDIR/);
    expect(error.message).toContain(notAFolder);
  });

  it('lies under XDG_CACHE_HOME if that is absolute, and under ~/.cache otherwise', () => {
    expect(defaultCacheRoot({ HOME: '/h', XDG_CACHE_HOME: '/x' })).toBe('/x/traede-erp-sync');
    expect(defaultCacheRoot({ HOME: '/h', XDG_CACHE_HOME: 'relative' })).toBe('/h/.cache/traede-erp-sync');
    expect(defaultCacheRoot({ HOME: '/h' })).toBe('/h/.cache/traede-erp-sync');
  });
});

describe('a fetched file', () => {
  it('is refused when its checksum differs, and the next source is tried', async () => {
    const corrupted = new FakeSource('download', RELEASED_FILE.replace('echo', 'ECHO'));
    const opts = options({ sources: [corrupted, new FakeSource('wheel', RELEASED_FILE)] });

    const resolved = await resolveBinary(declaration, opts);

    expect(corrupted.asked).toBe(1);
    expect(resolved.source).toBe('wheel');
    expect(readFileSync(resolved.path, 'utf8')).toBe(RELEASED_FILE);
  });

  it('leaves nothing behind when it was refused, and the error says so', async () => {
    const opts = options({ sources: [new FakeSource('download', RELEASED_FILE.replace('echo', 'ECHO'))] });

    const error = await failureOf(resolveBinary(declaration, opts));

    expect(error.message).toMatch(
      /fake download: checksum differs, so the file was refused \(SHA-256 is [0-9a-f]{64}/,
    );
    expect(readdirSync(join(cachedPath(opts.cacheRoot, declaration, platform), '..'))).toEqual([]);
  });

  it('is refused when it is a link to some other file', async () => {
    const linked: BinarySource = {
      kind: 'download',
      describe: () => 'link',
      fetch: async ({ folder }) => {
        await symlink('/bin/sh', join(folder, 'temporal'));
        return join(folder, 'temporal');
      },
    };
    const error = await failureOf(resolveBinary(declaration, options({ sources: [linked] })));
    expect(error.message).toContain('link: what came is not a plain file; refused');
  });
});

describe('when every place fails', () => {
  it('names each one, its reason and the remedy', async () => {
    const folder = temporaryFolder();
    writeExecutable(join(folder, 'temporal'), versionScript('1.5.1'));
    const opts = options({
      environment: { PATH: `${folder}:/usr/bin:/bin`, TEMPORAL_CLI_PATH: '' },
      sources: [
        new FakeSource('download', new Error('no answer within 5 s')),
        new FakeSource('wheel', new Error('python3 is not installed')),
      ],
    });

    const error = await failureOf(resolveBinary(declaration, opts));

    expect(error.message.split('\n')).toEqual([
      'The Temporal CLI 1.9.1 could not be found or fetched. Looked at:',
      '  - environment variable TEMPORAL_CLI_PATH: not set',
      `  - ${folder}/temporal (on PATH): is version 1.5.1, not 1.9.1`,
      `  - cache (${opts.cacheRoot}/temporal-1.9.1-linux-x64/temporal): not there yet`,
      '  - fake download: no answer within 5 s',
      '  - fake wheel: python3 is not installed',
      expect.stringMatching(
        /^What to do: install the Temporal CLI 1\.9\.1 and set TEMPORAL_CLI_PATH to its file/,
      ),
    ]);
    expect(error.attempts).toHaveLength(5);
  });

  it('says that nothing is pinned for a platform, without asking any source', async () => {
    const source = new FakeSource('wheel', RELEASED_FILE);
    const error = await failureOf(
      resolveBinary(declaration, options({ platform: 'aix-ppc64', sources: [source] })),
    );
    expect(error.message).toContain('PATH: holds no temporal');
    expect(error.message).toContain('cache and downloads: no release is pinned for aix-ppc64');
    expect(source.asked).toBe(0);
  });
});

describe('two at once on one empty cache', () => {
  it('both succeed, and nobody ever sees a file that is not whole', async () => {
    const opts = options();
    const path = cachedPath(opts.cacheRoot, declaration, platform);
    const sources = meetingSources(2);

    const seen = new Set<string>();
    const watching = setInterval(() => {
      if (existsSync(path)) seen.add(readFileSync(path, 'utf8'));
    }, 1);
    const resolved = await Promise.all(
      sources.map((source) => resolveBinary(declaration, { ...opts, sources: [source] })),
    );
    clearInterval(watching);

    expect(resolved.map((binary) => binary.path)).toEqual([path, path]);
    expect(readFileSync(path, 'utf8')).toBe(RELEASED_FILE);
    expect([...seen].filter((content) => content !== RELEASED_FILE)).toEqual([]);
    expect(readdirSync(join(path, '..'))).toEqual(['temporal']);
    expect(await resolveBinary(declaration, opts)).toMatchObject({ path, source: 'cache' });
  });

  /** Sources that deliver only once all of them were asked: every one found the cache empty. */
  function meetingSources(count: number): readonly BinarySource[] {
    let waiting = count;
    let allHere = (): void => undefined;
    const meeting = new Promise<void>((resolve) => {
      allHere = resolve;
    });
    return Array.from({ length: count }, () => ({
      kind: 'wheel' as const,
      describe: () => 'meeting',
      fetch: async ({ folder }: { readonly folder: string }) => {
        waiting -= 1;
        if (waiting === 0) allHere();
        await meeting;
        const fetched = join(folder, 'fetched');
        await writeFile(fetched, RELEASED_FILE.slice(0, 20));
        await new Promise((resolve) => setTimeout(resolve, 20));
        await writeFile(fetched, RELEASED_FILE);
        return fetched;
      },
    }));
  }
});
