import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { processEnvironment } from '../../../src/config/environment';

/** Where a program is found, as a shell would find it; `undefined` where it is not. */
export function searchPath(program: string): string | undefined {
  const folders = (processEnvironment()['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
