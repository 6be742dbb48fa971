import { join } from 'node:path';
import { z } from 'zod';
import type { RunningCandidate, Surroundings } from './candidate';
import { RIVALS_WITH_BATCHES, type CandidateName } from './candidates';
import { startChild } from './child';
import type { EngineSettings, Unit } from './engines/engine';
import { startProduct } from './product';
import { startRedis } from './servers/redis';
import { startRestateServer } from './servers/restate';
import { startTemporalDevServer, startTemporalOnPostgres } from './servers/temporal';

/** Restate's SDK needs Node 22, and hangs without a word on Node 20. */
const NODE_22 = join(__dirname, '..', '..', '..', 'node_modules', 'node', 'bin', 'node');

/** Starts a candidate with its server. */
export async function startCandidate(
  name: CandidateName,
  surroundings: Surroundings,
): Promise<RunningCandidate> {
  const { folder, postgres } = surroundings;
  switch (name) {
    case 'sequential-loop':
    case 'sequential-batches':
    case 'bounded-loop':
      return startRunner(surroundings, { engine: name }, NO_SERVER);
    case 'product-dev-server':
      return startProduct(surroundings, await startTemporalDevServer(folder));
    case 'product-postgres':
      return startProduct(surroundings, await startTemporalOnPostgres(folder, postgres));
    case 'dbos':
    case 'dbos-batches':
      return startDbos(surroundings, unitOf(name));
    case 'restate':
    case 'restate-batches':
      return startRestate(surroundings, unitOf(name));
    case 'bullmq':
    case 'bullmq-batches':
      return startBullmq(surroundings, unitOf(name));
  }
}

function unitOf(name: CandidateName): Unit {
  return RIVALS_WITH_BATCHES.some((known) => known === name) ? 'batches' : 'documents';
}

async function startDbos(surroundings: Surroundings, unit: Unit): Promise<RunningCandidate> {
  const { postgres } = surroundings;
  const databaseUrl = await postgres.createDatabase('dbos');
  const storedBytes = () => postgres.databaseBytes('dbos');
  return startRunner(surroundings, { engine: 'dbos', unit, databaseUrl }, { ...NO_SERVER, storedBytes });
}

async function startRestate(surroundings: Surroundings, unit: Unit): Promise<RunningCandidate> {
  const server = await startRestateServer(surroundings.folder);
  const { ingressUrl, adminUrl } = server;
  const engine = { engine: 'restate', unit, ingressUrl, adminUrl } as const;
  return startRunner(surroundings, engine, { ...server, nodePath: NODE_22 });
}

async function startBullmq(surroundings: Surroundings, unit: Unit): Promise<RunningCandidate> {
  const server = await startRedis(surroundings.folder);
  return startRunner(surroundings, { engine: 'bullmq', unit, redisPort: server.port }, server);
}

interface EngineServer {
  readonly pids: readonly number[];
  storedBytes(): Promise<number> | number;
  stop(): Promise<void>;
  /** Default: the Node that runs us. */
  readonly nodePath?: string;
}

const NO_SERVER: EngineServer = { pids: [], storedBytes: () => 0, stop: () => Promise.resolve() };

const runSchema = z.object({ durationMs: z.number() });

async function startRunner(
  { folder, configFile, environment }: Surroundings,
  engine: EngineSettings,
  server: EngineServer,
): Promise<RunningCandidate> {
  const runner = await startChild({
    script: 'runner-process',
    settings: { configFile, environment, engine },
    ready: z.object({}),
    logFile: join(folder, 'runner.log'),
    ...(server.nodePath === undefined ? {} : { nodePath: server.nodePath }),
  });
  return {
    workerPids: [runner.pid],
    serverPids: server.pids,
    run: () => runner.ask('run', runSchema),
    storedBytes: () => Promise.resolve(server.storedBytes()),
    async stop() {
      await runner.stop();
      await server.stop();
    },
  };
}
