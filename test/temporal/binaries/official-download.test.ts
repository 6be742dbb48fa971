import { readFileSync } from 'node:fs';
import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import { TEMPORAL_CLI } from '../../../src/temporal/binaries/temporal-cli';
import { TEST_SERVER } from '../../../src/temporal/binaries/test-server';
import type { DownloadTimeouts } from '../../../src/temporal/binaries/official-download';
import { officialDownload } from '../../../src/temporal/binaries/official-download';
import type { BinaryProgress } from '../../../src/temporal/binaries/progress';
import { resolveBinary } from '../../../src/temporal/binaries/resolve-binary';
import {
  BARE_ENVIRONMENT,
  fakeDeclaration,
  RELEASED_FILE,
  temporaryFolder,
  writeArchive,
} from './fake-release';

const TIMEOUTS: DownloadTimeouts = { connectTimeoutMs: 500, idleTimeoutMs: 500, totalTimeoutMs: 5_000 };

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Serves on a free port of this machine and returns the address. */
async function serve(listener: RequestListener): Promise<string> {
  const listening = createServer(listener);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

/** Resolves by download only, from the given address, into an empty cache. */
function resolveFrom(
  address: string,
  {
    member = 'temporal',
    onProgress = ignore,
  }: { member?: string; onProgress?: (step: BinaryProgress) => void } = {},
) {
  return resolveBinary(fakeDeclaration({ officialArchive: () => ({ address, member }) }), {
    environment: BARE_ENVIRONMENT,
    cacheRoot: temporaryFolder(),
    platform: 'linux-x64',
    sources: [officialDownload(TIMEOUTS)],
    onProgress,
  });
}

function ignore(): void {
  // This test looks at something else.
}

describe('the official download', () => {
  it('follows redirects, unpacks the member and reports its progress', async () => {
    const member = 'temporal-test-server_1.40.0_linux_amd64/temporal';
    const archive = readFileSync(writeArchive(member, RELEASED_FILE));
    const address = await serve((request, response) => {
      if (request.url === '/start') response.writeHead(302, { location: '/archive' }).end();
      else response.writeHead(200, { 'content-length': archive.length }).end(archive);
    });
    const progress: BinaryProgress[] = [];

    const resolved = await resolveFrom(`${address}/start`, {
      member,
      onProgress: (step) => progress.push(step),
    });

    expect(resolved.source).toBe('download');
    expect(readFileSync(resolved.path, 'utf8')).toBe(RELEASED_FILE);
    expect(progress.map(({ step }) => step).slice(0, 2)).toEqual(['search', 'download']);
    expect(progress).toContainEqual(
      expect.objectContaining({
        step: 'download',
        receivedBytes: archive.length,
        totalBytes: archive.length,
      }),
    );
    expect(progress.slice(-2).map(({ step }) => step)).toEqual(['verify', 'ready']);
  });

  it('refuses an executable other than the pinned one', async () => {
    const archive = readFileSync(writeArchive('temporal', RELEASED_FILE.replace('echo', 'ECHO')));
    const address = await serve((_request, response) => response.end(archive));
    await expect(resolveFrom(address)).rejects.toThrow('checksum differs, so the file was refused');
  });

  it('says so when the archive lacks the executable', async () => {
    const archive = readFileSync(writeArchive('something-else', RELEASED_FILE));
    const address = await serve((_request, response) => response.end(archive));
    await expect(resolveFrom(address)).rejects.toThrow(/official download \(.*\): tar failed/);
  });

  it('says what the server answered', async () => {
    const address = await serve((_request, response) => response.writeHead(404).end());
    await expect(resolveFrom(address)).rejects.toThrow('answered with status 404');
  });

  it('says that nobody is there', async () => {
    const address = await serve(ignore);
    server?.close();
    await expect(resolveFrom(address)).rejects.toThrow('cannot be reached (ECONNREFUSED)');
  });

  it('goes on quickly when nobody answers', async () => {
    const address = await serve(ignore);
    const start = Date.now();
    await expect(resolveFrom(address)).rejects.toThrow('no answer within 0.5 s');
    expect(Date.now() - start).toBeLessThan(3_000);
  });

  it('gives up a download that stands still', async () => {
    const address = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 1_000 });
      response.write('some');
    });
    await expect(resolveFrom(address)).rejects.toThrow('came to a standstill');
  });

  it('refuses an archive larger than what it should hold', async () => {
    const address = await serve((_request, response) => response.end(Buffer.alloc(1_000_000)));
    await expect(resolveFrom(address)).rejects.toThrow('the archive is larger than the executable');
  });

  it('asks for the archive of each platform under its published name', () => {
    expect(TEMPORAL_CLI.officialArchive('darwin-x64')).toEqual({
      address: 'https://temporal.download/cli/archive/v1.9.1?platform=darwin&arch=amd64',
      member: 'temporal',
    });
    expect(TEST_SERVER.officialArchive('darwin-arm64')).toEqual({
      address:
        'https://github.com/temporalio/sdk-java/releases/download/v1.40.0/temporal-test-server_1.40.0_macOS_arm64.tar.gz',
      member: 'temporal-test-server_1.40.0_macOS_arm64/temporal-test-server',
    });
  });
});
