import { access, constants, stat } from 'node:fs/promises';
import type { BinaryDeclaration, Environment, PinnedRelease } from './binary-declaration';
import { sha256OfFile } from './checksum';
import { runProgram } from './run-program';

/** An executable answers `--version` in milliseconds; a first start of 150 MB from a slow disk may take seconds. */
const VERSION_TIMEOUT_MS = 10_000;

/** What an executable file turned out to be. */
export type Identity =
  | { readonly kind: 'pinned'; readonly version: string }
  | { readonly kind: 'other-version'; readonly version: string }
  /** Not to be told: `reason` says why, as the second half of a sentence about the file. */
  | { readonly kind: 'unrecognised'; readonly reason: string };

/** Whether the path is a file that this user may execute. */
export async function isExecutableFile(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** Finds out which version an executable file is. `release` is undefined on a platform without pinned releases. */
export async function identifyBinary(
  path: string,
  declaration: BinaryDeclaration,
  release: PinnedRelease | undefined,
  environment: Environment,
): Promise<Identity> {
  const { identification } = declaration;
  switch (identification.by) {
    case 'version-option':
      return identifyByVersionOption(path, declaration, identification.pattern, environment);
    case 'checksum':
      return identifyByChecksum(path, declaration, release);
  }
}

async function identifyByVersionOption(
  path: string,
  declaration: BinaryDeclaration,
  pattern: RegExp,
  environment: Environment,
): Promise<Identity> {
  let printed: string;
  try {
    printed = (await runProgram(path, ['--version'], { environment, timeoutMs: VERSION_TIMEOUT_MS })).stdout;
  } catch (error) {
    return { kind: 'unrecognised', reason: messageOf(error) };
  }
  const version = pattern.exec(printed)?.[1];
  if (version === undefined) {
    return { kind: 'unrecognised', reason: `does not answer --version as the ${declaration.title} does` };
  }
  return { kind: version === declaration.version ? 'pinned' : 'other-version', version };
}

async function identifyByChecksum(
  path: string,
  declaration: BinaryDeclaration,
  release: PinnedRelease | undefined,
): Promise<Identity> {
  try {
    if ((await sha256OfFile(path)) === release?.sha256)
      return { kind: 'pinned', version: declaration.version };
  } catch (error) {
    return { kind: 'unrecognised', reason: `cannot be read (${messageOf(error)})` };
  }
  return {
    kind: 'unrecognised',
    reason: `is not the released file of version ${declaration.version} (it cannot be asked which version it is)`,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
