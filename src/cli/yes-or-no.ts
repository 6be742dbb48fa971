import { createInterface } from 'node:readline/promises';
import { CommandError } from './command-error';
import type { Terminal } from './terminal';

/** @throws {CommandError} nobody can answer here */
export function assertCanAnswer(command: string, { json }: Pick<Terminal, 'json'>): void {
  if (process.stdin.isTTY && !json) return;
  throw new CommandError(`${command} asks before it does anything, and nobody can answer here: add --yes`);
}

/** Asks a person; everything but `y` and `yes` is no. Rejects when `signal` aborts. */
export async function yesOrNo(question: string, signal: AbortSignal): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asking.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    asking.close();
  }
}
