import { z } from 'zod';
import { engineSettingsSchema, type Engine, type EngineSettings } from './engines/engine';
import { boundedLoop, SEQUENTIAL_BATCH, sequentialLoop } from './engines/loops';
import { serveParent } from './serve-parent';
import { openWork, type Work } from './work';

const settingsSchema = z.strictObject({
  configFile: z.string(),
  environment: z.record(z.string(), z.string()),
  engine: engineSettingsSchema,
});

/** The worker of every candidate but the product: the product's activities under another engine. */
serveParent(async (given) => {
  const { configFile, environment, engine: settings } = settingsSchema.parse(given);
  const work = await openWork(environment, configFile);
  const engine = await startEngine(work, settings);
  return {
    ready: {},
    answers: {
      run: async () => {
        const startedAtMs = performance.now();
        await engine.run();
        return { durationMs: performance.now() - startedAtMs };
      },
    },
    async stop() {
      await engine.stop();
      await work.close();
    },
  };
});

/** Each process loads its own engine only: what it needs in memory is to be its own. */
async function startEngine(work: Work, settings: EngineSettings): Promise<Engine> {
  switch (settings.engine) {
    case 'sequential-loop':
      return sequentialLoop(work, 1);
    case 'sequential-batches':
      return sequentialLoop(work, SEQUENTIAL_BATCH);
    case 'bounded-loop':
      return boundedLoop(work);
    case 'dbos':
      return (await import('./engines/dbos.js')).startDbos(work, settings.unit, settings.databaseUrl);
    case 'restate':
      return (await import('./engines/restate.js')).startRestate(work, settings.unit, settings);
    case 'bullmq':
      return (await import('./engines/bullmq.js')).startBullmq(work, settings.unit, settings.redisPort);
  }
}
