import { join } from 'node:path';
import { z } from 'zod';
import type { RunningCandidate, Surroundings } from './candidate';
import type { CandidateName } from './candidates';
import { startChild } from './child';
import type { EngineSettings } from './engines/engine';
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
    case 'bounded-loop':
      return startRunner(surroundings, { engine: name }, NO_SERVER);
    case 'product-dev-server':
      return startProduct(surroundings, await startTemporalDevServer(folder));
    case 'product-postgres':
      return startProduct(surroundings, await startTemporalOnPostgres(folder, postgres));
    case 'dbos': {
      const databaseUrl = await postgres.createDatabase('dbos');
      const storedBytes = () => postgres.databaseBytes('dbos');
      return startRunner(surroundings, { engine: 'dbos', databaseUrl }, { ...NO_SERVER, storedBytes });
    }
    case 'restate': {
      const server = await startRestateServer(folder);
      const { ingressUrl, adminUrl } = server;
      return startRunner(
        surroundings,
        { engine: 'restate', ingressUrl, adminUrl },
        { ...server, nodePath: NODE_22 },
      );
    }
    case 'bullmq': {
      const server = await startRedis(folder);
      return startRunner(surroundings, { engine: 'bullmq', redisPort: server.port }, server);
    }
  }
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
