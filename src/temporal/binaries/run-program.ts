import { execFile } from 'node:child_process';
import type { Environment } from './binary-declaration';

export interface ProgramLimits {
  readonly environment: Environment;
  readonly timeoutMs: number;
}

export interface ProgramOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program without a shell and returns what it printed.
 * @throws Error saying that the program is missing, took too long, or failed, with the last line of its complaint.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  { environment, timeoutMs }: ProgramLimits,
): Promise<ProgramOutput> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      args,
      { env: environment, timeout: timeoutMs, killSignal: 'SIGKILL', encoding: 'utf8' },
      (error, stdout, stderr) => {
        if (error === null) resolve({ stdout, stderr });
        else reject(new Error(explainFailure(program, error, stderr, timeoutMs), { cause: error }));
      },
    );
  });
}

interface ProgramError extends Error {
  readonly code?: string | number | null;
  readonly killed?: boolean;
}

function explainFailure(program: string, error: ProgramError, stderr: string, timeoutMs: number): string {
  if (error.code === 'ENOENT') return `${program} is not installed`;
  if (error.code === 'EACCES') return `${program} may not be executed`;
  if (error.killed === true) return `${program} gave no answer within ${timeoutMs / 1000} s`;
  const complaint = lastLine(stderr);
  return `${program} failed${complaint === '' ? '' : `: ${complaint}`}`;
}

/** Credentials inside an address (`https://user:password@…`), as package managers like to print them. */
const CREDENTIALS_IN_ADDRESS = /\/\/[^/\s@]+@/g;

function lastLine(text: string): string {
  const line = text.trimEnd().split('\n').at(-1) ?? '';
  return line.trim().replace(CREDENTIALS_IN_ADDRESS, '//');
}
