import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment } from '../provisioning/clean-environment';
import { unpackFromSuite, type DebianProgram } from '../provisioning/debian-suite';
import type { OdooFolder, OdooRelease } from './folder';

/** How to run an Odoo. */
export interface OdooPrograms {
  readonly command: string;
  /** Before Odoo's own arguments. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * 14 is in Debian 11. 19 is in the unstable suite only, which may drop it some day; its Python there is newer (3.14) than
 * Odoo 19 bears, so all but Odoo itself comes from Debian 13.
 */
const PACKAGES: Readonly<Record<OdooRelease, Pick<DebianProgram, 'packageName' | 'suites'>>> = {
  '19.0': { packageName: 'odoo-19', suites: ['trixie', 'sid'] },
  '14.0': { packageName: 'odoo-14', suites: ['bullseye'] },
};

/** For printing, for the looks of a browser, and for installing: a server that is spoken to by programs lives without. */
const WITHOUT = [
  ...['wkhtmltopdf', 'graphviz', 'fontconfig', 'x11-common', 'gsfonts', 'postgresql-client'],
  ...['fonts-roboto-unhinted', 'fonts-montserrat', 'fonts-inconsolata', 'fonts-font-awesome'],
  ...['fonts-glyphicons-halflings', 'perl', 'perl-base', 'debconf', 'adduser', 'ca-certificates'],
  ...['iso-codes', 'sgml-base'],
];

/** Fetches an Odoo once per machine. To be called under the lock. */
export async function unpackOdoo(folder: OdooFolder): Promise<OdooPrograms> {
  const { programs, release } = folder;
  await unpackFromSuite({ ...PACKAGES[release], without: WITHOUT }, programs);
  relocateDocutils(programs);
  const libraries = ['usr/lib', 'lib']
    .map((path) => join(programs, path))
    .filter((path) => existsSync(path))
    .flatMap((path) =>
      readdirSync(path)
        .filter((name) => name.endsWith('-linux-gnu'))
        .map((name) => join(path, name)),
    );
  const python = only(join(programs, 'usr', 'bin'), /^python3\.\d+$/);
  return {
    // The suite's own loader and C library: those of the machine may be older, or newer, than its programs want.
    command: loaderIn(libraries),
    args: [
      '--inhibit-cache',
      '--library-path',
      libraries.join(':'),
      python,
      join(programs, 'usr', 'bin', 'odoo'),
    ],
    environment: {
      ...cleanEnvironment(),
      LANG: 'C.UTF-8',
      PYTHONHOME: join(programs, 'usr'),
      PYTZ_TZDATADIR: join(programs, 'usr', 'share', 'zoneinfo'),
      // Python 3.9's warnings about what newer ones refuse.
      PYTHONWARNINGS: 'ignore',
    },
  };
}

/** Debian's docutils, alone of all that Odoo needs, looks for its own files by their path on an installed system. */
function relocateDocutils(programs: string): void {
  const file = join(programs, 'usr', 'lib', 'python3', 'dist-packages', 'docutils', '__init__.py');
  const share = join(programs, 'usr', 'share', 'docutils');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace("'/usr/share/docutils/'", JSON.stringify(`${share}/`)));
}

/** `ld-linux-x86-64.so.2` in newer suites, `ld-2.31.so` in older ones, where the usual name is a link to `/`. */
function loaderIn(libraries: readonly string[]): string {
  for (const pattern of [/^ld-\d+\.\d+\.so$/, /^ld-linux.*\.so\.\d+$/]) {
    for (const folder of libraries) {
      const name = readdirSync(folder).find((candidate) => pattern.test(candidate));
      if (name !== undefined) return join(folder, name);
    }
  }
  throw new Error(`no loader in ${libraries.join(', ')}`);
}

function only(folder: string, pattern: RegExp): string {
  const [name, ...more] = readdirSync(folder).filter((candidate) => pattern.test(candidate));
  if (name === undefined || more.length > 0)
    throw new Error(`not exactly one of ${String(pattern)} in ${folder}`);
  return join(folder, name);
}
