import { spawnSync } from 'node:child_process';

/** A password manager answers in a second or two; nothing works before it does. */
const COMMAND_TIMEOUT_MS = 10_000;
/** A secret has some hundred characters, a key in PEM some thousand; who writes more was not asked for a secret. */
export const MAX_OUTPUT_BYTES = 64 * 1_024;

/** What became of a command: its output, or why there is none, in words without its output. */
export type CommandOutcome =
  { readonly kind: 'output'; readonly text: string } | { readonly kind: 'failed'; readonly why: string };

/**
 * Runs a program for the secret that it writes to standard output. No shell is between: words are parted by blanks, quotes
 * hold words together, and nothing in them is replaced. What it writes to standard error is not kept, as it might quote the
 * secret.
 */
export function runSecretCommand(
  commandLine: string,
  environment: Readonly<Record<string, string | undefined>>,
  timeoutMs = COMMAND_TIMEOUT_MS,
): CommandOutcome {
  const words = wordsOf(commandLine);
  const [program, ...args] = words ?? [];
  if (program === undefined || program === '') return { kind: 'failed', why: 'is no command' };
  const { error, status, signal, stdout } = spawnSync(program, args, {
    encoding: 'utf8',
    env: environment,
    killSignal: 'SIGKILL',
    maxBuffer: MAX_OUTPUT_BYTES,
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: timeoutMs,
  });
  if (error !== undefined) return { kind: 'failed', why: reasonOf(error, timeoutMs) };
  if (status !== 0) return { kind: 'failed', why: `ended with ${status ?? signal ?? 'nothing'}` };
  const text = stdout.trim();
  return text === '' ? { kind: 'failed', why: 'wrote nothing' } : { kind: 'output', text };
}

/** The system's message quotes the command, which may hold a secret that was put there by mistake. */
function reasonOf(error: Error, timeoutMs: number): string {
  switch ('code' in error ? error.code : undefined) {
    case 'ETIMEDOUT':
      return `did not end within ${timeoutMs / 1_000} s`;
    case 'ENOBUFS':
      return `wrote more than ${MAX_OUTPUT_BYTES} bytes`;
    case 'ENOENT':
      return 'names a program that is not there';
    case 'EACCES':
      return 'names a program that must not be run';
    default:
      return 'could not be run';
  }
}

const WORD = /(?:[^\s'"]+|'[^']*'|"[^"]*")+/g;

/** `undefined` where a quote has no end. */
function wordsOf(commandLine: string): readonly string[] | undefined {
  const words = commandLine.match(WORD) ?? [];
  if (commandLine.replace(WORD, '').trim() !== '') return undefined;
  return words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}
