import { spawn } from 'node:child_process';
import { join } from 'node:path';

const PROGRAM = join(__dirname, '..', '..', 'bin', 'traede-sync.js');
/** Servers, worker and some 800 documents on a slow machine with two cores. */
const UP_TIMEOUT_MS = 420_000;
/** Running batches may finish before the worker ends. */
const DOWN_TIMEOUT_MS = 60_000;

export interface Place {
  /** The data folder. */
  readonly data: string;
  readonly configFile: string;
}

/** `traede-sync up`, as somebody runs it in a terminal. */
export interface Up {
  /** Address of Temporal's UI, without a path. */
  readonly temporalUi: string;
  /** The first sync is done. */
  readonly ready: Promise<void>;
  /** Ctrl-C; returns when everything has ended. */
  stop(): Promise<void>;
}

/** Starts `up` and returns as soon as Temporal's UI is there; the first sync goes on. */
export async function up({ data, configFile }: Place): Promise<Up> {
  const child = spawn(process.execPath, [PROGRAM, 'up', '--data', data, '--config', configFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: surroundings(),
  });
  let output = '';
  const ended = new Promise<void>((resolve) =>
    child.once('close', () => {
      resolve();
    }),
  );
  const said = (what: RegExp): Promise<string> => {
    const there = new Promise<void>((resolve) => {
      const listen = (): void => {
        if (what.test(output)) resolve();
      };
      for (const stream of [child.stdout, child.stderr]) stream.on('data', listen);
    });
    return within(UP_TIMEOUT_MS, Promise.race([there, ended]), () => `\`up\` is not ready:\n${output}`).then(
      () => {
        const found = what.exec(output);
        if (found === null) throw new Error(`\`up\` has ended, and never said ${what}:\n${output}`);
        return found[1] ?? found[0];
      },
    );
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const ready = said(/Ctrl-C ends it/).then(() => undefined);
  // Awaited later; a failure until then must not count as unhandled.
  ready.catch(() => undefined);
  return {
    temporalUi: await said(/^Temporal UI\s+(http:\/\/[^/\s]+)/m),
    ready,
    async stop() {
      child.kill('SIGINT');
      await within(DOWN_TIMEOUT_MS, ended, () => `\`up\` does not end:\n${output}`);
    },
  };
}

export interface Answer {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command to its end. */
export async function traedeSync({ data, configFile }: Place, ...words: readonly string[]): Promise<Answer> {
  const child = spawn(process.execPath, [PROGRAM, ...words, '--data', data, '--config', configFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: surroundings(),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { exitCode, stdout, stderr };
}

/** Runs one command in a terminal 120 columns wide (by util-linux's `script`), and returns what it wrote there. */
export async function inTerminal(data: string, ...words: readonly string[]): Promise<string> {
  const command = `stty cols 120 rows 40; exec ${[process.execPath, PROGRAM, ...words, '--data', data].join(' ')}`;
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...surroundings(), TERM: 'xterm' },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  await new Promise((resolve) => child.once('close', resolve));
  return output;
}

/** Without the TRAEDE, Temporal and database that whoever runs the test may have configured. */
function surroundings(): NodeJS.ProcessEnv {
  const ours = Object.entries(process.env).filter(
    ([name]) => !/^(TRAEDE|TEMPORAL)_/.test(name) && name !== 'DATABASE_URL',
  );
  const cli = process.env['TEMPORAL_CLI_PATH'];
  return { ...Object.fromEntries(ours), ...(cli === undefined ? {} : { TEMPORAL_CLI_PATH: cli }) };
}

async function within<T>(timeoutMs: number, work: Promise<T>, complaint: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(complaint()));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
