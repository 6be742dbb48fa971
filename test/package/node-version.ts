import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runInShell } from '../support/shell';

/** The download of a Node, on a slow line. */
const INSTALL_TIMEOUT_MS = 300_000;

/** A Node of its own, with the npm that it comes with. */
export interface NodeVersion {
  readonly major: number;
  readonly npmMajor: number;
}

export const NODE_VERSIONS: readonly NodeVersion[] = [
  { major: 20, npmMajor: 10 },
  { major: 22, npmMajor: 10 },
  { major: 24, npmMajor: 11 },
];

/** Installs it, and @returns the environment in which `node`, `npm` and `npx` are its. */
export async function installNode(
  { major, npmMajor }: NodeVersion,
  folder: string,
): Promise<Record<string, string>> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const command = `npm install node@${major} npm@${npmMajor}`;
  const { code, output } = await runInShell(command, { folder, timeoutMs: INSTALL_TIMEOUT_MS });
  if (code !== 0) throw new Error(`\`${command}\` failed:\n${output}`);
  const binaries = join(folder, 'node_modules', '.bin');
  const environment = { PATH: `${binaries}${delimiter}${process.env['PATH'] ?? ''}` };
  const versions = await runInShell('node --version && npm --version', {
    folder,
    environment,
    timeoutMs: INSTALL_TIMEOUT_MS,
  });
  if (!versions.output.startsWith(`v${major}.`) || !versions.output.includes(`\n${npmMajor}.`)) {
    throw new Error(`not Node ${major} with npm ${npmMajor}, but ${versions.output}`);
  }
  return environment;
}
