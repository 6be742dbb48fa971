import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EXIT } from '../../src/cli/exit-codes';
import { listenForInterruption, type Interruption } from '../../src/cli/interruption';
import { startSimulator } from '../../src/simulator';
import { answers, type ErpDocument } from '../cli/answers';
import { startCommand } from '../cli/command';
import { checkMainJob } from './main-job';
import { startTopology, SYSTEM_ID, type Topology } from './topology';

const PROGRAM = join(__dirname, '..', '..', 'bin', 'traede-sync.js');
/** Listing 800 documents takes a second, on a quiet machine. */
const LIST_TIMEOUT_MS = 600_000;

/** `npm run topology [-- --once] [--data DIR]`; resolves with the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      once: { type: 'boolean', default: false },
      data: { type: 'string', default: join('data', 'topology') },
    },
  });
  const folder = resolve(values.data);
  const interruption = listenForInterruption();
  const topology = await startTopology({ folder, growing: !values.once, say });
  try {
    if (interruption.signal.aborted) return EXIT.interrupted;
    if (values.once) return await syncOnce(topology);
    say('Schedules run. Ctrl-C ends everything.');
    await untilInterrupted(interruption);
    return EXIT.ok;
  } finally {
    await topology.stop();
    interruption.stopListening();
  }
}

/** The main job: everything once, then the books beside TRAEDE's documents. */
async function syncOnce(topology: Topology): Promise<number> {
  const exitCode = await run(topology, ['sync']);
  if (exitCode !== EXIT.ok) return exitCode;
  const listed = await erpList(topology);
  // What the simulator left on disk tells which documents it had, and what it was told.
  await topology.stop();
  const simulator = await startSimulator({ stateFile: topology.simulatorStateFile });
  try {
    const problems = checkMainJob(simulator, { systemId: SYSTEM_ID }, listed);
    if (problems.length === 0) {
      say(
        `\n${listed.length} documents are in the ERP, each once and to the cent, and TRAEDE was told of each once.`,
      );
      return EXIT.ok;
    }
    say(`\nThe books are not as they should be:\n${problems.join('\n')}`);
    return EXIT.failed;
  } finally {
    await simulator.stop();
  }
}

/** Runs a command of the product; people see what it prints. */
function run({ environment, folder }: Topology, args: readonly string[]): Promise<number> {
  return new Promise((settle, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: folder,
      env: environment,
      stdio: 'inherit',
    });
    child.once('error', reject);
    child.once('close', (code) => {
      settle(code ?? EXIT.failed);
    });
  });
}

export async function erpList({ environment, folder }: Topology): Promise<readonly ErpDocument[]> {
  const { exitCode, stdout, stderr } = await startCommand({
    args: ['erp', 'list', '--json'],
    cwd: folder,
    environment,
    timeoutMs: LIST_TIMEOUT_MS,
  }).ended;
  if (exitCode !== EXIT.ok) throw new Error(`erp list ended with ${String(exitCode)}: ${stderr}`);
  return answers.erpList(stdout);
}

/** A listener alone does not keep the process alive. */
async function untilInterrupted({ happened }: Interruption): Promise<void> {
  const alive = setInterval(() => undefined, 60_000);
  await happened;
  clearInterval(alive);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
