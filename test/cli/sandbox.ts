import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator';
import { answers, type ErpDocument } from './answers';
import { startCommand, type EndedCommand, type RunningCommand } from './command';
import { processesOn } from './processes';

export const SYSTEM_ID = 'cli-test';
export const TOKEN = 'canary-token-7d1f';
export const APP_KEY = 'canary-app-key-93bc';
/** Long enough for the largest run on a busy machine; a command that takes longer hangs. */
const COMMAND_TIMEOUT_MS = 150_000;
/** Above the time-out of a command or two, so that its message and not jest's is read. */
export const TEST_TIMEOUT_MS = 400_000;

export interface RunOptions {
  /** Folder of everything embedded, below the sandbox. Default `data`. */
  readonly data?: string;
  /** The TRAEDE that the environment names; default: none. */
  readonly traede?: { readonly url: string; readonly token?: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** A folder that only we may enter, and everything that a test starts; nothing is left of it after `close`. */
export interface Sandbox {
  readonly root: string;
  path(...names: readonly string[]): string;
  simulator(options?: SimulatorOptions): Promise<Simulator>;
  /** Starts a command with `--data`. */
  start(args: readonly string[], options?: RunOptions): RunningCommand;
  run(args: readonly string[], options?: RunOptions): Promise<EndedCommand>;
  /** `erp list --json`. */
  erpList(options?: RunOptions): Promise<readonly ErpDocument[]>;
  close(): Promise<void>;
}

export function openSandbox(): Sandbox {
  const root = mkdtempSync(join(tmpdir(), 'traede-cli-'));
  chmodSync(root, 0o700);
  const commands: RunningCommand[] = [];
  const simulators: Simulator[] = [];
  const path = (...names: readonly string[]): string => join(root, ...names);
  const start: Sandbox['start'] = (args, options = {}) => {
    const { data = 'data', traede, environment = {}, timeoutMs = COMMAND_TIMEOUT_MS } = options;
    const command = startCommand({
      args: [...args, '--data', path(data)],
      cwd: root,
      environment: { ...(traede === undefined ? {} : pointingAt(traede)), ...environment },
      timeoutMs,
    });
    commands.push(command);
    return command;
  };
  const run: Sandbox['run'] = (args, options) => start(args, options).ended;
  return {
    root,
    path,
    async simulator(options = {}) {
      const simulator = await startSimulator({ token: TOKEN, appKey: APP_KEY, ...options });
      simulators.push(simulator);
      return simulator;
    },
    start,
    run,
    async erpList(options) {
      const { stdout, stderr, exitCode } = await run(['erp', 'list', '--json'], options);
      if (exitCode !== 0) throw new Error(`erp list ended with ${String(exitCode)}: ${stderr}`);
      return answers.erpList(stdout);
    },
    async close() {
      for (const command of commands) if (!command.hasEnded()) command.signal('SIGKILL');
      await Promise.allSettled(commands.map(({ ended }) => ended));
      for (const { pid } of processesOn(root)) killIfAlive(pid);
      for (const simulator of simulators) await simulator.stop();
      rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

function pointingAt({ url, token = TOKEN }: { url: string; token?: string }): Record<string, string> {
  return {
    TRAEDE_BASE_URL: url,
    TRAEDE_ACCESS_TOKEN: token,
    TRAEDE_APP_KEY: APP_KEY,
    TRAEDE_SYSTEM_ID: SYSTEM_ID,
  };
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Its parent's end had ended it.
  }
}

/** The text of all files below a folder, to look for what must not be there. */
export function textBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => readFileSync(file, 'latin1'))
    .join('\n');
}
