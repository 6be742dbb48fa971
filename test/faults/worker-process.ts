import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface WorkerProcessOptions {
  /** After `traede-sync`. */
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** One `traede-sync` that is started again whenever it ends, as a process manager would. */
export interface WorkerProcess {
  readonly starts: number;
  /** `kill -9`. @returns false when it was not running */
  kill(): boolean;
  stop(): Promise<void>;
}

const COMMAND = join(__dirname, '..', '..', 'bin', 'traede-sync.js');
const RESTART_PAUSE_MS = 300;

export function startWorkerProcess(options: WorkerProcessOptions): WorkerProcess {
  let starts = 0;
  let stopping = false;
  let current: ChildProcess | undefined;
  const keepUp = async (): Promise<void> => {
    while (!stopping) {
      const started = start(options);
      current = started;
      starts += 1;
      await new Promise<void>((resolve) => {
        started.once('exit', () => {
          resolve();
        });
      });
      current = undefined;
      await sleep(RESTART_PAUSE_MS);
    }
  };
  const ended = keepUp();
  return {
    get starts() {
      return starts;
    },
    kill: () => current?.kill('SIGKILL') ?? false,
    async stop() {
      stopping = true;
      current?.kill('SIGKILL');
      await ended;
    },
  };
}

function start({ arguments: words, environment, logFile }: WorkerProcessOptions): ChildProcess {
  const log = openSync(logFile, 'a');
  try {
    return spawn(process.execPath, [COMMAND, ...words], { env: environment, stdio: ['ignore', log, log] });
  } finally {
    closeSync(log);
  }
}
