import { execFile } from 'node:child_process';

/** Activating an ERP's modules takes a minute on a slow machine. */
const STEP_TIMEOUT_MS = 10 * 60_000;
const MAX_OUTPUT_BYTES = 64 * 1_024 * 1_024;

export interface SetUpStep {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Written to its standard input. */
  readonly input?: string;
}

/**
 * Runs one step of a set-up and returns what it printed. The error itself is dropped: the addresses among the
 * arguments hold a password.
 */
export function runSetUpStep(
  what: string,
  { command, args, environment, input }: SetUpStep,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { env: environment, timeout: STEP_TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES };
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else
        reject(
          new Error(`${what} could not be set up; the step that failed ended with:\n${lastLines(stderr)}`),
        );
    });
    // A command that ends without having read everything is judged by its exit code.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}

const LAST_LINES = 15;

function lastLines(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .slice(-LAST_LINES)
    .join('\n')
    .replace(/\/\/[^/\s@]+@/g, '//');
}
