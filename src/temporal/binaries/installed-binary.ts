import { delimiter, isAbsolute, join } from 'node:path';
import { BinaryUnavailableError } from './binary-unavailable-error';
import { identifyBinary, isExecutableFile } from './identify-binary';
import type { ResolvedBinary, Search } from './search';

/**
 * Takes the file that the user asked for, whatever its version is, with a warning if it is not the pinned one.
 * @throws BinaryUnavailableError if it cannot be used: what was asked for is never silently replaced.
 */
export async function useExplicitFile(path: string, search: Search): Promise<ResolvedBinary> {
  const { declaration, environment, onProgress, pinned } = search;
  if (!(await isExecutableFile(path))) {
    throw refusal(path, 'does not exist or is not an executable file', search);
  }
  const identity = await identifyBinary(path, declaration, pinned?.release, environment);
  const warn = (finding: string): void => {
    onProgress({
      step: 'warning',
      message: `${path} ${finding}. It is used because it was given explicitly.`,
    });
  };
  switch (identity.kind) {
    case 'pinned':
      break;
    case 'other-version':
      warn(
        `is version ${identity.version} of the ${declaration.title}, not ${declaration.version}, which this product is tested with`,
      );
      break;
    case 'unrecognised':
      if (declaration.identification.by === 'version-option') throw refusal(path, identity.reason, search);
      warn(identity.reason);
      return { path, version: undefined, source: 'explicit' };
  }
  return { path, version: identity.version, source: 'explicit' };
}

function refusal(path: string, reason: string, { declaration }: Search): BinaryUnavailableError {
  const { environmentVariable, title } = declaration;
  return new BinaryUnavailableError(
    declaration,
    [{ place: `${path} (given explicitly)`, reason }],
    `set ${environmentVariable} to the file of the ${title}, or unset it to have it found.`,
  );
}

/** Finds the pinned version on `PATH`. Executables of the same name but another version are passed over. */
export async function searchPath(search: Search): Promise<ResolvedBinary | undefined> {
  const { attempts, declaration, environment, pinned } = search;
  let passedOver = 0;
  for (const path of pathCandidates(search)) {
    if (!(await isExecutableFile(path))) continue;
    const identity = await identifyBinary(path, declaration, pinned?.release, environment);
    if (identity.kind === 'pinned') return { path, version: identity.version, source: 'path' };
    passedOver += 1;
    const reason =
      identity.kind === 'other-version'
        ? `is version ${identity.version}, not ${declaration.version}`
        : identity.reason;
    attempts.push({ place: `${path} (on PATH)`, reason });
  }
  if (passedOver === 0) attempts.push({ place: 'PATH', reason: `holds no ${declaration.fileName}` });
  return undefined;
}

/** Relative folders are left out: what is run must not depend on where the command was started. */
function pathCandidates({ declaration, environment }: Search): ReadonlySet<string> {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return new Set(folders.map((folder) => join(folder, declaration.fileName)));
}
