import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { stringify } from 'yaml';
import { DOCUMENT_TYPES, type DocumentType } from '../../../src/document';
import { startSimulator, type Simulator } from '../../../src/simulator';
import { randomFor } from '../../../src/simulator/random';
import type { Violation } from '../../faults/invariants';
import { startProductProcesses, type ProductProcesses } from '../../faults/product-processes';
import { BRAND_ACCOUNTING } from '../brand/brand';
import { openBrandErp, type BrandErp, type RealErp } from '../brand/brand-erp';
import { compareBooks } from './comparison';

export const SYSTEM_ID = 'proof';
/** A run every few seconds: what a kill interrupted is taken up at once. */
const SCHEDULE = { every: '3s', jitter: '1s' };
const POLL_INTERVAL_MS = 500;
/** After each kill the ERP may still be at work for as long: the default is meant for slower networks than this one. */
const PATIENCE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  tryton: { requestTimeout: '20s' },
  odoo: { requestTimeout: '20s', settleTime: '40s' },
};
/** From the moment that was drawn to the kill itself: some fall between two calls, some into one. */
const LONGEST_AIM_MS = 2_000;
/** Marked, but perhaps not yet recorded as such. */
const LAST_RECORDS_MS = 5_000;

export interface ProofOptions {
  readonly seed: number;
  readonly counts: Readonly<Record<DocumentType, number>>;
  readonly kills: number;
  readonly timeoutMs: number;
  readonly tell: (line: string) => void;
}

export interface ProofResult {
  readonly documents: number;
  readonly kills: number;
  readonly workerStarts: number;
  readonly seconds: number;
  /** Marked more than once, after a kill between the mark and its record: TRAEDE takes a second mark as the first. */
  readonly markedAgain: number;
  /** What waits for a person, by problem. */
  readonly waiting: readonly string[];
  readonly failedRuns: readonly string[];
  /** Unposted or foreign documents in the ERP. */
  readonly others: number;
  readonly violations: readonly Violation[];
}

/** The simulator's documents through the real product into a real ERP, its worker killed on the way. */
export async function prove(name: RealErp, options: ProofOptions): Promise<ProofResult> {
  const erp = await openBrandErp(name, { seed: options.seed });
  try {
    const simulator = await startSimulator({ seed: options.seed, counts: options.counts });
    if (!erp.takesForeignEntries) keepEntriesInCurrencyOfBooks(simulator);
    const product = await startProductProcesses({
      simulator,
      configuration: configurationFor(erp),
      environment: erp.environment,
      workers: 1,
    });
    try {
      return await killAndCompare(erp, simulator, product, options);
    } finally {
      await product.stop();
      await simulator.stop();
    }
  } finally {
    await erp.close();
  }
}

function configurationFor({ configuration }: BrandErp): string {
  const schedules = Object.fromEntries(DOCUMENT_TYPES.map((type) => [type, SCHEDULE]));
  const erp = { ...configuration, ...PATIENCE[String(configuration['adapter'])] };
  const system = { erp, accounting: BRAND_ACCOUNTING, schedules };
  return stringify({ systems: { [SYSTEM_ID]: system } });
}

/** A few of the simulator's entries are in euro. */
function keepEntriesInCurrencyOfBooks(simulator: Simulator): void {
  for (const { id, currency } of simulator.documents('accounting-entry'))
    if (currency !== 'DKK') simulator.edit('accounting-entry', id, { currency: 'DKK' });
}

async function killAndCompare(
  erp: BrandErp,
  simulator: Simulator,
  product: ProductProcesses,
  options: ProofOptions,
): Promise<ProofResult> {
  const startedAt = Date.now();
  const kills = await killOnTheWay(simulator, product, options);
  await settle(simulator, product, startedAt + options.timeoutMs, options);
  const seconds = Math.round((Date.now() - startedAt) / 1_000);
  await sleep(LAST_RECORDS_MS);
  const marks = DOCUMENT_TYPES.flatMap((type) => [...simulator.marks(SYSTEM_ID, type).values()]);
  return {
    documents: totalOf(options),
    kills,
    workerStarts: product.workers.reduce((starts, worker) => starts + worker.starts, 0),
    seconds,
    markedAgain: marks.filter(({ times }) => times > 1).length,
    waiting: await waitingByProblem(product.pool),
    failedRuns: await product.failedRuns(),
    others: await erp.others(),
    violations: [
      ...compareBooks(simulator, SYSTEM_ID, await erp.booked()),
      ...unmarked(simulator),
      ...(await unrecorded(product.pool)),
    ],
  };
}

function totalOf({ counts }: ProofOptions): number {
  return DOCUMENT_TYPES.reduce((sum, type) => sum + counts[type], 0);
}

/** Asked often: the documents themselves, which the simulator makes anew each time, are not looked at. */
function markedCount(simulator: Simulator): number {
  return DOCUMENT_TYPES.reduce((sum, type) => sum + simulator.marks(SYSTEM_ID, type).size, 0);
}

/** Each kill when a number of documents that the seed draws has been marked, and a moment that it draws later. */
async function killOnTheWay(
  simulator: Simulator,
  { workers, pool }: ProductProcesses,
  options: ProofOptions,
): Promise<number> {
  const { seed, kills, timeoutMs, tell } = options;
  const random = randomFor('proof', seed);
  const total = totalOf(options);
  const moments = Array.from({ length: kills }, () => random.integer(1, total - 1)).sort((a, b) => a - b);
  const deadline = Date.now() + timeoutMs;
  let done = 0;
  for (const moment of moments) {
    while (markedCount(simulator) < moment) {
      if (Date.now() > deadline || (await isSettled(total, simulator, pool))) return done;
      await sleep(POLL_INTERVAL_MS);
    }
    await sleep(random.integer(0, LONGEST_AIM_MS));
    while (!workers.some((worker) => worker.kill())) await sleep(POLL_INTERVAL_MS);
    done += 1;
    tell(`kill ${done} of ${kills}; ${total - markedCount(simulator)} of ${total} documents to go`);
  }
  return done;
}

/** Waits until TRAEDE lists nothing any more, or only what waits for a person. */
async function settle(
  simulator: Simulator,
  { pool, folder }: ProductProcesses,
  deadline: number,
  options: ProofOptions,
): Promise<void> {
  const total = totalOf(options);
  while (!(await isSettled(total, simulator, pool))) {
    if (Date.now() > deadline) {
      options.tell(lastLines(join(folder, 'worker-1', 'worker.log')));
      throw new Error(`${total - markedCount(simulator)} documents were not delivered in time`);
    }
    await sleep(POLL_INTERVAL_MS);
  }
}

async function isSettled(total: number, simulator: Simulator, pool: Pool): Promise<boolean> {
  const left = total - markedCount(simulator);
  return left === 0 || left === (await attentionCount(pool));
}

const LAST_LINES = 30;

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-LAST_LINES).join('\n');
}

async function attentionCount(pool: Pool): Promise<number> {
  const table = await pool.query<{ isThere: boolean }>(
    `select to_regclass('delivery.deliveries') is not null as "isThere"`,
  );
  // The first worker to start makes it.
  if (table.rows[0]?.isThere !== true) return 0;
  const { rows } = await pool.query<{ count: string }>(
    "select count(*) from delivery.deliveries where state = 'attention'",
  );
  return Number(rows[0]?.count);
}

async function waitingByProblem(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ text: string }>(
    `select count(*) || ' × ' || problem_code || ', e.g. ' || min(problem_message) as text
     from delivery.deliveries where state = 'attention' group by problem_code`,
  );
  return rows.map(({ text }) => text);
}

function unmarked(simulator: Simulator): readonly Violation[] {
  return DOCUMENT_TYPES.flatMap((type) => {
    const marks = simulator.marks(SYSTEM_ID, type);
    return simulator
      .documents(type)
      .filter(({ id }) => !marks.has(id))
      .map(({ id }) => ({ kind: 'not marked' as const, text: `${type} ${id} is not marked in TRAEDE` }));
  });
}

async function unrecorded(pool: Pool): Promise<readonly Violation[]> {
  const { rows } = await pool.query<{ document: string; state: string }>(
    `select document_type || ' ' || document_id as document, state
     from delivery.deliveries where state <> 'exported'`,
  );
  return rows.map(({ document, state }) => ({
    kind: 'not recorded',
    text: `${document} is recorded as ${state}`,
  }));
}
