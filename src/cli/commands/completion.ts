import type { Command } from 'commander';
import { bashCompletion } from '../completion/bash';
import { commandTree, type CompletedCommand } from '../completion/command-tree';
import { fishCompletion } from '../completion/fish';
import type { Shell } from '../completion/shells';
import { zshCompletion } from '../completion/zsh';
import { EXIT, type ExitCode } from '../exit-codes';

const SCRIPTS: Readonly<Record<Shell, (tree: readonly CompletedCommand[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** Prints the completion script for a shell, made from the commands as they are. */
export function completion(program: Command, shell: Shell): ExitCode {
  process.stdout.write(SCRIPTS[shell](commandTree(program)));
  return EXIT.ok;
}
