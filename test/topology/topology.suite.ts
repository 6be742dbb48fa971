import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCommand } from '../cli/command';
import { processesOn } from '../cli/processes';
import { identityOf } from '../../src/embedded/process-identity';
import { startSimulator } from '../../src/simulator';
import { eventually } from '../support/temporal';
import { checkMainJob } from './main-job';
import { startTopology, SYSTEM_ID, type Topology } from './topology';
import { erpList } from './up';

/** Ten seconds on a quiet machine; only what hangs is to be ended. */
const SYNC_TIMEOUT_MS = 20 * 60_000;
const ALL_CARRIED =
  '788 documents are in the ERP, each once and to the cent, and TRAEDE was told of each once.';

describe('the production topology', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'topology-'));
  });
  afterEach(() => {
    expect(processesOn(folder)).toEqual([]);
    rmSync(folder, { recursive: true, force: true });
  });

  it('does the main job by one command, and finds nothing to do a second time', async () => {
    const first = await once(folder);
    expect(first.output).toContain(ALL_CARRIED);
    expect(first.exitCode).toBe(0);
    expect(processesOn(folder)).toEqual([]);
    const second = await once(folder);
    expect(second.output).toContain(ALL_CARRIED);
    expect(second.exitCode).toBe(0);
  });

  it('carries everything once while a worker is killed, then the other one asked to end', async () => {
    const topology = await startTopology({ folder, growing: false, say: () => undefined });
    try {
      const [first, second] = topology.workers;
      if (first === undefined || second === undefined) throw new Error('there are not two workers');
      const sync = startCommand({
        args: ['sync', '--json'],
        cwd: folder,
        environment: topology.environment,
        timeoutMs: SYNC_TIMEOUT_MS,
      });
      await eventually(
        'some documents are in the ERP',
        async () => (await erpList(topology)).length > 0,
        SYNC_TIMEOUT_MS,
      );
      process.kill(first.pid, 'SIGKILL');
      await topology.startWorker('worker-3');
      process.kill(second.pid, 'SIGTERM');
      await eventually('the second has ended', () => identityOf(second.pid) === undefined, 60_000);
      expect(await sync.ended).toMatchObject({ exitCode: 0 });
      const listed = await erpList(topology);
      await topology.stop();
      await expectCarried(topology, listed);
    } finally {
      await topology.stop();
    }
  });
});

/** A killed worker may have told TRAEDE without hearing the answer: then it is told again. */
async function expectCarried(
  { simulatorStateFile }: Topology,
  listed: Awaited<ReturnType<typeof erpList>>,
): Promise<void> {
  const simulator = await startSimulator({ stateFile: simulatorStateFile });
  try {
    const marks = 'at-least-once';
    expect(checkMainJob(simulator, { systemId: SYSTEM_ID, marks }, listed)).toEqual([]);
    expect(listed).toHaveLength(788);
  } finally {
    await simulator.stop();
  }
}

function once(folder: string): Promise<{ readonly exitCode: number | null; readonly output: string }> {
  const child = spawn(process.execPath, [join(__dirname, 'run.js'), '--once', '--data', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 2 * SYNC_TIMEOUT_MS,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve) => {
    child.once('close', (exitCode) => {
      resolve({ exitCode, output });
    });
  });
}
