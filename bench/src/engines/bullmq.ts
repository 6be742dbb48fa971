import { Queue, QueueEvents, Worker, type Job } from 'bullmq';
import type { ImportedDocuments } from '../../../activities/import-documents';
import { LOOPBACK } from '../../../src/embedded/ports';
import type { DocumentId } from '../../../src/document';
import { deliverAll, observed } from '../deliver';
import type { Work } from '../work';
import { BATCHES_IN_FLIGHT, windowOf, type Engine } from './engine';

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
 * A job for each batch, which imports and marks it; a job for the walk, which adds them and waits for their end. What a
 * crash interrupts is stalled after half a minute and begins anew.
 */
export async function startBullmq(work: Work, redisPort: number): Promise<Engine> {
  const connection = { host: LOOPBACK, port: redisPort, maxRetriesPerRequest: null };
  const batches = new Queue<Batch, ImportedDocuments>('batches', {
    connection,
    defaultJobOptions: JOB_OPTIONS,
  });
  const batchEvents = new QueueEvents('batches', { connection });
  const walks = new Queue('walks', { connection, defaultJobOptions: JOB_OPTIONS });
  const walkEvents = new QueueEvents('walks', { connection });
  const workers = [
    new Worker<Batch, ImportedDocuments>('batches', ({ data }) => importAndMark(work, data), {
      connection,
      concurrency: BATCHES_IN_FLIGHT,
    }),
    new Worker('walks', () => walk(work, batches, batchEvents), { connection }),
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

async function importAndMark(work: Work, { ids }: Batch): Promise<ImportedDocuments> {
  const imported = await work.importDocuments(ids);
  await work.markExported(imported.delivered);
  return imported;
}

async function walk(
  work: Work,
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
      markExported: (ids) => Promise.resolve({ exported: ids }),
    }),
    windowOf(work),
  );
}
