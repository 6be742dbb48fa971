import { readFileSync } from 'node:fs';
import { renderReport } from '../../src/cli/report-files';
import { readReport } from '../../src/delivery/reconciliation/reading';
import { startReconciliation } from '../../src/temporal/reconciliations';
import { print } from '../faults/settings';
import { dayFromNow, openBooks, SYSTEM_ID, type Books } from './books';
import { plant, PLANTED_COUNT } from './planting';
import { workerProcesses, type WorkerProcesses } from './worker-process';

/** `DOCUMENTS=2000,20000`: how many; each number is measured with a worker process of its own. */
const VOLUMES = (process.env['DOCUMENTS'] ?? '2000').split(',').map(Number);
const TIMEOUT_MS = 3_600_000;
const MAX_REPORT_BYTES = 2_000_000;
/** By how much the peak of the largest volume may be above that of the smallest. */
const MAX_PEAK_RATIO = 1.1;
/** Beyond so many reconciliations in a row nothing changes any more. */
const MAX_REPETITIONS = 10;

/** By volume. */
const peaks = new Map<number, number>();

/**
 * Each worker goes through as many documents as the others, only not as many at a time: a heap fills up with garbage until
 * it is worth collecting, and a worker that has ended before shows a peak that is none.
 */
function repetitionsOf(documents: number): number {
  return Math.min(MAX_REPETITIONS, Math.round(Math.max(...VOLUMES) / documents));
}

describe.each(VOLUMES)('a reconciliation of %i documents', (documents) => {
  let books: Books;
  let workers: WorkerProcesses;

  beforeAll(async () => {
    const counts = {
      invoice: Math.round(documents * 0.4),
      'credit-note': Math.round(documents * 0.05),
      'accounting-entry': Math.round(documents * 0.55),
    };
    books = await openBooks({ counts });
    workers = workerProcesses(books, TIMEOUT_MS);
    await books.sync();
  }, TIMEOUT_MS);
  afterAll(async () => {
    await workers.close();
    await books.close();
  }, TIMEOUT_MS);

  it(
    `finds ${PLANTED_COUNT} planted differences, in bounded memory and in a report of bounded size`,
    async () => {
      const planted = await plant(books);
      const worker = await workers.start();
      const idle = peakMegabytes(worker.pid);
      const startedAt = Date.now();
      const input = { systemId: SYSTEM_ID, from: dayFromNow(-200), to: dayFromNow(1) };
      const reconcile = async () => (await startReconciliation(books.temporal.client, input)).result();
      const result = await reconcile();
      const seconds = (Date.now() - startedAt) / 1_000;
      for (let more = 1; more < repetitionsOf(documents); more += 1) {
        expect((await reconcile()).classes).toEqual(result.classes);
      }
      const peak = peakMegabytes(worker.pid);
      peaks.set(documents, peak);
      const reportBytes = await sizeOfReport(books, result.reconciliationId);
      print(
        `${documents} documents: ${seconds.toFixed(0)} s, worker's peak ${peak} MB (idle ${idle} MB), ` +
          `report ${Math.round(reportBytes / 1_000)} kB`,
      );
      const { agrees, ...found } = result.classes;
      expect(agrees).toBeGreaterThan(documents - PLANTED_COUNT);
      const wanted: Record<string, number> = {};
      for (const name of planted.values()) wanted[name] = (wanted[name] ?? 0) + 1;
      expect(found).toEqual(wanted);
      expect(reportBytes).toBeLessThan(MAX_REPORT_BYTES);
    },
    TIMEOUT_MS,
  );
});

it('takes no more memory for more documents', () => {
  const [smallest, largest] = [Math.min(...VOLUMES), Math.max(...VOLUMES)];
  const ratio = (peaks.get(largest) ?? NaN) / (peaks.get(smallest) ?? NaN);
  print(`peak of ${largest} ÷ peak of ${smallest} documents: ${ratio.toFixed(2)}`);
  expect(ratio).toBeLessThanOrEqual(MAX_PEAK_RATIO);
});

async function sizeOfReport(books: Books, id: number): Promise<number> {
  const report = await readReport(books.database.pool, { id });
  if (report === undefined) throw new Error('there is no report');
  return Buffer.byteLength(await renderReport(books.database.pool, report));
}

/** The most that the process has ever held (Linux). */
function peakMegabytes(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1_024);
}
