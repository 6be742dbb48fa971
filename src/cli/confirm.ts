import { createInterface } from 'node:readline/promises';
import { CommandError } from './command-error';
import type { Terminal } from './terminal';

export interface ConfirmOptions {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Whether somebody is there who can answer. @throws {CommandError} that names `--yes` where nobody is */
export function assertCanAsk(terminal: Terminal, what: string): void {
  if (process.stdin.isTTY && !terminal.json) return;
  throw new CommandError(`${what} asks before it does anything, and nobody can answer here: add --yes`);
}

/** Asks; anything but `y` or `yes` is a no. */
export async function isConfirmed(question: string, { signal }: ConfirmOptions): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asking.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    asking.close();
  }
}
