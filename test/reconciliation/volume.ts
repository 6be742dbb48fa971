import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { startReconciliation } from '../../src/temporal/reconciliations';
import { startCommand, type RunningCommand } from '../cli/command';
import { print } from '../faults/settings';
import { eventually } from '../support/temporal';
import { dayFromNow, openBooks, SYSTEM_ID, type Books } from './books';
import { plant, PLANTED_COUNT } from './planting';

/** `DOCUMENTS=2000,20000`: how many; each number is measured with a worker process of its own. */
const VOLUMES = (process.env['DOCUMENTS'] ?? '2000').split(',').map(Number);
const TIMEOUT_MS = 3_600_000;
/** Schedules that come once a year: nothing runs by itself. */
const CONFIG = `systems:
  ${SYSTEM_ID}:
    schedules:
      invoice: { cron: 0 0 1 1 * }
      credit-note: { cron: 0 0 1 1 * }
      accounting-entry: { cron: 0 0 1 1 * }
    reconciliation: { enabled: false }
`;

describe.each(VOLUMES)('a reconciliation of %i documents', (documents) => {
  let books: Books;
  let worker: RunningCommand;
  let folder: string;

  beforeAll(async () => {
    const counts = {
      invoice: Math.round(documents * 0.4),
      'credit-note': Math.round(documents * 0.05),
      'accounting-entry': Math.round(documents * 0.55),
    };
    books = await openBooks({ counts });
    await books.sync();
    folder = mkdtempSync(join(tmpdir(), 'reconcile-volume-'));
    writeFileSync(join(folder, 'sync.yaml'), CONFIG);
  }, TIMEOUT_MS);
  afterAll(async () => {
    worker.signal('SIGTERM');
    await worker.ended;
    rmSync(folder, { recursive: true, force: true });
    await books.close();
  }, TIMEOUT_MS);

  it(
    `finds ${PLANTED_COUNT} planted differences, in bounded memory`,
    async () => {
      const planted = await plant(books);
      worker = startWorkerProcess(books, folder);
      await eventually('the worker is up', () => worker.stderr().includes('worker is up'), 60_000);
      const before = peakMegabytes(worker.pid);
      const startedAt = Date.now();
      const input = { systemId: SYSTEM_ID, from: dayFromNow(-200), to: dayFromNow(1) };
      const result = await (await startReconciliation(books.temporal.client, input)).result();
      const seconds = (Date.now() - startedAt) / 1_000;
      print(
        `${documents} documents: ${seconds.toFixed(0)} s, worker's peak ${peakMegabytes(worker.pid)} MB (idle ${before} MB)`,
      );
      const { agrees, ...found } = result.classes;
      expect(agrees).toBeGreaterThan(documents - PLANTED_COUNT);
      const wanted: Record<string, number> = {};
      for (const name of planted.values()) wanted[name] = (wanted[name] ?? 0) + 1;
      expect(found).toEqual(wanted);
    },
    TIMEOUT_MS,
  );
});

function startWorkerProcess({ simulator, database, temporal }: Books, folder: string): RunningCommand {
  const { connection } = temporal.client;
  if (!(connection instanceof Connection)) throw new Error('the client has no connection of its own');
  return startCommand({
    args: ['worker', '--config', join(folder, 'sync.yaml'), '--data', join(folder, 'data')],
    cwd: folder,
    environment: {
      TRAEDE_BASE_URL: simulator.url,
      TRAEDE_ACCESS_TOKEN: simulator.token,
      TRAEDE_APP_KEY: simulator.appKey,
      TRAEDE_SYSTEM_ID: SYSTEM_ID,
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: connection.options.address,
    },
    timeoutMs: TIMEOUT_MS,
  });
}

/** The most that the process has ever held (Linux). */
function peakMegabytes(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1_024);
}
