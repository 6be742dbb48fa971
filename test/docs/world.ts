import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { startSimulator, type Simulator } from '../../src/simulator';
import { startCommand, type RunningCommand } from '../cli/command';
import { processesOn } from '../cli/processes';
import { runInShell, type Ended } from '../support/shell';
import { eventually } from '../support/temporal';
import type { Handling } from './handling';
import { CLONE } from './pages';

type Run = Extract<Handling, { kind: 'run' }>;

/** Servers, a worker and a few documents, on a machine that does other things as well. */
const UP_TIMEOUT_MS = 180_000;
/** One command, likewise. */
const COMMAND_TIMEOUT_MS = 120_000;

/** Enough for every kind of page, and few enough to be carried at once. */
const COUNTS = { invoice: 20, 'credit-note': 3, 'accounting-entry': 6 };

/** No VAT code for the EU and beyond: such documents wait. The ledger is open, so all others get through. */
const SYSTEM_ID = 'my-erp';
const CONFIG = `systems:
  ${SYSTEM_ID}:
    accounting:
      currencies: [DKK, EUR, SEK, NOK, GBP, USD]
      revenue: [{ account: 1010 }]
      accounts: { shipping: 1110, handlingFee: 1120, discount: 1130 }
      taxCodes: [{ zone: domestic, rate: 25, code: U25 }]
      rounding: { account: 1190, limit: 0.05 }
notifications:
  deployment: docs
  channels: [{ webhook: { urlVariable: SLACK_WEBHOOK_URL, format: slack } }]
`;

/** Folders in which the commands of the docs are typed in. */
export interface World {
  /** Carries one out as it is written, with placeholders filled. `exports` are lines of the same block before it. */
  execute(command: string, how: Run, exports: readonly string[]): Promise<Ended>;
  close(): Promise<void>;
}

export async function openWorld(hook: string): Promise<World> {
  // Resolved, as processes name the folder that they stand in.
  const root = mkdtempSync(join(tmpdir(), 'traede-docs-'));
  const folders = { running: join(root, 'running'), empty: join(root, 'empty'), clone: join(root, 'clone') };
  chmodSync(root, 0o700);
  layOut(root, folders);
  const traede = await startSimulator({ counts: COUNTS });
  const environment = {
    ...environmentOf(root, traede),
    SLACK_WEBHOOK_URL: hook,
  };
  const up = startCommand({
    args: ['up'],
    cwd: folders.running,
    environment,
    timeoutMs: 10 * UP_TIMEOUT_MS,
  });
  const close = async (): Promise<void> => {
    up.signal('SIGINT');
    await up.ended.catch(() => undefined);
    for (const { pid } of processesOn(root)) killIfAlive(pid);
    await traede.stop();
    rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  try {
    await untilItStays(up);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    execute: (command, how, exports) => {
      const filled = fill(how.instead ?? command, traede);
      const lines = [...exports.map((line) => fill(line, traede)), how.before ?? ':', filled];
      // A system of its own, so that something is left to do there.
      const system = how.world === 'empty' ? { TRAEDE_SYSTEM_ID: 'trial' } : {};
      const options = {
        folder: folders[how.world],
        environment: { ...environment, ...system },
        timeoutMs: COMMAND_TIMEOUT_MS,
      };
      return how.until === undefined
        ? runInShell(lines.join('\n'), options)
        : runInShell(untilSaid(lines, how.until), options);
    },
    close,
  };
}

async function untilItStays(up: RunningCommand): Promise<void> {
  await eventually(
    'up says that it stays',
    () => up.stderr().includes('Ctrl-C ends it') || up.hasEnded(),
    UP_TIMEOUT_MS,
  );
  if (up.hasEnded()) throw new Error(`up has ended:\n${up.stderr()}`);
}

/** The product as an installed package is found: `npx traede-sync` here is that of the clone. */
function layOut(root: string, folders: Readonly<Record<Run['world'], string>>): void {
  const binaries = join(root, 'node_modules', '.bin');
  for (const folder of [...Object.values(folders), binaries, join(root, 'bin')])
    mkdirSync(folder, { recursive: true });
  symlinkSync(CLONE, join(root, 'node_modules', 'traede-erp-sync'));
  for (const name of ['traede-sync', 'traede-erp-sync']) {
    symlinkSync(join(CLONE, 'bin', 'traede-sync.js'), join(binaries, name));
  }
  // No browser is here.
  for (const name of ['xdg-open', 'open'])
    writeFileSync(join(root, 'bin', name), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(folders.running, 'sync.config.yaml'), CONFIG);
  cpSync(join(CLONE, 'deploy'), join(folders.clone, 'deploy'), { recursive: true });
}

function environmentOf(root: string, traede: Simulator): Record<string, string> {
  const path = [join(root, 'bin'), join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''];
  return {
    PATH: path.join(delimiter),
    CLONE,
    TRAEDE_BASE_URL: traede.url,
    TRAEDE_ACCESS_TOKEN: traede.token,
    TRAEDE_APP_KEY: traede.appKey,
    TRAEDE_SYSTEM_ID: SYSTEM_ID,
  };
}

/** What a reader puts in for what the pages leave open. The invoice is one that waits. */
function fill(command: string, traede: Simulator): string {
  const marked = traede.marks(SYSTEM_ID, 'invoice');
  const invoice = traede.documents('invoice').find(({ id }) => !marked.has(id));
  return (
    command
      .replaceAll('TRAEDE_ACCESS_TOKEN=…', `TRAEDE_ACCESS_TOKEN=${traede.token}`)
      .replaceAll('TRAEDE_APP_KEY=…', `TRAEDE_APP_KEY=${traede.appKey}`)
      // Another one than that of the `up` beside it: what is marked for it would wait there no more.
      .replaceAll('export TRAEDE_SYSTEM_ID=my-erp', 'export TRAEDE_SYSTEM_ID=another')
      .replaceAll('…', 'placeholder')
      .replaceAll('https://api.traede.com', traede.url)
      .replaceAll(/\b1042\b/g, String(invoice?.id ?? 0))
  );
}

/** Ctrl-C as soon as it has said something; it must end well then. */
function untilSaid(lines: readonly string[], said: RegExp): string {
  const last = lines.at(-1) ?? '';
  return `${lines.slice(0, -1).join('\n')}
set -m
${last} > said.txt 2>&1 &
started=$!
until grep -qE '${said.source}' said.txt; do kill -0 $started 2>/dev/null || break; sleep 0.2; done
kill -INT -$started 2>/dev/null || true
code=0; wait $started || code=$?
cat said.txt; exit $code`;
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Its parent's end had ended it.
  }
}
