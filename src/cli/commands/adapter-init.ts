import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { CommandError } from '../command-error';
import { EXIT, type ExitCode } from '../exit-codes';
import type { Terminal } from '../terminal';

/** In the package, beside `dist`: files that are read as they are, and checked like all code. */
const SKELETON = 'examples/adapter-skeleton';
/** What the skeleton is called in its own texts. */
const SKELETON_NAME = 'my-erp';

/** Names a folder and a system: nothing that a shell or a file system reads otherwise. */
const ADAPTER_NAME = /^[a-z][a-z0-9-]{0,49}$/;

export interface AdapterInit {
  readonly name: string;
  /** Default: a folder of that name, here. */
  readonly folder: string | undefined;
  readonly terminal: Terminal;
}

/** Writes the skeleton of an adapter, with its conformance test. Never over what is there. */
export function adapterInit({ name, folder = name, terminal }: AdapterInit): ExitCode {
  if (!ADAPTER_NAME.test(name)) {
    throw new CommandError(
      `"${name}" cannot name an adapter: small letters, digits and hyphens, a letter first, e.g. my-erp`,
    );
  }
  const source = skeletonFolder();
  const target = resolve(folder);
  const files = readdirSync(source);
  const present = files.find((file) => existsSync(join(target, file)));
  if (present !== undefined)
    throw new CommandError(`${join(folder, present)} is there already; choose another folder with --dir`);
  mkdirSync(target, { recursive: true });
  for (const file of files)
    writeFileSync(join(target, file), renamed(readFileSync(join(source, file), 'utf8'), name));
  const here = relative('.', target) || '.';
  terminal.result({ ok: true, folder: target, files }, () =>
    [
      `written: ${files.map((file) => join(here, file)).join(', ')}`,
      `what is still to do: node --test ${join(here, 'conformance.test.mjs')}`,
    ].join('\n'),
  );
  return EXIT.ok;
}

/** `my-erp` and `MY_ERP_TOKEN` alike. */
function renamed(text: string, name: string): string {
  const inVariables = (words: string) => words.toUpperCase().replaceAll('-', '_');
  return text.replaceAll(SKELETON_NAME, name).replaceAll(inVariables(SKELETON_NAME), inVariables(name));
}

/** From `dist/src/cli/commands` and from `src/cli/commands` alike: below the nearest folder above that has it. */
function skeletonFolder(): string {
  for (const up of ['../../../..', '../../..']) {
    const folder = join(__dirname, up, SKELETON);
    if (existsSync(folder)) return folder;
  }
  throw new CommandError('the skeleton is missing from this installation: install traede-erp-sync again');
}
