import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ErpAdapter } from '../../../src/erp/adapter';
import { createHttpErp, type HttpErpOptions } from '../../../src/erp/http';

export const SIGNING_KEY = 'test-signing-key-0123456789abcdef0123456789';

const RECEIVER_FILE = resolve(__dirname, '../../../examples/http-receiver/receiver.mjs');

/** The reference receiver in a process of its own, with its journal in a folder of its own. */
export interface Receiver {
  readonly url: string;
  /** The journal's lines: what is on disk. */
  journal(): readonly string[];
  readonly journalFile: string;
  /** Ends it as a power failure would. */
  kill(): Promise<void>;
  /** Starts it again on the same port and journal. */
  start(environment?: Readonly<Record<string, string>>): Promise<void>;
  /** Ends it and removes its folder. */
  remove(): Promise<void>;
}

export async function startReceiver(environment: Readonly<Record<string, string>> = {}): Promise<Receiver> {
  const folder = mkdtempSync(join(tmpdir(), 'traede-receiver-'));
  const journalFile = join(folder, 'journal.jsonl');
  const launch = (port: number, variables: Readonly<Record<string, string>>) =>
    launchReceiver({ SIGNING_KEYS: SIGNING_KEY, JOURNAL: journalFile, PORT: String(port), ...variables });
  let running = await launch(0, environment);
  const { port } = running;
  return {
    url: `http://127.0.0.1:${port}`,
    journalFile,
    journal: () => readFileSync(journalFile, 'utf8').split('\n').filter(Boolean),
    kill: () => end(running.process),
    async start(variables = environment) {
      running = await launch(port, variables);
    },
    async remove() {
      await end(running.process);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Running {
  readonly process: ChildProcess;
  readonly port: number;
}

function launchReceiver(environment: Readonly<Record<string, string>>): Promise<Running> {
  const child = spawn(process.execPath, [RECEIVER_FILE], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((started, failed) => {
    child.once('exit', (code) => {
      failed(new Error(`the receiver ended with ${String(code)}`));
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const port = /listening on port (\d+)/.exec(output)?.[1];
      if (port !== undefined) started({ process: child, port: Number(port) });
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolveEnd) => child.once('exit', resolveEnd));
  child.kill('SIGKILL');
  await ended;
}

/** An adapter with short times, on `url`. */
export function adapterOn(url: string, options: Partial<HttpErpOptions> = {}): ErpAdapter {
  return createHttpErp({
    url,
    signingKeys: [SIGNING_KEY],
    requestTimeoutMs: 5_000,
    settleTimeMs: 200,
    ...options,
  });
}
