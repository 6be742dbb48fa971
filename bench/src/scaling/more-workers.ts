import Table from 'cli-table3';
import { thisMachine } from '../machine';
import { cpuSeconds, peakMemoryBytes } from '../process-tree';
import { repeated, type Spread } from '../statistics';
import { IMPORTS_AT_ONCE } from '../system';
import { complete, withSpread, type Outcome } from './outcome';
import { bring } from './runs';
import { onStage, type Stage } from './stage';

const SYSTEMS = ['north', 'east', 'south', 'west'];
const WORKERS = [1, 2, 4];
/** Of each system: a run of some seconds, long against its start. */
const DOCUMENTS = 400;
/** As fast as any ERP that we know of answers. */
const ERP_MS = 100;
const ROUNDS = 3;
/** Compilers and connections are warm afterwards, as in workers that have been up. */
const WARM_UP_DOCUMENTS = 60;

interface Figures {
  readonly workers: number;
  readonly documentsPerSecond: Spread;
  /** Of all workers together. */
  readonly cpuSecondsPer1000: number;
  /** Of the worker that took most. */
  readonly peakMegabytes: number;
}

/** Four systems at once, by more and more workers. */
export function moreWorkers(): Promise<Outcome> {
  const systems = SYSTEMS.map((systemId) => ({
    systemId,
    documents: 0,
    erpLatencyMs: ERP_MS,
    importsAtOnce: IMPORTS_AT_ONCE,
  }));
  return onStage(systems, async (stage) => {
    const figures: Figures[] = [];
    for (const workers of WORKERS) figures.push(await measured(stage, workers));
    const { cores } = thisMachine();
    return {
      title: `${SYSTEMS.length} systems at once, ${DOCUMENTS} documents each, ERPs at ${ERP_MS} ms`,
      text: [
        tableOf(figures),
        `${cores} cores, which workers, Temporal, PostgreSQL, TRAEDEs and ERPs share: on few, the machine is the limit and not the product.`,
      ].join('\n'),
      judgements: [await complete(stage.systems)],
    };
  });
}

/** Workers are fresh for each count: none has the memory of a smaller crew. */
async function measured({ startCrew, systems, client }: Stage, workers: number): Promise<Figures> {
  const crew = await startCrew(workers);
  await bring(client, systems, WARM_UP_DOCUMENTS);
  const cpuBefore = cpuSeconds(crew.pids);
  const documentsPerSecond = await repeated(ROUNDS, () => bring(client, systems, DOCUMENTS));
  const cpu = cpuSeconds(crew.pids) - cpuBefore;
  const peakBytes = Math.max(...crew.pids.map((pid) => peakMemoryBytes([pid])));
  await crew.stop();
  return {
    workers,
    documentsPerSecond,
    cpuSecondsPer1000: (cpu / (ROUNDS * DOCUMENTS * SYSTEMS.length)) * 1_000,
    peakMegabytes: peakBytes / 1_024 / 1_024,
  };
}

function tableOf(figures: readonly Figures[]): string {
  const table = new Table({
    head: ['workers', 'documents/s (min–max)', '÷ one worker', 'CPU s/1,000: workers', 'MB: a worker'],
    colAligns: Array.from({ length: 5 }, () => 'right' as const),
    style: { head: [], border: [] },
  });
  const one = figures[0]?.documentsPerSecond.median ?? NaN;
  for (const { workers, documentsPerSecond, cpuSecondsPer1000, peakMegabytes } of figures) {
    table.push([
      String(workers),
      withSpread(documentsPerSecond),
      (documentsPerSecond.median / one).toFixed(2),
      cpuSecondsPer1000.toFixed(2),
      peakMegabytes.toFixed(0),
    ]);
  }
  return table.toString();
}
