import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';

/** A process of the benchmark's own that answers questions; see {@link serveParent}. */
export interface Child<Ready> {
  readonly pid: number;
  readonly ready: Ready;
  ask<Answer>(question: string, answer: z.ZodType<Answer>, argument?: unknown): Promise<Answer>;
  stop(): Promise<void>;
}

export interface ChildOptions<Ready> {
  /** Name of a file of this folder, e.g. `erp-process`. */
  readonly script: string;
  readonly settings: unknown;
  readonly ready: z.ZodType<Ready>;
  readonly logFile: string;
  /** Default: the Node that runs us. */
  readonly nodePath?: string;
  /** Runs the TypeScript itself, for what must find its files beside it. Default: what the compiler made of it. */
  readonly fromSource?: boolean;
}

/** `bench/dist/bench/src` is this file's folder when it runs. */
const ROOT = join(__dirname, '..', '..', '..', '..');
const LOADER = join(ROOT, 'test', 'support', 'load-typescript.js');

/** A process that does not come up, or answer, within this time hangs: the slowest run takes some minutes. */
const ANSWER_TIMEOUT_MS = 30 * 60_000;
/** A server that one of them ends takes some seconds itself. */
const STOP_TIMEOUT_MS = 30_000;

interface Answered {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** Starts a process and waits until it is ready. @throws with its message when it fails before */
export async function startChild<Ready>(options: ChildOptions<Ready>): Promise<Child<Ready>> {
  const process = launch(options);
  const answers = new Map<number, (answered: Answered) => void>();
  process.on('message', (message: Answered) => {
    answers.get(message.id)?.(message);
    answers.delete(message.id);
  });
  let last = 0;
  const answerTo = (id: number, what: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const fail = (reason: string): void => {
        reject(new Error(`${options.script} ${reason} at "${what}"; see ${options.logFile}`));
      };
      const timer = setTimeout(fail, ANSWER_TIMEOUT_MS, 'did not answer');
      process.once('exit', () => {
        fail('has ended');
      });
      answers.set(id, ({ value, error }) => {
        clearTimeout(timer);
        if (error === undefined) resolve(value);
        else fail(`says: ${error}`);
      });
    });
  const ready = options.ready.parse(await answerTo(0, 'start'));
  return {
    pid: process.pid ?? 0,
    ready,
    async ask(question, answer, argument) {
      last += 1;
      const answered = answerTo(last, question);
      process.send({ id: last, question, argument });
      return answer.parse(await answered);
    },
    stop: () => stopChild(process),
  };
}

function launch<Ready>({
  script,
  settings,
  logFile,
  nodePath,
  fromSource,
}: ChildOptions<Ready>): ChildProcess {
  const log = openSync(logFile, 'a');
  const file =
    fromSource === true ? join(ROOT, 'bench', 'src', `${script}.ts`) : join(__dirname, `${script}.js`);
  try {
    const child = fork(file, [JSON.stringify(settings)], {
      stdio: ['ignore', log, log, 'ipc'],
      ...(nodePath === undefined ? {} : { execPath: nodePath }),
      ...(fromSource === true ? { execArgv: ['-r', LOADER] } : {}),
    });
    // Many questions may be open at once, and each listens for the end.
    child.setMaxListeners(0);
    return child;
  } finally {
    closeSync(log);
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  child.removeAllListeners('message');
  child.disconnect();
  await ended;
  clearTimeout(timer);
}
