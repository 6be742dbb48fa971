import axios from 'axios';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { BinarySource, SourceRequest } from './binary-source';
import { Deadline } from './deadline';
import { runProgram } from './run-program';

export interface DownloadTimeouts {
  /** Until the archive's first byte can be expected: name look-up, connection and redirects together. */
  readonly connectTimeoutMs: number;
  /** Between two pieces of the archive. */
  readonly idleTimeoutMs: number;
  /** For the whole archive. */
  readonly totalTimeoutMs: number;
}

const DEFAULT_TIMEOUTS: DownloadTimeouts = {
  // A machine without internet has to get to the next source quickly.
  connectTimeoutMs: 5_000,
  idleTimeoutMs: 30_000,
  // 45 MB at half a megabit per second.
  totalTimeoutMs: 12 * 60 * 1000,
};

/** Unpacking 150 MB takes a second; a minute means that the disk hangs. */
const UNPACK_TIMEOUT_MS = 60_000;

/** temporal.download sends on to the release's host, which sends on to its storage. */
const MAX_REDIRECTS = 5;

/** The publisher's own archive, unpacked by the system's `tar`. Proxies are taken from the environment by axios. */
export function officialDownload(timeouts: DownloadTimeouts = DEFAULT_TIMEOUTS): BinarySource {
  return {
    kind: 'download',
    describe: (declaration, platform) =>
      `official download (${declaration.officialArchive(platform).address})`,
    fetch: async (request) => {
      const { address, member } = request.declaration.officialArchive(request.platform);
      const archive = join(request.folder, 'archive.tar.gz');
      await download(address, archive, request, timeouts);
      // Only the one member, and with this user's ownership even where root unpacks.
      await runProgram('tar', ['-xzf', archive, '--no-same-owner', '-C', request.folder, member], {
        environment: request.environment,
        timeoutMs: UNPACK_TIMEOUT_MS,
      });
      return join(request.folder, member);
    },
  };
}

async function download(
  address: string,
  archive: string,
  request: SourceRequest,
  timeouts: DownloadTimeouts,
): Promise<void> {
  const deadline = new Deadline();
  try {
    deadline.set(timeouts.connectTimeoutMs, `no answer within ${timeouts.connectTimeoutMs / 1000} s`);
    const response = await axios.get<Readable>(address, {
      responseType: 'stream',
      maxRedirects: MAX_REDIRECTS,
      signal: deadline.signal,
    });
    const totalBytes = contentLength(response.headers['content-length']);
    const giveUpAt = Date.now() + timeouts.totalTimeoutMs;
    const watch = watchPieces(request, totalBytes, () => {
      const timeoutMs = Math.max(0, Math.min(timeouts.idleTimeoutMs, giveUpAt - Date.now()));
      deadline.set(timeoutMs, 'the download came to a standstill or took too long');
    });
    await pipeline(response.data, watch, createWriteStream(archive), { signal: deadline.signal });
  } catch (error) {
    throw new Error(deadline.reason ?? explainDownloadError(error), { cause: error });
  } finally {
    deadline.clear();
  }
}

/** Reports every piece and refuses to fill the disk. */
function watchPieces(
  { release, onProgress }: SourceRequest,
  totalBytes: number | undefined,
  onPiece: () => void,
): Transform {
  let receivedBytes = 0;
  onPiece();
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      onPiece();
      receivedBytes += piece.length;
      if (receivedBytes > release.sizeBytes) {
        done(new Error('the archive is larger than the executable that it should hold; refused'));
        return;
      }
      onProgress({
        step: 'download',
        message: 'Downloading the official archive',
        receivedBytes,
        ...(totalBytes === undefined ? {} : { totalBytes }),
      });
      done(null, piece);
    },
  });
}

function contentLength(header: unknown): number | undefined {
  return z.coerce.number().int().positive().safeParse(header).data;
}

function explainDownloadError(error: unknown): string {
  if (axios.isAxiosError(error)) {
    if (error.response !== undefined) return `answered with status ${error.response.status}`;
    return `cannot be reached (${error.code ?? error.message})`;
  }
  return error instanceof Error ? error.message : String(error);
}
