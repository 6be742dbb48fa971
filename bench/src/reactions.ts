import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { Cleanup } from '../../src/cli/cleanup';
import { processEnvironment } from '../../src/config/environment';
import { requestOfDocument } from '../../src/temporal/attention-desk';
import { connectClient, devServerAddress } from '../../src/temporal/connection';
import { scheduleId } from '../../workflows/messages';
import { inFreshFolder } from './fresh-folder';
import { atMost, report } from './judgement';
import { cpuSeconds } from './process-tree';
import { startProduct, startRun, startWorker, untilScheduled } from './product';
import { startTemporalDevServer } from './servers/temporal';
import { repeated } from './statistics';
import { IMPORTS_AT_ONCE } from './system';
import { startWorld } from './world';

const WARM_UP_DOCUMENTS = 120;
const REPETITIONS = 20;
const MAX_RESYNC_MS = 150;
const MAX_EVENTS_OF_IDLE_RUN = 12;
const MAX_TRAEDE_CALLS_OF_IDLE_RUN = 2;
const IDLE_MS = 60_000;
const KILL_DOCUMENTS = 600;
const KILL_ERP_MS = 100;
const MAX_TAKE_OVER_MS = 10_000;
const LOOK_INTERVAL_MS = 50;
const COMMAND = join(__dirname, '..', '..', '..', '..', 'bin', 'traede-sync.js');

const WORLD = { importsAtOnce: IMPORTS_AT_ONCE, tuning: {} } as const;

let missed = false;

/** How soon the product reacts, and what it costs while there is nothing to do. */
async function main(): Promise<void> {
  await inFreshFolder('reacting', quickReactions);
  await inFreshFolder('taking over', takeOver);
  await startOfUp();
  if (missed) process.exitCode = 1;
}

async function quickReactions(folder: string, cleanup: Cleanup): Promise<void> {
  const world = await startWorld(
    { ...WORLD, folder, documents: WARM_UP_DOCUMENTS, erpLatencyMs: 0 },
    cleanup,
  );
  const { systemId, postgres } = world.surroundings;
  const server = await startTemporalDevServer(folder);
  const startedAtMs = performance.now();
  const product = await startProduct(world.surroundings, server);
  cleanup.add('product', () => product.stop());
  say(`start of the worker until it has its schedules: ${elapsed(startedAtMs)} ms`);
  await product.run();
  const connected = await connectClient(devServerAddress({ address: server.address, uiUrl: undefined }));
  cleanup.add('client', () => connected.close());

  const resyncs = await repeated(REPETITIONS, async () => {
    const documentId = await world.create(1);
    const sentAtMs = performance.now();
    const key = { systemId, documentType: 'invoice', documentId } as const;
    await (await requestOfDocument(connected.client, key, { kind: 'resync', by: 'bench' })).result();
    return performance.now() - sentAtMs;
  });
  judge('resync of one document, from signal to marked, ms', resyncs.median, MAX_RESYNC_MS);
  const polls = await repeated(REPETITIONS, async () => {
    await world.create(1);
    return (await product.run()).durationMs;
  });
  say(`a run that finds one new document, from its start to its end: ${Math.round(polls.median)} ms`);

  const before = await world.calls();
  const { history } = await product.run();
  const after = await world.calls();
  judge('a run that finds nothing: events', history?.events ?? Infinity, MAX_EVENTS_OF_IDLE_RUN);
  judge(
    'a run that finds nothing: calls to TRAEDE',
    after.traede - before.traede,
    MAX_TRAEDE_CALLS_OF_IDLE_RUN,
  );
  judge('a run that finds nothing: calls to the ERP', after.erp - before.erp, 0);

  const pids = { worker: product.workerPids, server: product.serverPids, database: [postgres.pid] };
  const used = () => Object.entries(pids).map(([name, list]) => [name, cpuSeconds(list)] as const);
  const idleBefore = new Map(used());
  await sleep(IDLE_MS);
  const each = used().map(
    ([name, seconds]) => `${name} ${(seconds - (idleBefore.get(name) ?? 0)).toFixed(2)}`,
  );
  say(`processor time of a minute with nothing to do, in seconds: ${each.join(', ')}`);
}

/** Two workers share a run, and one of them is killed: what it was working on must be taken over. */
async function takeOver(folder: string, cleanup: Cleanup): Promise<void> {
  const options = { ...WORLD, folder, documents: KILL_DOCUMENTS, erpLatencyMs: KILL_ERP_MS };
  const world = await startWorld(options, cleanup);
  const { configFile, environment, systemId } = world.surroundings;
  const server = await startTemporalDevServer(folder);
  cleanup.add('Temporal', () => server.stop());
  const settings = { ...environment, TEMPORAL_ADDRESS: server.address };
  const [killed, other] = ['first', 'second'].map((name) =>
    startWorker(join(folder, name), configFile, settings),
  );
  if (killed === undefined || other === undefined) throw new Error('two workers were to be started');
  cleanup.add('workers', async () => {
    await Promise.all([killed.stop(), other.stop()]);
  });
  const connected = await connectClient(devServerAddress({ address: server.address, uiUrl: undefined }));
  cleanup.add('client', () => connected.close());
  const { client } = connected;
  await untilScheduled(client, scheduleId(systemId, 'invoice'), killed.hasEnded);

  const { workflowId, runId } = await startRun(client, systemId);
  const startedAtMs = performance.now();
  while ((await world.marked()) < KILL_DOCUMENTS / 2) await sleep(LOOK_INTERVAL_MS);
  const perMs = (await world.marked()) / (performance.now() - startedAtMs);
  killed.kill();
  const killedAtMs = performance.now();
  const remaining = KILL_DOCUMENTS - (await world.marked());
  await client.workflow.getHandle(workflowId, runId).result();
  const lateMs = performance.now() - killedAtMs - remaining / perMs;
  judge('a worker killed with -9: ms that the run lasts longer', Math.max(0, lateMs), MAX_TAKE_OVER_MS);
  for (const fault of await world.faults()) say(`after the kill: ${fault}`);
}

async function startOfUp(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'traede-bench-up-'));
  const startedAtMs = performance.now();
  const { PATH, HOME } = processEnvironment();
  const up = spawn(process.execPath, [COMMAND, 'up', '--data', join(folder, 'data')], {
    env: { PATH, HOME },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => up.once('exit', resolve));
  await new Promise<void>((resolve) => {
    for (const stream of [up.stdout, up.stderr]) {
      stream.on('data', (chunk) => {
        if (String(chunk).includes('Temporal UI')) resolve();
      });
    }
    void ended.then(() => {
      resolve();
    });
  });
  say(`start of up on an empty folder, until worker and schedules are up: ${elapsed(startedAtMs)} ms`);
  up.kill('SIGINT');
  await ended;
  rmSync(folder, { recursive: true, force: true });
}

function judge(what: string, value: number, most: number): void {
  if (!report([atMost(what, value, most)])) missed = true;
}

function elapsed(sinceMs: number): number {
  return Math.round(performance.now() - sinceMs);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${inspect(error)}\n`);
  process.exitCode = 1;
});
