import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { plainEnvironment } from '../support/plain-environment';

const PROGRAM = join(__dirname, '..', '..', 'bin', 'traede-sync.js');

export interface CommandOptions {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** After this it is killed, and waiting for its end fails. */
  readonly timeoutMs: number;
}

/** A command of the product that runs as a process of its own. */
export interface RunningCommand {
  readonly pid: number;
  /** What it wrote to standard error so far. */
  stderr(): string;
  signal(signal: NodeJS.Signals): void;
  /** Rejects when the time-out had to end it. */
  readonly ended: Promise<EndedCommand>;
  hasEnded(): boolean;
}

export interface EndedCommand {
  /** null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

/** Starts `traede-sync` as a user would. */
export function startCommand({ args, cwd, environment, timeoutMs }: CommandOptions): RunningCommand {
  const startedAt = Date.now();
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: { ...plainEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${PROGRAM} could not be started`);
  let stdout = '';
  let stderr = '';
  let over = false;
  let timedOut = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  const ended = new Promise<EndedCommand>((resolve, reject) => {
    child.once('close', (exitCode) => {
      clearTimeout(timer);
      over = true;
      if (timedOut) {
        const command = `traede-sync ${args.join(' ')}`;
        reject(
          new Error(`${command} did not end within ${timeoutMs} ms. Its messages:\n${stderr}\n${stdout}`),
        );
      } else resolve({ exitCode, stdout, stderr, durationMs: Date.now() - startedAt });
    });
  });
  // Somebody may wait for it later, or never: a test that failed before.
  ended.catch(() => undefined);
  return { pid, stderr: () => stderr, signal: (signal) => child.kill(signal), ended, hasEnded: () => over };
}
