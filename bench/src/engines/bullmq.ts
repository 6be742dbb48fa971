import { Queue, QueueEvents, Worker, type Job } from 'bullmq';
import type { ImportedDocuments } from '../../../activities/import-documents';
import { LOOPBACK } from '../../../src/embedded/ports';
import type { DocumentId } from '../../../src/document';
import { deliverAll, firstOf, observed, type Window } from '../deliver';
import type { Work } from '../work';
import { windowOf, type Engine, type Unit } from './engine';

/** As BullMQ's guide to production has it for failures that pass. */
const JOB_OPTIONS = {
  attempts: 4,
  backoff: { type: 'exponential', delay: 1_000 },
  removeOnComplete: { count: 1_000 },
} as const;

interface Batch {
  readonly ids: readonly DocumentId[];
}

/**
 * A job for each document or batch, which imports and marks it; a job for the walk, which adds them and waits for their end. What a
 * crash interrupts is stalled after half a minute and begins anew.
 */
export async function startBullmq(work: Work, unit: Unit, redisPort: number): Promise<Engine> {
  const window = { ...windowOf(work, unit), race: firstOf };
  const connection = { host: LOOPBACK, port: redisPort, maxRetriesPerRequest: null };
  const batches = new Queue<Batch, ImportedDocuments>('batches', {
    connection,
    defaultJobOptions: JOB_OPTIONS,
  });
  const batchEvents = new QueueEvents('batches', { connection });
  const walks = new Queue('walks', { connection, defaultJobOptions: JOB_OPTIONS });
  const walkEvents = new QueueEvents('walks', { connection });
  const workers = [
    new Worker<Batch, ImportedDocuments>('batches', ({ data }) => work.importDocuments(data.ids), {
      connection,
      concurrency: window.batchesInFlight,
    }),
    new Worker('walks', () => walk(work, window, batches, batchEvents), { connection }),
  ];
  const parts = [...workers, batchEvents, walkEvents, batches, walks];
  await Promise.all(parts.map((part) => part.waitUntilReady()));
  return {
    async run() {
      const job: Job = await walks.add('walk', {});
      await job.waitUntilFinished(walkEvents);
    },
    async stop() {
      for (const part of parts) await part.close();
    },
  };
}

async function walk(
  work: Work,
  window: Window,
  batches: Queue<Batch, ImportedDocuments>,
  events: QueueEvents,
): Promise<void> {
  await deliverAll(
    observed({
      fetchPage: (request) => work.fetchPage(request),
      async importDocuments(ids) {
        const job = await batches.add('batch', { ids });
        return job.waitUntilFinished(events);
      },
    }),
    window,
  );
}
