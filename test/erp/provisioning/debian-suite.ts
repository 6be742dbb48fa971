import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cleanEnvironment } from './clean-environment';

const run = promisify(execFile);

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
/** Some 200 MB. */
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;
const MAX_OUTPUT_BYTES = 16 * 1_024 * 1_024;

/** One package, with all that it needs. */
export interface DebianProgram {
  readonly packageName: string;
  /** `sid`, or names of releases: the first that has a package is preferred. */
  readonly suites: readonly string[];
  /** What it depends on by declaration only, and what is thus left out. */
  readonly without: readonly string[];
}

/**
 * Unpacks a program of any Debian suite into a folder, down to its C library: it runs on any Debian in this way, by its
 * own loader, and nothing is installed on the machine, so it needs no root and no container. apt
 * checks the archive's signature; it keeps lists and state in the folder, so that the machine's own stay as they are.
 */
export async function unpackFromSuite(program: DebianProgram, folder: string): Promise<void> {
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return;
  rmSync(folder, { recursive: true, force: true });
  await unpack(program, folder).catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(
      `${program.packageName} could not be fetched: it comes from Debian (${program.suites.join(', ')}) by apt-get and dpkg, ` +
        'on a Debian whose lists are there (run `apt-get update` as root). A suite may have dropped it since. ' +
        `(${withoutAddresses(error)})`,
    );
  });
  writeFileSync(complete, `${program.packageName} of ${program.suites.join(', ')}\n`);
}

async function unpack(program: DebianProgram, folder: string): Promise<void> {
  const apt = join(folder, 'apt');
  const archives = join(apt, 'archives');
  for (const path of [join(apt, 'lists', 'partial'), archives]) mkdirSync(path, { recursive: true });
  const site = await mirror();
  const sources = program.suites.map((suite) => `deb [signed-by=${KEYRING}] ${site} ${suite} main\n`);
  writeFileSync(join(apt, 'sources.list'), sources.join(''));
  writeFileSync(join(apt, 'status'), program.without.map(installed).join('\n'));
  const aptGet = async (...words: readonly string[]): Promise<string> => {
    const { stdout } = await run('apt-get', [...aptSettings(apt, program), ...words], {
      cwd: archives,
      env: { ...cleanEnvironment(), LC_ALL: 'C' },
      timeout: DOWNLOAD_TIMEOUT_MS,
      maxBuffer: MAX_OUTPUT_BYTES,
    });
    return stdout;
  };
  await aptGet('--quiet', 'update');
  const install = ['install', '--print-uris', '--yes', '--no-install-recommends', program.packageName];
  await aptGet('--quiet', 'download', ...packageNames(await aptGet(...install)));
  for (const archive of readdirSync(archives)) await run('dpkg', ['-x', join(archives, archive), folder]);
  rmSync(apt, { recursive: true });
}

/** The mirror that the machine itself uses. */
async function mirror(): Promise<string> {
  const format = ['--format', '$(ORIGIN) $(SITE)', 'Created-By: Packages'];
  const { stdout } = await run('apt-get', ['indextargets', ...format], { env: cleanEnvironment() });
  const site = /^Debian (\S+\/debian\/?)$/m.exec(stdout)?.[1];
  if (site === undefined) throw new Error('apt knows no mirror of Debian');
  return site;
}

function aptSettings(apt: string, { suites }: DebianProgram): readonly string[] {
  const settings = {
    'Dir::Etc::sourcelist': join(apt, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Dir::State::lists': join(apt, 'lists'),
    'Dir::State::status': join(apt, 'status'),
    'Dir::Cache': apt,
    'APT::Default-Release': suites[0] ?? '',
    'Acquire::Languages': 'none',
    // As root, apt would download as a user who may not enter our folder.
    'APT::Sandbox::User': '',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/** A package as the list of installed ones names it: any version will do, of any architecture. */
function installed(name: string): string {
  return [
    `Package: ${name}`,
    'Status: install ok installed',
    'Architecture: all',
    'Multi-Arch: foreign',
    'Version: 9999',
    '',
  ].join('\n');
}

/** `'address' name_version_arch.deb size hash` in each line. */
function packageNames(uris: string): readonly string[] {
  return uris.split('\n').flatMap((line) => /^'[^']+' ([a-z0-9.+-]+)_/.exec(line)?.[1] ?? []);
}

/** The address of a mirror may hold credentials. */
function withoutAddresses(error: unknown): string {
  return String(error).replace(/\w+:\/\/\S+/g, '(address)');
}
