import { openDatabases, type Databases } from './databases';
import { startWorkerStage, type WorkerStage, type WorkerStageOptions } from './worker-stage';

const START_TIMEOUT_MS = 180_000;

export interface Stage {
  readonly stage: WorkerStage;
  readonly databases: Databases;
}

/** A stage and its databases for all tests of a file, from before the first to after the last. */
export function useStage(options: WorkerStageOptions = {}): () => Stage {
  let opened: Stage | undefined;
  beforeAll(async () => {
    const [stage, databases] = await Promise.all([startWorkerStage(options), openDatabases()]);
    opened = { stage, databases };
  }, START_TIMEOUT_MS);
  afterAll(async () => {
    if (opened === undefined) return;
    opened.stage.temporalPieces.plan = () => undefined;
    await opened.stage.stop();
    await opened.databases.close();
  }, START_TIMEOUT_MS);
  return () => {
    if (opened === undefined) throw new Error('the stage is there within tests only');
    return opened;
  };
}
