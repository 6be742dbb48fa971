import { spawn } from 'node:child_process';
import { plainEnvironment } from './plain-environment';

export interface ShellOptions {
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What is typed in; nothing: end of file. */
  readonly input?: string;
  readonly timeoutMs: number;
}

export interface Ended {
  readonly code: number;
  /** Standard output and errors, as a terminal mixes them. */
  readonly output: string;
}

/** Without looking up what is of no use to a test, and from the cache where it can be. */
const QUIET_NPM = {
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_prefer_offline: 'true',
  npm_config_update_notifier: 'false',
};

/** As somebody would who types it in: in the folder, in a shell of its own, without what whoever runs the test has set. */
export function runInShell(commands: string, options: ShellOptions): Promise<Ended> {
  const { folder, environment = {}, input = '', timeoutMs } = options;
  return new Promise((resolve) => {
    const child = spawn('bash', ['-e', '-c', commands], {
      cwd: folder,
      env: { ...plainEnvironment(), ...QUIET_NPM, ...environment },
      // A group of its own, so that nothing that it started outlives it.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    child.stdin.on('error', () => undefined).end(input);
    const timer = setTimeout(() => {
      output += `\n(ended after ${timeoutMs} ms)`;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, timeoutMs);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, output });
    });
  });
}
